import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import type { CancelSupport } from "#src/google/catalog/cancelSupport.js";
import type { ServiceConnection } from "#src/google/connection.js";
import type { OperationPage } from "#src/google/json/responses.js";
import type { HttpRequest, StartRequest } from "#src/google/startRequest.js";
import type { DrivenClock } from "./drivenClock.js";
import { notSent, reset } from "./faults.js";
import { type Mishaps, ModelService, type OperationScript, operationName } from "./modelService.js";

/** The name of the operation that an undo request starts. */
export const undoName = "projects/p/locations/l/operations/undo";

/**
 * The result of one undo request: a failure without an effect, the loss of the response after the request took
 * effect, an operation as it is, or a response that is no operation.
 */
export type UndoAnswering = RequestFailure | "lostAnswer" | Operation | "noOperation";

/** Times count from the undo request that was accepted. By default, the operation takes a minute. */
export interface UndoScript extends OperationScript {
  /** @param nth 1 for the first undo request. Undefined, and by default: an operation that runs as scripted. */
  answers?(nth: number): UndoAnswering | undefined;
  /** Milliseconds from an undo request to its response. Default 0. */
  takes?: number;
  mishaps?: Mishaps;
}

/** The course of the operation of a {@link ProviderConnection}. */
export interface ProviderScript extends OperationScript {
  /** Responses to the starts, in order; after the last one, the operation starts. */
  starts?: (RequestFailure | Operation)[];
  /** The operation's name as the service forms it. Default: as in the request. */
  formsName?: string;
  /** Milliseconds from a start request to its response. Default 0. */
  startTakes?: number;
  /** The mishaps of polls and cancels. */
  mishaps?: Mishaps;
  /** The list of the location's operations, or its failure. Default: empty. */
  lists?: Operation[] | RequestFailure;
  /** The catalog's entry for the operation's name. Default: `supported`. */
  cancelSupport?: CancelSupport;
  /** The results of undo requests. */
  undo?: UndoScript;
  /** Version of the API that the resource's settings choose. Default: `v1beta`. */
  apiVersion?: string;
  /** Endpoint that the resource's settings choose. Default: the service's own. */
  baseUrl?: string;
}

/**
 * The scripted connection: it starts, lists and undoes one operation of a {@link ModelService}. The operation begins
 * with the connection, and again with each accepted start.
 */
export class ProviderConnection implements ServiceConnection {
  readonly host = "alloydb.googleapis.com";
  readonly apiVersion: string;
  readonly baseUrl: string;
  /** All requests, in order: `start`, `GET`, `cancel`, `undo`, and `GET-undo` for its operation. */
  readonly wire: string[] = [];
  /** The result of the last poll. */
  lastLook: Reply<Operation> | undefined;
  /** The names that were polled, in order. */
  readonly askedFor: string[] = [];
  /** The start requests as they went out. */
  readonly started: StartRequest[] = [];
  /** The undo requests as they went out. */
  readonly undo: { readonly sent: HttpRequest[] } = { sent: [] };
  /** The number of lists. */
  listed = 0;
  readonly #clock: DrivenClock;
  readonly #script: ProviderScript;
  readonly #service: ModelService;

  constructor(clock: DrivenClock, script: ProviderScript, apiVersion?: string, baseUrl?: string) {
    this.#clock = clock;
    this.#script = script;
    this.apiVersion = apiVersion ?? script.apiVersion ?? "v1beta";
    this.baseUrl = baseUrl ?? script.baseUrl ?? "https://alloydb.googleapis.com";
    this.#service = new ModelService(clock, script, script.mishaps);
    this.#beginUndo();
  }

  async start(request: StartRequest, limits?: RequestLimits): Promise<Reply<Operation>> {
    if (limits?.untilSent?.aborted) {
      return { ok: false, error: notSent };
    }
    this.wire.push("start");
    this.started.push(request);
    const { startTakes = 0 } = this.#script;
    if (startTakes > 0) {
      await this.#clock.sleep(startTakes);
    }
    const answer = this.#script.starts?.[this.started.length - 1];
    if (answer !== undefined) {
      return isOperation(answer) ? { ok: true, value: answer } : { ok: false, error: answer };
    }
    const { metadata, mishaps } = this.#script;
    this.#service.begin(this.#script, mishaps);
    return { ok: true, value: { name: operationName, done: false, ...(metadata && { metadata }) } };
  }

  async get(name: string, limits?: RequestLimits): Promise<Reply<Operation>> {
    if (name === undoName) {
      this.#sent("GET-undo", limits);
      return this.#service.get(name, limits);
    }
    this.#sent("GET", limits);
    this.askedFor.push(name);
    const reply = await this.#service.get(name, limits);
    const { formsName } = this.#script;
    this.lastLook = reply;
    return reply.ok && formsName !== undefined
      ? { ok: true, value: { ...reply.value, name: formsName } }
      : reply;
  }

  async cancel(name: string, limits?: RequestLimits): Promise<Reply<undefined>> {
    this.#sent("cancel", limits);
    const reply = await this.#service.cancel(name, limits);
    if (reply.ok) {
      return reply;
    }
    // A mishap may happen to any request, and names a GET.
    const request = reply.error.request.replace(/^GET (.*)$/, "POST $1:cancel");
    return { ok: false, error: { ...reply.error, request } };
  }

  getJson(): Promise<never> {
    throw new Error("A resource lists no other resources.");
  }

  listUrl(): string {
    return `${this.baseUrl}/${this.apiVersion}/projects/p/locations/l/operations`;
  }

  cancelSupport(): CancelSupport {
    return this.#script.cancelSupport ?? "supported";
  }

  cancelRequestLine(name: string, apiVersion = this.apiVersion): string | undefined {
    const { cancelSupport = "supported" } = this.#script;
    const isPossible = cancelSupport === "supported" || cancelSupport === "unknown";
    return isPossible ? `POST ${this.baseUrl}/${apiVersion}/${name}:cancel` : undefined;
  }

  listParent(): string {
    return "projects/p/locations/l";
  }

  /** Sent only after a start whose response was lost; it is not recorded in `wire`. */
  async list(): Promise<Reply<OperationPage>> {
    this.listed += 1;
    const { lists = [] } = this.#script;
    return Array.isArray(lists) ? { ok: true, value: { operations: lists } } : { ok: false, error: lists };
  }

  async send(request: HttpRequest, limits: RequestLimits = {}): Promise<Reply<Operation | undefined>> {
    this.#sent("undo", limits);
    const { signal, untilSent, timeout = Number.POSITIVE_INFINITY } = limits;
    if (untilSent?.aborted) {
      return { ok: false, error: notSent };
    }
    this.undo.sent.push(request);
    const nth = this.undo.sent.length;
    const { takes = 0, answers } = this.#script.undo ?? {};
    if (takes > 0) {
      await this.#clock.sleep(Math.min(takes, timeout), signal);
    }
    if (signal?.aborted) {
      return { ok: false, error: reset({ code: "ABORTED" }) };
    }
    const answer = takes > timeout ? "lostAnswer" : (answers?.(nth) ?? "started");
    switch (answer) {
      case "started":
        this.#beginUndo();
        return { ok: true, value: { name: undoName, done: false } };
      case "lostAnswer":
        this.#beginUndo();
        return { ok: false, error: reset() };
      case "noOperation":
        return { ok: true, value: undefined };
      default:
        return isOperation(answer) ? { ok: true, value: answer } : { ok: false, error: answer };
    }
  }

  /** Records a request, unless it was aborted before it was sent. */
  #sent(request: string, limits: RequestLimits | undefined): void {
    if (!limits?.signal?.aborted && !limits?.untilSent?.aborted) {
      this.wire.push(request);
    }
  }

  #beginUndo(): void {
    const { undo = {} } = this.#script;
    this.#service.begin({ endsAt: 60_000, ...undo }, undo.mishaps, undoName);
  }
}

function isOperation(answer: RequestFailure | Operation): answer is Operation {
  return "done" in answer;
}
