import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cancellingSchedule, nextDelay, runningSchedule } from "#src/core/schedule.js";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("nextDelay", () => {
  it("starts at the shortest pause", () => {
    assert.equal(nextDelay(runningSchedule, 0, 0.5), 250);
  });

  it("grows until 7 s, stays until 55 s, and then grows again while an operation runs", () => {
    assert.deepEqual(
      [500, 2_000, 8_000, 54_000, 256_000, 400_000].map((elapsed) =>
        nextDelay(runningSchedule, elapsed, 0.5),
      ),
      [500, 1_000, 1_850, 1_850, 4_000, 5_000],
    );
  });

  it("is 10 % of the time since a cancel", () => {
    assert.equal(nextDelay(cancellingSchedule, 10_000, 0), 1_000);
  });

  it("stops growing at 5 s while an operation runs its natural course", () => {
    assert.equal(nextDelay(runningSchedule, 24 * 3_600_000, 0.5), 5_000);
  });

  it("stops growing at 2 s after a cancel", () => {
    assert.equal(nextDelay(cancellingSchedule, 24 * 3_600_000, 0), 2_000);
  });

  it("edge case 64: spreads many waiters by the random number", () => {
    assert.notEqual(nextDelay(runningSchedule, 40_000, 0), nextDelay(runningSchedule, 40_000, 0.9));
  });

  it("edge case 63: an age from clocks that disagree makes the shortest pause", () => {
    assert.deepEqual(
      [-1, Number.NEGATIVE_INFINITY, Number.NaN].map((elapsed) => nextDelay(runningSchedule, elapsed, 0.5)),
      [250, 250, 250],
    );
  });

  for (const [title, schedule] of Object.entries({ runningSchedule, cancellingSchedule })) {
    it(`stays within the bounds of ${title} for any elapsed time, sensible or not`, () => {
      fc.assert(
        fc.property(fc.double(), chance, (elapsed, random) => {
          const pause = nextDelay(schedule, elapsed, random);
          const [least, most] = schedule.jitter;
          assert.ok(pause >= schedule.minDelay * least && pause <= schedule.maxDelay * most, `${pause} ms`);
        }),
      );
    });

    it(`never shrinks with elapsed time under ${title}`, () => {
      const elapsed = fc.nat(10_000_000);
      fc.assert(
        fc.property(elapsed, elapsed, chance, (a, b, random) => {
          const [earlier, later] = a < b ? [a, b] : [b, a];
          assert.ok(nextDelay(schedule, earlier, random) <= nextDelay(schedule, later, random));
        }),
      );
    });
  }
});
