import type { Clock } from "#src/core/clock.js";
import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { JsonObject } from "#src/core/json.js";
import { type Operation, readOperation } from "#src/core/operation.js";
import type { OperationsService, RequestLimits } from "#src/core/operationsService.js";
import { notFound, reset } from "./faults.js";

/** The course of an operation of a {@link ModelService}. Times are milliseconds from the operation's start. */
export interface OperationScript {
  /** The time of its own end. Default: never. */
  endsAt?: number;
  /** The `error` or `response` it then ends with. Default: an empty response. */
  end?: JsonObject;
  /** Milliseconds from an accepted cancel to the end with code 1; "ignores" accepts without effect. Default: 0. */
  cancelTakes?: number | "ignores";
  /** Before that, GetOperation doesn't know it. */
  visibleFrom?: number;
  /** The time from which GetOperation doesn't know it any more. */
  goneFrom?: number;
  metadata?: JsonObject;
}

/**
 * The mishap of one request: a fault in place of the service, a response that is lost after the request took effect, or no
 * response until the request's time-out.
 */
export type Mishap = RequestFailure | "lostAnswer" | "hangs";

export interface Mishaps {
  /** @param nth 1 for the first GET */
  get?(nth: number): Mishap | undefined;
  /** @param nth 1 for the first cancel */
  cancel?(nth: number): Mishap | undefined;
  /** Milliseconds from request to response; the request takes effect half-way. Default 0. */
  roundTrip?: number;
}

/** The first GETs go wrong in this order, the others don't. */
export function firstGets(...mishaps: Mishap[]): Mishaps {
  return { get: (nth) => mishaps[nth - 1] };
}

/** The first cancels go wrong in this order, the others don't. */
export function firstCancels(...mishaps: Mishap[]): Mishaps {
  return { cancel: (nth) => mishaps[nth - 1] };
}

export function everyGet(mishap: Mishap): Mishaps {
  return { get: () => mishap };
}

/** Every GET but the first goes wrong. */
export function laterGets(mishap: Mishap): Mishaps {
  return { get: (nth) => (nth > 1 ? mishap : undefined) };
}

export function everyCancel(mishap: Mishap): Mishaps {
  return { cancel: () => mishap };
}

export interface RecordedRequest {
  method: "GET" | "cancel";
  /** The time at which it was sent. */
  at: number;
  /** The time of its response; absent while there is none. */
  answeredAt?: number;
  timeout: number | undefined;
  reply?: Reply<Operation | undefined>;
}

export const operationName = "projects/p/locations/l/operations/o";

/** The operation while it runs, where the script gives it no metadata. */
export const running = { name: operationName, done: false } as const;

/** One operation of a {@link ModelService}. */
class ModelOperation {
  readonly script: OperationScript;
  readonly mishaps: Mishaps;
  readonly start: number;
  /** The number of requests of each kind. */
  readonly counts = { GET: 0, cancel: 0 };
  #cancelledAt = Number.POSITIVE_INFINITY;

  constructor(script: OperationScript, mishaps: Mishaps, start: number) {
    this.script = script;
    this.mishaps = mishaps;
    this.start = start;
  }

  get endedAt(): number {
    return Math.min(this.start + (this.script.endsAt ?? Number.POSITIVE_INFINITY), this.#cancelledAt);
  }

  look(name: string, now: number): Reply<Operation> {
    const age = now - this.start;
    const { visibleFrom = 0, goneFrom = Number.POSITIVE_INFINITY, end, metadata } = this.script;
    if (age < visibleFrom || age >= goneFrom) {
      return { ok: false, error: notFound };
    }
    const body: JsonObject = metadata === undefined ? { name } : { name, metadata };
    if (now >= this.endedAt) {
      const cancelled = { error: { code: 1, message: "cancelled by request" } };
      Object.assign(
        body,
        { done: true },
        this.endedAt === this.#cancelledAt ? cancelled : (end ?? { response: {} }),
      );
    }
    const operation = readOperation(body);
    if (operation === undefined) {
      throw new Error(`The script makes no operation: ${JSON.stringify(body)}`);
    }
    return { ok: true, value: operation };
  }

  acceptCancel(now: number): Reply<undefined> {
    const { cancelTakes = 0 } = this.script;
    if (cancelTakes !== "ignores" && now < this.endedAt && now + cancelTakes < this.endedAt) {
      this.#cancelledAt = now + cancelTakes;
    }
    return { ok: true, value: undefined };
  }
}

/**
 * The service of some operations, by the contract of google/longrunning/operations.proto. One of them is its main
 * operation, which goes by any name that no other operation has.
 */
export class ModelService implements OperationsService {
  readonly requests: RecordedRequest[] = [];
  readonly #clock: Clock;
  readonly #others = new Map<string, ModelOperation>();
  #main: ModelOperation;

  constructor(clock: Clock, script: OperationScript = {}, mishaps: Mishaps = {}) {
    this.#clock = clock;
    this.#main = new ModelOperation(script, mishaps, clock.monotonic());
  }

  /** Begins an operation now. It replaces the one of the same name, or the main one if it has no name. */
  begin(script: OperationScript = {}, mishaps: Mishaps = {}, name?: string): void {
    const operation = new ModelOperation(script, mishaps, this.#clock.monotonic());
    if (name === undefined) {
      this.#main = operation;
    } else {
      this.#others.set(name, operation);
    }
  }

  get(name: string, limits: RequestLimits = {}): Promise<Reply<Operation>> {
    const operation = this.#find(name);
    return this.#answer("GET", operation, limits, () => operation.look(name, this.#clock.monotonic()));
  }

  cancel(name: string, limits: RequestLimits = {}): Promise<Reply<undefined>> {
    const operation = this.#find(name);
    limits.onSent?.();
    return this.#answer("cancel", operation, limits, () => operation.acceptCancel(this.#clock.monotonic()));
  }

  /** Returns what a GET of an operation would find now, without a request. */
  peek(name: string): Reply<Operation> {
    return this.#find(name).look(name, this.#clock.monotonic());
  }

  count(method: RecordedRequest["method"]): number {
    return this.requests.filter((request) => request.method === method).length;
  }

  /** The requests so far, in order: `GET cancel GET GET`. */
  get sequence(): string {
    return this.requests.map((request) => request.method).join(" ");
  }

  /** The time of the main operation's end, even if no request has shown it. */
  get endedAt(): number {
    return this.#main.endedAt;
  }

  #find(name: string): ModelOperation {
    return this.#others.get(name) ?? this.#main;
  }

  async #answer<T extends Operation | undefined>(
    method: RecordedRequest["method"],
    { counts, mishaps }: ModelOperation,
    limits: RequestLimits,
    act: () => Reply<T>,
  ): Promise<Reply<T>> {
    counts[method] += 1;
    const mishap = (method === "GET" ? mishaps.get : mishaps.cancel)?.(counts[method]);
    const record: RecordedRequest = { method, at: this.#clock.monotonic(), timeout: limits.timeout };
    this.requests.push(record);
    const reply = await this.#travel(mishap, mishaps.roundTrip ?? 0, limits, act);
    record.answeredAt = this.#clock.monotonic();
    record.reply = reply;
    return reply;
  }

  async #travel<T>(
    mishap: Mishap | undefined,
    usualRoundTrip: number,
    { signal, timeout }: RequestLimits,
    act: () => Reply<T>,
  ): Promise<Reply<T>> {
    const aborted = reset({ code: "ABORTED", message: "given up" });
    const timedOut = reset({ code: "TIMEOUT", message: "no answer in time" });
    const longest = timeout ?? Number.POSITIVE_INFINITY;
    const roundTrip = mishap === "hangs" ? Number.POSITIVE_INFINITY : usualRoundTrip;
    if (signal?.aborted) {
      return { ok: false, error: { ...aborted, mayHaveArrived: false } };
    }
    if (longest < roundTrip) {
      await this.#clock.sleep(Math.min(longest, 30_000), signal);
      return { ok: false, error: signal?.aborted ? aborted : timedOut };
    }
    if (roundTrip > 0) {
      await this.#clock.sleep(roundTrip / 2, signal);
    }
    const reply: Reply<T> = typeof mishap === "object" ? { ok: false, error: mishap } : act();
    if (roundTrip > 0) {
      await this.#clock.sleep(roundTrip / 2, signal);
    }
    if (signal?.aborted) {
      return { ok: false, error: aborted };
    }
    return mishap === "lostAnswer" ? { ok: false, error: reset() } : reply;
  }
}
