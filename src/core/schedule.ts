/**
 * How often a waiter looks: the pause is a share of the time that has passed, within bounds.
 *
 * With plain GETs and an unknown end, lag × requests can't fall below half the duration; where durations
 * spread over decades, a lag in proportion to the time already spent is the honest optimum.
 */
export interface PollSchedule {
  /** Part of the elapsed time to pause for. */
  share: number;
  /** Milliseconds. */
  shortest: number;
  /** Milliseconds. */
  longest: number;
  /** The pause is multiplied by a random factor between these, so that many waiters don't march in step. */
  jitter: readonly [least: number, most: number];
}

/** While an operation runs its natural course. */
export const runningSchedule: PollSchedule = {
  share: 0.05,
  shortest: 250,
  longest: 5_000,
  jitter: [0.9, 1.1],
};

/** From the moment a cancel was accepted, counted from it: most cancellations are short. */
export const cancellingSchedule: PollSchedule = {
  share: 0.1,
  shortest: 250,
  longest: 2_000,
  jitter: [1, 1.2],
};

/**
 * Milliseconds to pause before the next look, `elapsed` milliseconds into the wait. An `elapsed` that is no
 * sensible number, such as an age told by two clocks that disagree, makes the shortest pause.
 *
 * @param random a number in [0, 1)
 */
export function nextDelay(schedule: PollSchedule, elapsed: number, random: number): number {
  const [least, most] = schedule.jitter;
  const part = elapsed * schedule.share;
  const base = part > schedule.shortest ? Math.min(schedule.longest, part) : schedule.shortest;
  return base * (least + (most - least) * random);
}
