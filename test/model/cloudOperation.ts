import type { Reply } from "#src/core/failure.js";
import type { JsonObject } from "#src/core/json.js";
import { type Operation, readOperation } from "#src/core/operation.js";
import { finishedAlready, notFound, unimplemented } from "../support/faults.js";

/** The course of an operation. Times are milliseconds. */
export interface OperationScript {
  /** Time from the start to the end, without a cancel. Absent: it never ends. */
  runsFor?: number;
  /** The end: with a response, with an error, cancelled by the service, or with neither. */
  end: "response" | "error" | "cancelled" | "nothing";
  /**
   * Time from an accepted cancel to the end with code 1. Otherwise the effect of a cancel: accepted without effect, or
   * refused because the service has no such method, or because of the operation's state.
   */
  cancel: number | "ignored" | "unsupported" | "failedPrecondition";
  /** Time from the start until GetOperation knows it: less than a minute. */
  hiddenFor?: number;
  /** Time from the end until the record is dropped. Absent: it is kept for ever. */
  keptFor?: number;
  /** The time in which the service temporarily doesn't know it, after it was known. */
  forgotten?: { from: number; until: number };
  /** True if its metadata shows that its cancellation was requested. */
  tellsOfCancel?: boolean;
}

const ends: Record<OperationScript["end"], JsonObject> = {
  response: { response: { "@type": "type.googleapis.com/google.protobuf.Empty" } },
  error: { error: { code: 10, message: "pre-empted" } },
  cancelled: { error: { code: 1, message: "cancelled by the service" } },
  nothing: {},
};

const cancelled: JsonObject = { error: { code: 1, message: "cancelled by request" } };

/** The true state of one operation, whatever the responses said. */
export class CloudOperation {
  readonly name: string;
  readonly startedAt: number;
  readonly script: OperationScript;
  /** True if our start began it; otherwise another user did. */
  readonly isOurs: boolean;
  readonly #facts: JsonObject;
  #cancelRequested = false;
  #cancelledAt = Number.POSITIVE_INFINITY;

  constructor(name: string, startedAt: number, script: OperationScript, facts: JsonObject, isOurs: boolean) {
    this.name = name;
    this.startedAt = startedAt;
    this.script = script;
    this.isOurs = isOurs;
    this.#facts = facts;
  }

  get endsAt(): number {
    return Math.min(this.startedAt + (this.script.runsFor ?? Number.POSITIVE_INFINITY), this.#cancelledAt);
  }

  isInFlight(now: number): boolean {
    return now < this.endsAt;
  }

  /** The operation in the response to its start, even if GetOperation doesn't know it yet. */
  asStarted(now: number): Operation {
    const operation = readOperation(this.#body(now));
    if (operation === undefined) {
      throw new Error(`The model makes no operation of ${this.name}.`);
    }
    return operation;
  }

  look(now: number): Reply<Operation> {
    return this.#isKnown(now) ? { ok: true, value: this.asStarted(now) } : { ok: false, error: notFound };
  }

  acceptCancel(now: number): Reply<undefined> {
    const { cancel } = this.script;
    if (!this.#isKnown(now)) {
      return { ok: false, error: notFound };
    }
    if (cancel === "unsupported") {
      return { ok: false, error: unimplemented };
    }
    if (cancel === "failedPrecondition" || !this.isInFlight(now)) {
      return { ok: false, error: finishedAlready };
    }
    this.#cancelRequested = true;
    if (cancel !== "ignored" && now + cancel < this.endsAt) {
      this.#cancelledAt = now + cancel;
    }
    return { ok: true, value: undefined };
  }

  #isKnown(now: number): boolean {
    const { hiddenFor = 0, keptFor = Number.POSITIVE_INFINITY, forgotten } = this.script;
    const age = now - this.startedAt;
    const isForgotten = forgotten !== undefined && forgotten.from <= age && age < forgotten.until;
    return hiddenFor <= age && !isForgotten && now < this.endsAt + keptFor;
  }

  #body(now: number): JsonObject {
    const metadata: JsonObject = {
      ...this.#facts,
      ...(this.script.tellsOfCancel && this.#cancelRequested && { requestedCancellation: true }),
    };
    if (this.isInFlight(now)) {
      return { name: this.name, metadata };
    }
    return {
      name: this.name,
      metadata,
      done: true,
      ...(this.endsAt === this.#cancelledAt ? cancelled : ends[this.script.end]),
    };
  }
}
