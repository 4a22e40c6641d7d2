/** The progress of an operation in flight, or its expected end, as the service reports it. */
export interface EndHint {
  /** The part of the work that is done, 0 to 1. */
  fraction?: number;
  /** The time at which the service expects the end, in milliseconds since the epoch. */
  estimatedEnd?: number;
}

/** The time within which an operation is predicted to end, in milliseconds of the wait. */
export interface EndWindow {
  earliest: number;
  latest: number;
}

/** A fraction or an estimated end, and the time of the poll that returned it. */
interface Reading {
  at: number;
  value: number;
}

/** The fractions and the estimates that are kept, at most. */
const MAX_READINGS = 16;

/**
 * Predicts the end of an operation from its progress.
 *
 * Only the readings of the last part of the wait count: they have to agree on the end, whatever was before. Readings that
 * contradict each other, or stay the same, predict nothing.
 */
export class EndPrediction {
  #fractions: Reading[] = [];
  #estimates: Reading[] = [];

  /** Adds what one poll returned. Numbers out of range have no effect. */
  add(at: number, fraction: number | undefined, estimatedEnd: number | undefined): void {
    if (fraction !== undefined && fraction >= 0 && fraction <= 1) {
      this.#addFraction({ at, value: fraction });
    }
    if (estimatedEnd !== undefined && Number.isFinite(estimatedEnd)) {
      this.#addEstimate({ at, value: estimatedEnd });
    }
  }

  /** The predicted end at a time of the wait; undefined if there is no prediction, or if its time has passed. */
  endAt(now: number): EndWindow | undefined {
    const end = endByFractions(this.#fractions, now) ?? endByEstimates(this.#estimates, now);
    return end !== undefined && end.latest > now ? end : undefined;
  }

  #addFraction(reading: Reading): void {
    const last = this.#fractions.at(-1);
    if (last !== undefined && reading.value < last.value) {
      this.#fractions = [];
    } else if (last?.value === reading.value && this.#fractions.at(-2)?.value === reading.value) {
      // Equal readings in a row bound the progress by the first and the last of them.
      this.#fractions.pop();
    }
    this.#fractions = thinned([...this.#fractions, reading]);
  }

  #addEstimate(reading: Reading): void {
    const last = this.#estimates.at(-1);
    if (last === undefined || Math.abs(reading.value - last.value) > ESTIMATE_TOLERANCE) {
      this.#estimates = thinned([...this.#estimates, reading]);
    }
  }
}

/** Drops readings if there are too many: every second one, apart from the newest. */
function thinned(readings: Reading[]): Reading[] {
  const newest = readings.length - MAX_READINGS / 2;
  return readings.length <= MAX_READINGS
    ? readings
    : readings.filter((_, index) => index % 2 === 0 || index >= newest);
}

/** The readings of the last part of the time since the first one, and the one that was valid at its beginning. */
function lastPart(part: number, readings: readonly Reading[], now: number): readonly Reading[] {
  const from = now - part * (now - (readings[0]?.at ?? now));
  const first = readings.findLastIndex(({ at }) => at <= from);
  return readings.slice(Math.max(0, first));
}

/** The least number of different fractions that predict an end. */
const MIN_FRACTIONS = 3;

/** The errors of fractions, as parts of the whole, with which a prediction is tried, the smallest first. */
const FRACTION_ERRORS = [0.001, 0.003, 0.01, 0.03];

/** The last parts of the wait from which an end is predicted, the longest first: progress may be steady only of late. */
const PARTS = [0.5, 0.25, 0.125];

/**
 * The end by all straight lines of progress over time that agree with the fractions of the last part of a wait. The
 * smallest error that lets a line agree is doubled, because the progress may bend as much again before the end.
 */
function endByFractions(readings: readonly Reading[], now: number): EndWindow | undefined {
  const parts = PARTS.map((part) => lastPart(part, readings, now)).filter(hasEnoughFractions);
  const step = stepOf(readings);
  for (const error of FRACTION_ERRORS) {
    const part = parts.find((candidate) => endByLines(candidate, step, error) !== undefined);
    if (part !== undefined) {
      return endByLines(part, step, 2 * error);
    }
  }
  return undefined;
}

function hasEnoughFractions(readings: readonly Reading[]): boolean {
  return new Set(readings.map(({ value }) => value)).size >= MIN_FRACTIONS;
}

/** The step of fractions that are whole percentages: 0.01, or a multiple if all have it in common. 0 for other fractions. */
function stepOf(readings: readonly Reading[]): number {
  const percentages = readings.map(({ value }) => Math.round(value * 100));
  const areWhole = readings.every(
    ({ value }, index) => Math.abs(value * 100 - (percentages[index] ?? 0)) < 1e-6,
  );
  return areWhole ? percentages.reduce(greatestCommonDivisor, 0) / 100 : 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * The earliest and the latest end of all lines that pass through the readings; undefined if there is none. A fraction may
 * be rounded down by a step or up by half a step, and be wrong by `error`.
 */
function endByLines(readings: readonly Reading[], step: number, error: number): EndWindow | undefined {
  const parts = readings.map(({ at, value }) => ({
    at,
    leastLeft: Math.max(0, 1 - value - step - error),
    mostLeft: 1 - value + step / 2 + error,
  }));
  // A line is an end, and the duration of the whole work. By every reading, leastLeft × duration ≤ end - at, which is at
  // most mostLeft × duration. Two readings therefore bound the duration.
  let shortest = 0;
  let longest = Number.POSITIVE_INFINITY;
  for (const a of parts) {
    for (const b of parts) {
      const difference = b.mostLeft - a.leastLeft;
      const bound = (a.at - b.at) / difference;
      if (difference > 0) {
        shortest = Math.max(shortest, bound);
      } else if (difference < 0) {
        longest = Math.min(longest, bound);
      } else if (a.at > b.at) {
        return undefined;
      }
    }
  }
  return shortest > longest
    ? undefined
    : {
        earliest: Math.max(...parts.map(({ at, leastLeft }) => at + leastLeft * shortest)),
        latest: Math.min(...parts.map(({ at, mostLeft }) => at + mostLeft * longest)),
      };
}

/** Milliseconds by which an estimate may differ from the last one and still be the same. */
const ESTIMATE_TOLERANCE = 500;

/** The part of the time until an estimated end by which it may be wrong. */
const ESTIMATE_ERROR = 0.05;

/** The end by all times that agree with the estimates of the later half of a wait. Each counts from the poll that first returned it. */
function endByEstimates(readings: readonly Reading[], now: number): EndWindow | undefined {
  const ends = lastPart(0.5, readings, now).map(({ at, value }) => {
    const error = ESTIMATE_TOLERANCE + ESTIMATE_ERROR * Math.max(0, value - at);
    return { earliest: value - error, latest: value + error };
  });
  const earliest = Math.max(...ends.map((end) => end.earliest));
  const latest = Math.min(...ends.map((end) => end.latest));
  return ends.length > 0 && earliest <= latest ? { earliest, latest } : undefined;
}
