import { EndPrediction, type EndWindow } from "./prediction.js";

/**
 * The intervals between the polls of a wait.
 *
 * With GETs and an unknown end, mean lag × requests can't fall below half the duration. A constant interval reaches that
 * bound, but suits only operations of about one duration. An interval that grows slowly stays near the bound, and suits
 * all of them: a short operation has a short lag, and a long one few requests.
 */
export interface PollSchedule {
  /** The interval after so many milliseconds, in milliseconds; `minDelay` and `maxDelay` bound it. */
  interval(elapsed: number): number;
  /** The shortest interval, in milliseconds. */
  minDelay: number;
  /** The longest interval, in milliseconds. */
  maxDelay: number;
  /** Bounds of the random factor of a pause, so that many waits don't poll at the same time. */
  jitter: readonly [min: number, max: number];
  /** True if the progress that a service reports leads to the end that the wait is for. */
  followsProgress: boolean;
}

/**
 * The schedule while an operation runs: 1 s after 2 s, 1.85 s from 7 s to 55 s, and 5 s from 400 s on.
 *
 * While the interval stays at 1.85 s, lag × requests is near the bound. Before and after, the interval grows with the square
 * root of the time. That is the best growth for the sum of lag and requests if durations are spread evenly over the orders
 * of magnitude.
 */
export const runningSchedule: PollSchedule = {
  interval: (elapsed) => {
    const seconds = elapsed / 1_000;
    return 1_000 * Math.max(Math.min(Math.sqrt(seconds / 2), 1.85), Math.sqrt(seconds) / 4);
  },
  minDelay: 250,
  maxDelay: 5_000,
  jitter: [0.9, 1.1],
  followsProgress: true,
};

/** The schedule after an accepted cancel, counted from it: most cancellations are short. */
export const cancellingSchedule: PollSchedule = {
  interval: (elapsed) => elapsed / 10,
  minDelay: 250,
  maxDelay: 2_000,
  jitter: [1, 1.2],
  followsProgress: false,
};

/**
 * Milliseconds until the next poll, `elapsed` milliseconds into the wait. A negative or missing number, such as an age
 * by two clocks that disagree, makes the shortest pause.
 *
 * @param random a number in [0, 1)
 */
export function nextDelay(schedule: PollSchedule, elapsed: number, random: number): number {
  return jittered(schedule, intervalAt(schedule, elapsed), random);
}

function intervalAt({ interval, minDelay, maxDelay }: PollSchedule, elapsed: number): number {
  const unbounded = elapsed > 0 ? interval(elapsed) : 0;
  return unbounded > minDelay ? Math.min(maxDelay, unbounded) : minDelay;
}

function jittered({ jitter: [min, max] }: PollSchedule, interval: number, random: number): number {
  return interval * (min + (max - min) * random);
}

/** The factor by which a prediction lengthens an interval, at most. */
const MAX_STRETCH = 2;

/** The longest interval that a prediction makes, in milliseconds, unless the schedule's own is longer. */
const MAX_STRETCHED = 3_000;

/** The part of the time until the earliest predicted end that a lengthened interval takes, at most. */
const MAX_SHARE = 0.5;

/** The shortest interval that a prediction makes, in milliseconds, unless the schedule's own is shorter. */
const MIN_NEAR_END = 500;

/** The polls by which a wait may exceed the schedule before it has saved any. */
const INITIAL_CREDIT = 2;

/** The saved polls that count. */
const MAX_CREDIT = 20;

/**
 * The pauses of one wait: by its schedule, and if the progress of the operation predicts the end, longer before that end
 * and shorter near it.
 *
 * A prediction may be wrong. Therefore the polls near the predicted end are only those that were saved before it, and an
 * interval before it is longer than the schedule's only up to bounds that keep the lag short if the operation ends then.
 */
export class WaitSchedule {
  readonly #schedule: PollSchedule;
  /** Absent until the service reports progress. */
  #prediction: EndPrediction | undefined;
  /** The number of polls by which the schedule is ahead of this wait. */
  #credit = INITIAL_CREDIT;

  constructor(schedule: PollSchedule) {
    this.#schedule = schedule;
  }

  /** False if progress has no effect, as after a cancel. Reading it is then a waste. */
  get followsProgress(): boolean {
    return this.#schedule.followsProgress;
  }

  /** Milliseconds until the next poll, as {@link nextDelay}. */
  next(elapsed: number, random: number): number {
    const plain = intervalAt(this.#schedule, elapsed);
    const end = this.#prediction?.endAt(elapsed);
    const interval = end === undefined ? plain : this.#predictedInterval(plain, elapsed, end);
    this.#credit = Math.min(MAX_CREDIT, this.#credit + interval / plain - 1);
    return jittered(this.#schedule, interval, random);
  }

  /**
   * Notes the progress that a poll returned.
   *
   * @param fraction the part of the work that is done, 0 to 1
   * @param estimatedEnd the end that the service expects, in milliseconds of the wait
   */
  note(elapsed: number, fraction: number | undefined, estimatedEnd: number | undefined): void {
    if (!this.followsProgress || (fraction === undefined && estimatedEnd === undefined)) {
      return;
    }
    this.#prediction ??= new EndPrediction();
    this.#prediction.add(elapsed, fraction, estimatedEnd);
  }

  #predictedInterval(plain: number, elapsed: number, { earliest, latest }: EndWindow): number {
    const untilEarliest = earliest - elapsed;
    const near = this.#intervalWithin(latest - Math.max(earliest, elapsed), plain);
    if (untilEarliest <= near) {
      return near;
    }
    const stretched = Math.min(
      MAX_STRETCH * plain,
      Math.max(MAX_STRETCHED, plain),
      MAX_SHARE * untilEarliest,
    );
    return Math.min(untilEarliest, Math.max(plain, stretched));
  }

  /** The interval that spreads the saved polls evenly over so many milliseconds. */
  #intervalWithin(length: number, plain: number): number {
    const saved = Math.max(0, this.#credit) / Math.max(1, length);
    return Math.min(plain, Math.max(MIN_NEAR_END, 1 / (1 / plain + saved)));
  }
}
