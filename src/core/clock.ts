/** A source of time. It is a dependency, so that tests of hours run in milliseconds. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; limits are measured on it. */
  monotonic(): number;
  /** Milliseconds since the epoch; for timestamps that users and other processes read. */
  wall(): number;
  /**
   * Resolves after `milliseconds`, or as soon as `signal` aborts. Never rejects: the caller checks the signal
   * afterwards. An aborted sleep leaves no timer behind.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The longest delay of a 32-bit timer: a longer one would fire at once. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** The real time of this machine. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(0, milliseconds), MAX_TIMER_DELAY));
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
