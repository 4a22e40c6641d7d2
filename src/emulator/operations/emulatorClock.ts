import { systemClock } from "../../core/clock.js";

/** The emulator's time. Everything an operation is, follows from it at the moment of a look. */
export interface EmulatorClock {
  /** Milliseconds since the emulator was started; never jumps back. */
  now(): number;
  /** The moment when `now()` was 0, in milliseconds since 1970. */
  readonly epoch: number;
  /** Resolves when that much time has passed, or when the signal aborts; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface DrivenEmulatorClock extends EmulatorClock {
  /** Moves time on, and wakes who slept for no longer than that, in the order in which they were due. */
  advance(milliseconds: number): Promise<void>;
}

/** Time as it passes on this machine. */
export function realClock(): EmulatorClock {
  const started = systemClock.monotonic();
  return {
    now: () => systemClock.monotonic() - started,
    epoch: systemClock.wall(),
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
  };
}

/** Where driven time begins: fixed, so that timestamps in answers are the same in every run. */
const DRIVEN_EPOCH = Date.UTC(2026, 0, 1);

/** Time that stands still but for `advance`. */
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
        await letOthersRun();
      }
      now = end;
      await letOthersRun();
    },
  };
}

/** One turn of the event loop, in which whoever was woken does what it slept for. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
