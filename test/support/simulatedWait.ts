import { nextDelay, type PollSchedule, WaitSchedule } from "#src/core/schedule.js";
import { seededRandom } from "./seededRandom.js";

/** Milliseconds from a poll to its response, as from a cloud region nearby. */
const ROUND_TRIP = 50;

/** The fraction or the estimated end that an operation of `duration` reports at `elapsed`, both in milliseconds. */
export type Report = (elapsed: number, duration: number) => number | { estimatedEnd: number };

export interface WaitFigures {
  polls: number;
  /** Milliseconds from the end to the response that returns it. */
  lag: number;
}

/** Plays a wait by a schedule; by its progress, if there is a report. */
export function simulateWait(
  schedule: PollSchedule,
  duration: number,
  seed: number,
  report?: Report,
): WaitFigures {
  const random = seededRandom(seed);
  const pauses = new WaitSchedule(schedule);
  let now = nextDelay(schedule, 0, random());
  for (let polls = 1; ; polls += 1) {
    const polledAt = now + ROUND_TRIP / 2;
    now += ROUND_TRIP;
    if (polledAt >= duration) {
      return { polls, lag: now - duration };
    }
    const reported = report?.(polledAt, duration);
    if (typeof reported === "number") {
      pauses.note(now, reported, undefined);
    } else if (reported !== undefined) {
      pauses.note(now, undefined, reported.estimatedEnd);
    }
    now += pauses.next(now, random());
  }
}

/** The mean figures of waits whose durations are spread evenly over orders of magnitude. */
export function meanOfWaits(
  schedule: PollSchedule,
  [shortest, longest]: readonly [number, number],
  report?: Report,
  waits = 300,
): WaitFigures {
  const sum = { polls: 0, lag: 0 };
  for (let index = 0; index < waits; index += 1) {
    const duration = shortest * (longest / shortest) ** ((index + 0.5) / waits);
    const { polls, lag } = simulateWait(schedule, duration, index, report);
    sum.polls += polls;
    sum.lag += lag;
  }
  return { polls: sum.polls / waits, lag: sum.lag / waits };
}
