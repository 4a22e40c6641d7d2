import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  cancellingSchedule,
  nextDelay,
  type PollSchedule,
  runningSchedule,
  WaitSchedule,
} from "#src/core/schedule.js";
import { meanOfWaits, type Report } from "../support/simulatedWait.js";

const second = 1_000;
const minute = 60 * second;

/** A fixed interval, by the default of Azure's core-lro. */
const fixed: PollSchedule = {
  ...runningSchedule,
  interval: () => 2_000,
  minDelay: 2_000,
  maxDelay: 2_000,
  jitter: [1, 1],
};

describe("runningSchedule, beside a fixed interval of 2 s", () => {
  const figures = (range: readonly [number, number]) => {
    const bounds = [range[0] * second, range[1] * second] as const;
    return { range, grown: meanOfWaits(runningSchedule, bounds), fixed: meanOfWaits(fixed, bounds) };
  };

  it("has a shorter lag after 1 to 5 s", () => {
    const compared = figures([1, 5]);
    assert.ok(compared.grown.lag < 0.8 * compared.fixed.lag, JSON.stringify(compared));
  });

  it("has about the same lag and up to five polls more after 5 to 64 s", () => {
    const compared = figures([5, 64]);
    assert.ok(compared.grown.lag < 1.05 * compared.fixed.lag, JSON.stringify(compared));
    assert.ok(compared.grown.polls < compared.fixed.polls + 5, JSON.stringify(compared));
  });

  for (const range of [
    [110, 200],
    [200, 900],
    [900, 3_600],
  ] as const) {
    it(`sends fewer polls in ${range.join(" to ")} s`, () => {
      const compared = figures(range);
      assert.ok(compared.grown.polls < compared.fixed.polls, JSON.stringify(compared));
    });
  }
});

/** Percentages in steps, as services write them. */
function percent(step: number, fraction: number): number {
  return (Math.floor((100 / step) * Math.min(1, Math.max(0, fraction)) + 1e-9) * step) / 100;
}

const steady: [what: string, report: Report][] = [
  ["whole percentages", (elapsed, duration) => percent(1, elapsed / duration)],
  ["rounded percentages", (elapsed, duration) => Math.round((100 * elapsed) / duration) / 100],
  ["counters", (elapsed, duration) => elapsed / duration],
  ["percentages in steps of five", (elapsed, duration) => percent(5, elapsed / duration)],
  ["an estimate", (_, duration) => ({ estimatedEnd: duration })],
];

describe("WaitSchedule, with progress that leads to the end", () => {
  for (const [what, report] of steady) {
    it(`notices an end after about 60 s within 0.5 s in the mean by fewer polls, from ${what}`, () => {
      const { polls, lag } = meanOfWaits(runningSchedule, [54 * second, 66 * second], report);
      assert.ok(lag <= 500, `mean lag ${lag} ms`);
      assert.ok(polls <= (what.endsWith("five") ? 33 : 30), `${polls} polls`);
    });
  }

  it("is better than without it in both, from 5 s to 10 min", () => {
    const [, report] = steady[0] ?? assert.fail();
    for (const range of [
      [5, 20],
      [20, 60],
      [60, 300],
      [300, 900],
    ] as const) {
      const bounds = [range[0] * second, range[1] * second] as const;
      const plain = meanOfWaits(runningSchedule, bounds);
      const predicted = meanOfWaits(runningSchedule, bounds, report);
      assert.ok(
        predicted.lag < 0.7 * plain.lag && predicted.polls < plain.polls,
        JSON.stringify({ range, plain, predicted }),
      );
    }
  });
});

/** Progress that predicts no end, or a wrong one. */
const misleading: [what: string, report: Report][] = [
  ["never moves", () => 0],
  ["is complete from the start", () => 1],
  ["moves in steps of ten", (elapsed, duration) => percent(10, elapsed / duration)],
  ["moves in quarters", (elapsed, duration) => percent(25, elapsed / duration)],
  ["stalls at 80 %", (elapsed, duration) => percent(1, Math.min(0.8, (2 * elapsed) / duration))],
  [
    "jumps to 100 and stays",
    (elapsed, duration) => (elapsed < duration / 3 ? percent(1, elapsed / duration / 2) : 1),
  ],
  ["goes backwards", (elapsed, duration) => percent(1, ((1.8 * elapsed) / duration) % 0.9)],
  ["begins slowly", (elapsed, duration) => percent(1, (elapsed / duration) ** 3)],
  ["begins fast", (elapsed, duration) => percent(1, Math.sqrt(elapsed / duration))],
  ["creeps towards the end", (elapsed, duration) => percent(1, 1 - Math.exp((-5 * elapsed) / duration))],
  ["begins after a queue", (elapsed, duration) => percent(1, (elapsed / duration - 0.3) / 0.7)],
  [
    "is noisy",
    (elapsed, duration) => Math.min(1, Math.max(0, elapsed / duration + 0.02 * Math.sin(elapsed / 777))),
  ],
  [
    "has two phases",
    (elapsed, duration) =>
      percent(1, elapsed < duration / 2 ? (0.4 * elapsed) / duration : (1.6 * elapsed) / duration - 0.6),
  ],
  ["always estimates ten seconds more", (elapsed) => ({ estimatedEnd: elapsed + 10 * second })],
  ["estimates an end that is a fifth too early", (_, duration) => ({ estimatedEnd: 0.8 * duration })],
];

describe("WaitSchedule, with progress that misleads", () => {
  for (const [what, report] of misleading) {
    it(`has hardly a longer lag or more polls than without it, if it ${what}`, () => {
      for (const range of [
        [4, 15],
        [15, 60],
        [60, 600],
      ] as const) {
        const bounds = [range[0] * second, range[1] * second] as const;
        const plain = meanOfWaits(runningSchedule, bounds);
        const misled = meanOfWaits(runningSchedule, bounds, report);
        const figures = JSON.stringify({ range, plain, misled });
        assert.ok(misled.lag <= 1.2 * plain.lag, figures);
        assert.ok(misled.polls <= plain.polls + 2.5, figures);
      }
    });
  }

  it("is late by a second and a half in the mean at most, or as late as without it, if the end comes without notice", () => {
    for (const range of [
      [4, 15],
      [15, 60],
      [60, 90],
      [100, 600],
    ] as const) {
      const bounds = [range[0] * second, range[1] * second] as const;
      const plain = meanOfWaits(runningSchedule, bounds);
      const early = meanOfWaits(runningSchedule, bounds, (elapsed, duration) =>
        percent(1, elapsed / duration / 2),
      );
      assert.ok(early.lag <= Math.max(1_650, 1.05 * plain.lag), JSON.stringify({ range, plain, early }));
    }
  });
});

/** The progress that a poll returns, and the milliseconds since the last poll. */
const polls = fc.array(
  fc.record({
    late: fc.oneof(fc.constant(0), fc.nat(3_000)),
    fraction: fc.option(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double()), {
      nil: undefined,
    }),
    untilEnd: fc.option(fc.oneof(fc.integer({ min: -10 * second, max: 10 * minute }), fc.double()), {
      nil: undefined,
    }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { maxLength: 80 },
);

/** Progress of which much is steady, so that predictions are common. */
const steadyPolls = fc
  .record({ duration: fc.integer({ min: 2 * second, max: 20 * minute }), faults: polls })
  .map(({ duration, faults }) =>
    faults.map((poll, index) => ({ ...poll, duration: index % 7 === 6 ? undefined : duration })),
  );

describe("WaitSchedule, whatever the service reports", () => {
  /** Plays polls, and passes each interval with the plain one at that time, both without jitter. */
  function play(
    schedule: PollSchedule,
    played: {
      late: number;
      fraction: number | undefined;
      untilEnd: number | undefined;
      random: number;
      duration?: number | undefined;
    }[],
    check: (interval: number, plain: number) => void,
  ): void {
    const pauses = new WaitSchedule(schedule);
    let now = 0;
    for (const { late, fraction, untilEnd, random, duration } of played) {
      const shown = duration === undefined ? fraction : percent(1, now / duration);
      pauses.note(now, shown, untilEnd === undefined || duration !== undefined ? undefined : now + untilEnd);
      const plain = nextDelay(schedule, now, random);
      const pause = pauses.next(now, random);
      check(pause, plain);
      now += pause + late;
    }
  }

  for (const [title, drawn] of Object.entries({ arbitrary: polls, "mostly steady": steadyPolls })) {
    it(`keeps the bounds of the schedule and of a prediction, with ${title} progress`, () => {
      fc.assert(
        fc.property(drawn, (played) => {
          play(runningSchedule, played, (pause, plain) => {
            assert.ok(pause >= Math.min(plain, 0.9 * 500) - 1e-9, `${pause} ms, plain ${plain} ms`);
            assert.ok(
              pause <= Math.max(plain, Math.min(2 * plain, 1.1 * 3_000)) + 1e-9,
              `${pause} ms, plain ${plain} ms`,
            );
          });
        }),
        { numRuns: 300 },
      );
    });

    it(`sends at most three polls more than the schedule, with ${title} progress`, () => {
      fc.assert(
        fc.property(drawn, (played) => {
          let ahead = 0;
          play(runningSchedule, played, (pause, plain) => {
            ahead += 1 - pause / plain;
            assert.ok(ahead <= 3, `${ahead} polls`);
          });
        }),
        { numRuns: 300 },
      );
    });

    it(`is the schedule itself after a cancel, with ${title} progress`, () => {
      fc.assert(
        fc.property(drawn, (played) => {
          play(cancellingSchedule, played, (pause, plain) => assert.equal(pause, plain));
        }),
        { numRuns: 100 },
      );
    });
  }
});
