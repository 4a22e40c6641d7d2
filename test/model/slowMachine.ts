import type fc from "fast-check";
import type { Clock } from "#src/core/clock.js";

/**
 * The clock of a machine that may be late with everything. Sleeps end in any order, never early. The time is then at
 * least the time that the ended sleep was due.
 */
export class SlowMachine implements Clock {
  /** Called at the end of every sleep, with its number. */
  onTurn: (turn: number) => void = () => undefined;
  readonly #scheduler: fc.Scheduler;
  #now = 0;
  #turn = 0;

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) {
      return;
    }
    const due = this.#now + Math.max(0, milliseconds);
    const interrupted = new Promise<"interrupted">((resolve) => {
      signal?.addEventListener("abort", () => resolve("interrupted"), { once: true });
    });
    const slept = this.#scheduler.schedule(Promise.resolve(), `wake at ${Math.round(due)} ms`);
    if ((await Promise.race([slept, interrupted])) !== "interrupted") {
      this.#now = Math.max(this.#now, due);
      this.#turn += 1;
      this.onTurn(this.#turn);
    }
  }
}
