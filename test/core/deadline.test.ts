import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Deadline } from "#src/core/deadline.js";
import { DrivenClock } from "../support/drivenClock.js";

function deadlineAfter(total: number, passed: number): Deadline {
  const clock = new DrivenClock("whenTold");
  clock.jump(123_456);
  const deadline = new Deadline(clock, total);
  clock.jump(passed);
  return deadline;
}

describe("Deadline", () => {
  it("counts down from what it was given", () => {
    const deadline = deadlineAfter(60_000, 12_500);
    assert.deepEqual([deadline.total, deadline.remaining()], [60_000, 47_500]);
  });

  it("is negative once passed", () => {
    assert.equal(deadlineAfter(60_000, 60_001).remaining(), -1);
  });

  it("leaves a short pause as it is", () => {
    assert.equal(deadlineAfter(60_000, 0).clip(5_000), 5_000);
  });

  it("clips a pause so that the last look comes a second before the limit", () => {
    assert.equal(deadlineAfter(60_000, 57_000).clip(5_000), 2_000);
  });

  it("takes the last look of a short step a tenth of it before the limit", () => {
    assert.equal(deadlineAfter(2_000, 0).clip(5_000), 1_800);
  });

  it("clips to no pause at all once passed", () => {
    assert.equal(deadlineAfter(60_000, 90_000).clip(5_000), 0);
  });

  it("calls a look the last one where another would come too late", () => {
    const deadline = deadlineAfter(60_000, 50_000);
    assert.deepEqual(
      [8_999, 9_000, 9_001].map((pause) => deadline.isFinalPoll(pause)),
      [false, true, true],
    );
  });

  it("edge case 63: calls a look the last one after the machine slept through the limit", () => {
    assert.equal(deadlineAfter(60_000, 8 * 3_600_000).isFinalPoll(0), true);
  });

  it("gives a request after a pause the time that is then left before the last look", () => {
    assert.equal(deadlineAfter(60_000, 40_000).requestTimeout(5_000), 14_000);
  });

  it("gives the last look a second", () => {
    assert.deepEqual(
      [59_000, 60_000, 8 * 3_600_000].map((passed) => deadlineAfter(60_000, passed).requestTimeout()),
      [1_000, 1_000, 1_000],
    );
  });

  it("never clips to a longer pause, a negative one, or one that ends after the last look's time", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (total, passed, pause) => {
        const deadline = deadlineAfter(total, passed);
        const clipped = deadline.clip(pause);
        assert.ok(clipped >= 0 && clipped <= pause);
        assert.ok(clipped === 0 || deadline.remaining() - clipped > 0);
      }),
    );
  });

  it("leaves every pause as it is but the one before the last look", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(1_000_000), (total, passed, pause) => {
        const deadline = deadlineAfter(total, passed);
        assert.ok(deadline.isFinalPoll(pause) || deadline.clip(pause) === pause);
      }),
    );
  });
});
