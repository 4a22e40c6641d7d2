import type { Clock } from "../core/clock.js";
import type { OperationEvent } from "../core/events.js";
import type { Outcome } from "../core/outcome.js";
import { VISIBILITY_WINDOW } from "../core/polling.js";
import { RecentTimes } from "../core/recentTimes.js";

/** The most cancelled operations without a known end that a client remembers. */
const MAX_CANCELLED = 10_000;

/** The starts and cancels of a client, until their operations have ended. Outcomes of later calls take them into account. */
export class OperationHistory {
  readonly #clock: Clock;
  readonly #started = new RecentTimes(VISIBILITY_WINDOW);
  readonly #cancelled = new Set<string>();
  /** True once the service has responded to a request about an operation. */
  isServiceReached = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records the start of an operation. */
  recordStart(name: string): void {
    this.isServiceReached = true;
    this.#started.add(name, this.#clock.monotonic());
  }

  /** Records an event of a call about an operation. */
  recordEvent(name: string, event: OperationEvent): void {
    if (event.kind === "polled") {
      this.isServiceReached = true;
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

  /** The time until which a 404 means "not visible yet". Empty for an operation that a poll has found or others started. */
  visibility(name: string): { visibleBy?: number } {
    const startedAt = this.#started.get(name, this.#clock.monotonic());
    return startedAt === undefined ? {} : { visibleBy: startedAt + VISIBILITY_WINDOW };
  }

  /** Records the outcome of a call and returns it {@link withEarlierCancel}. */
  recordOutcome(name: string, outcome: Outcome): Outcome {
    const adjusted = this.withEarlierCancel(name, outcome);
    if (outcome.kind !== "running") {
      this.#started.delete(name);
      this.#cancelled.delete(name);
    }
    return adjusted;
  }

  /** Sets `byUs` or `cancelRequested` of an outcome if an earlier call requested the cancellation. */
  withEarlierCancel(name: string, outcome: Outcome): Outcome {
    if (!this.#cancelled.has(name) || outcome.kind === "gone") {
      return outcome;
    }
    return outcome.kind === "cancelled" ? { ...outcome, byUs: true } : { ...outcome, cancelRequested: true };
  }
}
