import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import type { HttpRequest } from "#src/google/startRequest.js";
import type { DrivenClock } from "./drivenClock.js";
import { notSent, reset } from "./faults.js";
import { type Mishaps, ModelService, type OperationScript } from "./modelService.js";

/** The operation that an undo is. */
export const undoName = "projects/p/locations/l/operations/undo";

/**
 * What one undo request brings: a fault in place of the service, an answer that is lost after the service did as
 * asked, an operation as it is, or what is no operation.
 */
export type UndoAnswering = RequestFailure | "lostAnswer" | Operation | "noOperation";

export interface UndoScript extends OperationScript {
  /** @param nth 1 for the first undo request. Undefined, and by default: an operation that runs as scripted. */
  answers?(nth: number): UndoAnswering | undefined;
  /** Milliseconds from an undo request to its answer. Default 0. */
  takes?: number;
  mishaps?: Mishaps;
}

/** Google's side of undo requests. Times of the script count from the request that was accepted. */
export class UndoService {
  /** The requests as they went out. */
  readonly sent: HttpRequest[] = [];
  /** How each of them was answered. */
  readonly answers: (UndoAnswering | "givenUp" | undefined)[] = [];
  readonly #clock: DrivenClock;
  readonly #script: UndoScript;
  #model: ModelService;

  constructor(clock: DrivenClock, script: UndoScript = {}) {
    this.#clock = clock;
    this.#script = script;
    this.#model = this.#begin();
  }

  async send(
    request: HttpRequest,
    { signal, untilSent, timeout = Number.POSITIVE_INFINITY }: RequestLimits = {},
  ): Promise<Reply<Operation | undefined>> {
    if (untilSent?.aborted) {
      return { ok: false, error: notSent };
    }
    this.sent.push(request);
    const nth = this.answers.push("givenUp");
    const { takes = 0, answers } = this.#script;
    if (takes > 0) {
      await this.#clock.sleep(Math.min(takes, timeout), signal);
    }
    if (signal?.aborted) {
      return { ok: false, error: reset({ code: "ABORTED" }) };
    }
    const answer = takes > timeout ? "lostAnswer" : answers?.(nth);
    this.answers[nth - 1] = answer;
    if (typeof answer === "object" && "kind" in answer) {
      return { ok: false, error: answer };
    }
    if (answer === undefined || answer === "lostAnswer") {
      this.#model = this.#begin();
    }
    if (answer === "lostAnswer") {
      return { ok: false, error: reset() };
    }
    if (answer === "noOperation") {
      return { ok: true, value: undefined };
    }
    return { ok: true, value: answer ?? { name: undoName, done: false } };
  }

  get(limits?: RequestLimits): Promise<Reply<Operation>> {
    return this.#model.get(undoName, limits);
  }

  #begin(): ModelService {
    return new ModelService(this.#clock, { endsAt: 60_000, ...this.#script }, this.#script.mishaps);
  }
}
