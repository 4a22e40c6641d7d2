import type { Clock } from "./clock.js";

/** The last look is taken this much before a deadline, so that its answer can still count. */
const LAST_LOOK_LEAD = 1_000;

/**
 * The limit of one whole step, on the monotonic clock.
 *
 * Whoever is bound by it takes a last look just before it, so that nothing is asked after it: unless the
 * machine slept through it; then one look is still taken before time-out is declared.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #at: number;
  readonly #lead: number;
  /** Milliseconds that the step was given. */
  readonly total: number;

  /** @param total milliseconds from now */
  constructor(clock: Clock, total: number) {
    this.#clock = clock;
    this.#at = clock.monotonic() + total;
    this.#lead = Math.min(LAST_LOOK_LEAD, total / 10);
    this.total = total;
  }

  /** Milliseconds left; negative once passed. */
  remaining(): number {
    return this.#at - this.#clock.monotonic();
  }

  /** Whether a look taken after `pause` is the last one: another would come too late. */
  isFinalPoll(pause: number): boolean {
    return this.remaining() - pause <= this.#lead;
  }

  /** The pause to take instead of `pause`, so that a last look fits in. */
  clip(pause: number): number {
    return Math.max(0, Math.min(pause, this.remaining() - this.#lead));
  }

  /**
   * Milliseconds that a request sent after `pause` may take: so that, unanswered, it leaves time for the last
   * look; and never less than the last look's own lead.
   */
  requestTimeout(pause = 0): number {
    return Math.max(this.#lead, this.remaining() - pause - this.#lead);
  }
}
