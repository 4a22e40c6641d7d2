import type { Clock } from "#src/core/clock.js";

interface Sleeper {
  at: number;
  /** The order of sleeps that are due at the same time: the one that began first ends first. */
  turn: number;
  wake(): void;
}

/** More sleeps than this without any time passing are a loop that would never end, or burn the processor. */
const HOT_LOOP = 1_000;

/**
 * A clock whose time moves only while all code is idle, or only by `advance`, so that hours pass in milliseconds and
 * always in the same order.
 *
 * Code that is tested with it must wait for nothing but this clock's sleeps: a wait for real input or output counts as
 * idleness.
 */
export class DrivenClock implements Clock {
  readonly #moves: "whenIdle" | "whenTold";
  #now = 0;
  #wallOffset = Date.UTC(2026, 0, 1);
  #turns = 0;
  #turnsNow = 0;
  #sleepers: Sleeper[] = [];
  #moveIsPlanned = false;

  /** @param moves by itself to the end of the next sleep, once all code is idle; or by `advance` alone */
  constructor(moves: "whenIdle" | "whenTold" = "whenIdle") {
    this.#moves = moves;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return this.#wallOffset + this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (!Number.isFinite(milliseconds)) {
      throw new RangeError(`A sleep of ${milliseconds} ms: on the platform's timers this is a hot loop.`);
    }
    this.#turnsNow += 1;
    if (this.#turnsNow > HOT_LOOP) {
      throw new Error(`A hot loop: ${HOT_LOOP} sleeps in a row while no time passed.`);
    }
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, milliseconds),
        turn: this.#turns++,
        wake: () => {
          signal?.removeEventListener("abort", sleeper.wake);
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          resolve();
        },
      };
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      this.#sleepers.push(sleeper);
      this.#moveOnceIdle();
    });
  }

  /** The number of sleeps that haven't ended. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass, and ends the sleeps that are due on the way. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await idle();
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#wake(next);
      await idle();
    }
    this.#passTo(end);
  }

  /** The machine is suspended and resumed: time passes at once, and no sleep ends on the way. */
  jump(milliseconds: number): void {
    this.#passTo(this.#now + milliseconds);
  }

  /** The wall clock is set; no time passes. */
  setWall(milliseconds: number): void {
    this.#wallOffset = milliseconds - this.#now;
  }

  #passTo(time: number): void {
    this.#turnsNow = time === this.#now ? this.#turnsNow : 0;
    this.#now = time;
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (
        first === undefined ||
        sleeper.at < first.at ||
        (sleeper.at === first.at && sleeper.turn < first.turn)
      ) {
        first = sleeper;
      }
    }
    return first;
  }

  #wake(sleeper: Sleeper): void {
    this.#passTo(Math.max(this.#now, sleeper.at));
    sleeper.wake();
  }

  #moveOnceIdle(): void {
    if (this.#moves === "whenTold" || this.#moveIsPlanned) {
      return;
    }
    this.#moveIsPlanned = true;
    setImmediate(() => {
      this.#moveIsPlanned = false;
      const next = this.#next();
      if (next !== undefined) {
        this.#wake(next);
        this.#moveOnceIdle();
      }
    });
  }
}

/** Resolves once everything that can run without time passing has run. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
