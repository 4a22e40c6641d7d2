import type { Clock } from "../core/clock.js";
import type { OperationEvent } from "../core/events.js";
import type { Outcome } from "../core/outcome.js";
import { VISIBILITY_WINDOW } from "../core/polling.js";

/** The most cancelled operations without a known end that a client remembers. */
const MOST_CANCELLED = 10_000;

/** What a client has done to operations that it has not seen end: later calls must not contradict it. */
export class OperationHistory {
  readonly #clock: Clock;
  readonly #started = new Map<string, number>();
  readonly #cancelled = new Set<string>();
  /** Whether the service has ever answered about an operation. */
  reached = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An operation was started just now. */
  started(name: string): void {
    this.reached = true;
    const now = this.#clock.monotonic();
    for (const [other, at] of this.#started) {
      if (at + VISIBILITY_WINDOW <= now) {
        this.#started.delete(other);
      }
    }
    this.#started.set(name, now);
  }

  /** Something happened during a call about an operation. */
  note(name: string, event: OperationEvent): void {
    if (event.kind === "seen") {
      this.reached = true;
      this.#started.delete(name);
    } else if (event.kind === "cancelAccepted") {
      this.#cancelled.delete(name);
      this.#cancelled.add(name);
      const [oldest = name] = this.#cancelled;
      if (this.#cancelled.size > MOST_CANCELLED) {
        this.#cancelled.delete(oldest);
      }
    }
  }

  /** Until when a 404 means "not visible yet"; empty for an operation that was seen, or that others have started. */
  visibility(name: string): { visibleBy?: number } {
    const startedAt = this.#started.get(name);
    return startedAt === undefined ? {} : { visibleBy: startedAt + VISIBILITY_WINDOW };
  }

  /** What a call found, with the credit for a cancellation that an earlier call has asked for. */
  conclude(name: string, outcome: Outcome): Outcome {
    const credited = this.credit(name, outcome);
    if (outcome.kind !== "running") {
      this.#started.delete(name);
      this.#cancelled.delete(name);
    }
    return credited;
  }

  /** The outcome, with `byUs` or `cancelRequested` set if an earlier call requested the cancellation. */
  credit(name: string, outcome: Outcome): Outcome {
    if (!this.#cancelled.has(name) || outcome.kind === "gone") {
      return outcome;
    }
    return outcome.kind === "cancelled" ? { ...outcome, byUs: true } : { ...outcome, cancelRequested: true };
  }
}
