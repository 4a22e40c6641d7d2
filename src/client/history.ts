import type { Clock } from "../core/clock.js";
import type { OperationEvent } from "../core/events.js";
import type { Outcome } from "../core/outcome.js";
import { VISIBILITY_WINDOW } from "../core/polling.js";

/** The most cancelled operations without a known end that a client remembers. */
const MAX_CANCELLED = 10_000;

/** Starts and cancels of a client whose operations it has not seen end. Outcomes of later calls agree with it. */
export class OperationHistory {
  readonly #clock: Clock;
  readonly #started = new Map<string, number>();
  readonly #cancelled = new Set<string>();
  /** Whether the service has ever answered about an operation. */
  reached = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records that an operation was started just now. */
  recordStart(name: string): void {
    this.reached = true;
    const now = this.#clock.monotonic();
    for (const [other, at] of this.#started) {
      if (at + VISIBILITY_WINDOW <= now) {
        this.#started.delete(other);
      }
    }
    this.#started.set(name, now);
  }

  /** Records an event of a call about an operation. */
  recordEvent(name: string, event: OperationEvent): void {
    if (event.kind === "polled") {
      this.reached = true;
      this.#started.delete(name);
    } else if (event.kind === "cancelAccepted") {
      this.#cancelled.delete(name);
      this.#cancelled.add(name);
      const [oldest = name] = this.#cancelled;
      if (this.#cancelled.size > MAX_CANCELLED) {
        this.#cancelled.delete(oldest);
      }
    }
  }

  /** Time until which a 404 means "not visible yet". Empty for an operation that was seen, or that others started. */
  visibility(name: string): { visibleBy?: number } {
    const startedAt = this.#started.get(name);
    return startedAt === undefined ? {} : { visibleBy: startedAt + VISIBILITY_WINDOW };
  }

  /** Records a call's outcome, and adds to it whether an earlier call requested the cancellation. */
  recordOutcome(name: string, outcome: Outcome): Outcome {
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
