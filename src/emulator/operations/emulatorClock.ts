import { systemClock } from "../../core/clock.js";

/** The emulator's time. The state of an operation is computed from it whenever a request needs it. */
export interface EmulatorClock {
  /** Milliseconds since the emulator was started; never jumps back. */
  now(): number;
  /** The time when `now()` was 0, in milliseconds since 1970. */
  readonly epoch: number;
  /** Resolves when that much time has passed, or when the signal aborts; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface DrivenEmulatorClock extends EmulatorClock {
  /** Moves time forward and wakes the sleepers that are due, earliest first. */
  advance(milliseconds: number): Promise<void>;
}

/** A clock that follows the system's. */
export function realClock(): EmulatorClock {
  const started = systemClock.monotonic();
  return {
    now: () => systemClock.monotonic() - started,
    epoch: systemClock.wall(),
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
  };
}

/** The start of driven time: fixed, so that timestamps in answers are the same in every run. */
const DRIVEN_EPOCH = Date.UTC(2026, 0, 1);

/** A clock that moves only by `advance`. */
export function drivenClock(): DrivenEmulatorClock {
  let now = 0;
  const sleepers = new Set<{ due: number; wake: () => void }>();
  return {
    now: () => now,
    epoch: DRIVEN_EPOCH,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || milliseconds <= 0) {
          resolve();
          return;
        }
        const sleeper = {
          due: now + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener("abort", sleeper.wake, { once: true });
      }),
    advance: async (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const due = [...sleepers].filter((sleeper) => sleeper.due <= end).sort((a, b) => a.due - b.due);
        const next = due[0];
        if (next === undefined) {
          break;
        }
        now = Math.max(now, next.due);
        next.wake();
        await nextTurn();
      }
      now = end;
      await nextTurn();
    },
  };
}

/** Waits one turn of the event loop, in which a woken sleeper continues. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
