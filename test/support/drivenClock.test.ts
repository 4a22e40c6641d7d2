import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DrivenClock, idle } from "./drivenClock.js";

describe("DrivenClock", () => {
  it("lets a day pass once everybody sleeps", async () => {
    const clock = new DrivenClock();
    await clock.sleep(24 * 3_600_000);
    assert.equal(clock.monotonic(), 24 * 3_600_000);
  });

  it("wakes sleepers in the order of their hours, then of lying down", async () => {
    const clock = new DrivenClock();
    const woken: string[] = [];
    const sleep = (name: string, time: number) => clock.sleep(time).then(() => woken.push(name));
    await Promise.all([sleep("late", 20), sleep("first", 10), sleep("second", 10)]);
    assert.deepEqual(woken, ["first", "second", "late"]);
  });

  it("stands still until told", async () => {
    const clock = new DrivenClock("whenTold");
    void clock.sleep(10);
    await idle();
    assert.deepEqual([clock.monotonic(), clock.sleeping], [0, 1]);
  });

  it("wakes whom a told advance reaches, each at his hour", async () => {
    const clock = new DrivenClock("whenTold");
    const hours: number[] = [];
    void clock.sleep(10).then(() => {
      hours.push(clock.monotonic());
      return clock.sleep(10).then(() => hours.push(clock.monotonic()));
    });
    await clock.advance(25);
    assert.deepEqual([hours, clock.monotonic()], [[10, 20], 25]);
  });

  it("wakes everybody at the same hour after a jump", async () => {
    const clock = new DrivenClock("whenTold");
    const hours: number[] = [];
    for (const time of [10, 20]) {
      void clock.sleep(time).then(() => hours.push(clock.monotonic()));
    }
    clock.jump(3_600_000);
    await clock.advance(0);
    assert.deepEqual(hours, [3_600_000, 3_600_000]);
  });

  it("wakes a sleeper whose signal aborts, and forgets him", async () => {
    const clock = new DrivenClock("whenTold");
    const interrupt = new AbortController();
    const sleep = clock.sleep(10, interrupt.signal);
    interrupt.abort();
    await sleep;
    assert.equal(clock.sleeping, 0);
  });

  it("sets the wall's clock without letting time pass", () => {
    const clock = new DrivenClock("whenTold");
    clock.setWall(7);
    assert.deepEqual([clock.wall(), clock.monotonic()], [7, 0]);
  });

  it("refuses to be slept on without end while no time passes", async () => {
    const clock = new DrivenClock();
    const hotLoop = async (): Promise<never> => {
      for (;;) {
        await clock.sleep(0);
      }
    };
    await assert.rejects(hotLoop(), /hot loop/);
  });

  it("refuses a sleep that is no number", () => {
    assert.throws(() => new DrivenClock().sleep(Number.NaN), RangeError);
  });
});
