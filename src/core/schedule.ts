/**
 * The intervals between polls: a share of the time that has passed, within bounds.
 *
 * With GETs and an unknown end, lag × requests can't fall below half the duration. Durations spread over decades, so a
 * lag in proportion to the elapsed time is the optimum.
 */
export interface PollSchedule {
  /** Share of the elapsed time. */
  share: number;
  /** Milliseconds. */
  shortest: number;
  /** Milliseconds. */
  longest: number;
  /** Bounds of the random factor of a pause, so that many waits don't poll at the same time. */
  jitter: readonly [least: number, most: number];
}

/** The schedule while an operation runs. */
export const runningSchedule: PollSchedule = {
  share: 0.05,
  shortest: 250,
  longest: 5_000,
  jitter: [0.9, 1.1],
};

/** The schedule after an accepted cancel, counted from it: most cancellations are short. */
export const cancellingSchedule: PollSchedule = {
  share: 0.1,
  shortest: 250,
  longest: 2_000,
  jitter: [1, 1.2],
};

/**
 * Milliseconds until the next poll, `elapsed` milliseconds into the wait. A negative or missing number, such as an age
 * by two clocks that disagree, makes the shortest pause.
 *
 * @param random a number in [0, 1)
 */
export function nextDelay(schedule: PollSchedule, elapsed: number, random: number): number {
  const [least, most] = schedule.jitter;
  const part = elapsed * schedule.share;
  const base = part > schedule.shortest ? Math.min(schedule.longest, part) : schedule.shortest;
  return base * (least + (most - least) * random);
}
