/**
 * The intervals between polls: a share of the time that has passed, within bounds.
 *
 * With GETs and an unknown end, lag × requests can't fall below half the duration. Durations spread over decades, so a
 * lag in proportion to the elapsed time is the optimum.
 */
export interface PollSchedule {
  /** The part of the elapsed time that a pause takes, such as 0.05. */
  share: number;
  /** The shortest pause, in milliseconds. */
  minDelay: number;
  /** The longest pause, in milliseconds. */
  maxDelay: number;
  /** Bounds of the random factor of a pause, so that many waits don't poll at the same time. */
  jitter: readonly [min: number, max: number];
}

/** The schedule while an operation runs. */
export const runningSchedule: PollSchedule = {
  share: 0.05,
  minDelay: 250,
  maxDelay: 5_000,
  jitter: [0.9, 1.1],
};

/** The schedule after an accepted cancel, counted from it: most cancellations are short. */
export const cancellingSchedule: PollSchedule = {
  share: 0.1,
  minDelay: 250,
  maxDelay: 2_000,
  jitter: [1, 1.2],
};

/**
 * Milliseconds until the next poll, `elapsed` milliseconds into the wait. A negative or missing number, such as an age
 * by two clocks that disagree, makes the shortest pause.
 *
 * @param random a number in [0, 1)
 */
export function nextDelay(schedule: PollSchedule, elapsed: number, random: number): number {
  const [min, max] = schedule.jitter;
  const part = elapsed * schedule.share;
  const base = part > schedule.minDelay ? Math.min(schedule.maxDelay, part) : schedule.minDelay;
  return base * (min + (max - min) * random);
}
