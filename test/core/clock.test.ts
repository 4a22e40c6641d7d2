import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it, mock } from "node:test";
import { systemClock } from "#src/core/clock.js";

function timersLeft(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}

describe("systemClock", () => {
  it("counts on from an origin of its own, never back", () => {
    const first = systemClock.monotonic();
    assert.ok(systemClock.monotonic() >= first);
  });

  it("tells the wall's time in milliseconds since the epoch", () => {
    const now = mock.method(Date, "now", () => 1_767_225_600_000);
    assert.equal(systemClock.wall(), 1_767_225_600_000);
    now.mock.restore();
  });

  it("wakes after a sleep", async () => {
    await systemClock.sleep(1);
  });

  it("takes a negative sleep for none", async () => {
    await systemClock.sleep(-1);
  });

  it("wakes as soon as the signal aborts", async () => {
    const interrupt = new AbortController();
    const sleep = systemClock.sleep(2 ** 31 - 1, interrupt.signal);
    interrupt.abort();
    await sleep;
  });

  it("doesn't sleep at all for a signal that has aborted", async () => {
    await systemClock.sleep(2 ** 31 - 1, AbortSignal.abort());
  });

  it("leaves no timer behind when aborted", async () => {
    const before = timersLeft();
    const interrupt = new AbortController();
    const sleep = systemClock.sleep(3_600_000, interrupt.signal);
    assert.equal(timersLeft(), before + 1);
    interrupt.abort();
    await sleep;
    assert.equal(timersLeft(), before);
  });

  it("leaves no listener on a signal that outlives the sleep", async () => {
    const interrupt = new AbortController();
    await systemClock.sleep(1, interrupt.signal);
    assert.equal(getEventListeners(interrupt.signal, "abort").length, 0);
  });

  it("hands the platform no delay that it would cut to a millisecond", async () => {
    const delays: unknown[] = [];
    const timers = mock.method(globalThis, "setTimeout", (wake: () => void, delay: number) => {
      delays.push(delay);
      queueMicrotask(wake);
    });
    await systemClock.sleep(2 ** 31);
    timers.mock.restore();
    assert.deepEqual(delays, [2 ** 31 - 1]);
  });
});
