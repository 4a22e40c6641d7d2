import type { Clock } from "./clock.js";

/** Time between the final poll and the deadline, in milliseconds, so that its response can still count. */
const FINAL_POLL_LEAD = 1_000;

/**
 * The time limit of a whole call, on the monotonic clock.
 *
 * A call sends its final poll just before the deadline, and nothing after it. If the machine slept through the
 * deadline, the call still polls once before it reports a time-out.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #end: number;
  readonly #lead: number;
  /** Milliseconds of the whole call. */
  readonly total: number;

  /** @param total milliseconds from now */
  constructor(clock: Clock, total: number) {
    this.#clock = clock;
    this.#end = clock.monotonic() + total;
    this.#lead = Math.min(FINAL_POLL_LEAD, total / 10);
    this.total = total;
  }

  /** Milliseconds left; negative once passed. */
  remaining(): number {
    return this.#end - this.#clock.monotonic();
  }

  /** True if a poll after `pause` milliseconds is the final one, because another would come too late. */
  isFinalPoll(pause: number): boolean {
    return this.remaining() - pause <= this.#lead;
  }

  /** Shortens a pause, in milliseconds, so that a final poll fits in. */
  clip(pause: number): number {
    return Math.max(0, Math.min(pause, this.remaining() - this.#lead));
  }

  /**
   * Milliseconds that a request sent after `pause` may take. A request without a response leaves time for the final
   * poll; the final poll itself gets the time that is left for it.
   */
  requestTimeout(pause = 0): number {
    return Math.max(this.#lead, this.remaining() - pause - this.#lead);
  }
}
