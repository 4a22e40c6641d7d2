import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cancellingPace, nextPause, waitingPace } from "#src/core/schedule.js";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("nextPause", () => {
  it("starts at the shortest pause", () => {
    assert.equal(nextPause(waitingPace, 0, 0.5), 250);
  });

  it("is 5 % of the time that an operation has run its natural course", () => {
    assert.equal(nextPause(waitingPace, 40_000, 0.5), 2_000);
  });

  it("is 10 % of the time since a cancel", () => {
    assert.equal(nextPause(cancellingPace, 10_000, 0), 1_000);
  });

  it("stops growing at 5 s while an operation runs its natural course", () => {
    assert.equal(nextPause(waitingPace, 24 * 3_600_000, 0.5), 5_000);
  });

  it("stops growing at 2 s after a cancel", () => {
    assert.equal(nextPause(cancellingPace, 24 * 3_600_000, 0), 2_000);
  });

  it("edge case 64: spreads many waiters by the random number", () => {
    assert.notEqual(nextPause(waitingPace, 40_000, 0), nextPause(waitingPace, 40_000, 0.9));
  });

  it("edge case 63: an age from clocks that disagree makes the shortest pause", () => {
    assert.deepEqual(
      [-1, Number.NEGATIVE_INFINITY, Number.NaN].map((elapsed) => nextPause(waitingPace, elapsed, 0.5)),
      [250, 250, 250],
    );
  });

  for (const [title, pace] of Object.entries({ waitingPace, cancellingPace })) {
    it(`stays within the bounds of ${title} for any elapsed time, sensible or not`, () => {
      fc.assert(
        fc.property(fc.double(), chance, (elapsed, random) => {
          const pause = nextPause(pace, elapsed, random);
          const [least, most] = pace.jitter;
          assert.ok(pause >= pace.shortest * least && pause <= pace.longest * most, `${pause} ms`);
        }),
      );
    });

    it(`never shrinks with elapsed time under ${title}`, () => {
      const elapsed = fc.nat(10_000_000);
      fc.assert(
        fc.property(elapsed, elapsed, chance, (a, b, random) => {
          const [earlier, later] = a < b ? [a, b] : [b, a];
          assert.ok(nextPause(pace, earlier, random) <= nextPause(pace, later, random));
        }),
      );
    });
  }
});
