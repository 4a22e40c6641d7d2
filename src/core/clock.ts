/** Time as the core sees it. Handed in, so that hours of waiting run in milliseconds under test. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; the only one that limits are measured on. */
  monotonic(): number;
  /** Milliseconds since the epoch; for timestamps that people and other processes read. */
  wall(): number;
  /**
   * Resolves after `milliseconds`, or as soon as `signal` aborts. Never rejects: whoever sleeps looks at the
   * signal afterwards. An aborted sleep leaves no timer behind.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Timers of the platform are 32 bit: a longer delay would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

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
      const timer = setTimeout(wake, Math.min(Math.max(0, milliseconds), LONGEST_TIMER));
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
