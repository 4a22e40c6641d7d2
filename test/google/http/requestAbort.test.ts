import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { RequestAbort } from "#src/google/http/requestAbort.js";
import { DrivenClock } from "../../support/drivenClock.js";

test("the first of all limits ends a request, on the clock that is given", async () => {
  const clock = new DrivenClock("whenTold");
  const stop = new RequestAbort({ timeout: 20_000 }, clock);
  await clock.advance(5_000);
  stop.abortAfter(10_000);
  await clock.advance(9_999);
  assert.equal(stop.signal.aborted, false);
  await clock.advance(1);
  assert.deepEqual([stop.signal.aborted, stop.cause], [true, "TIMEOUT"]);
});

test("a limit that passed while the machine slept ends a request when it wakes", async () => {
  const clock = new DrivenClock("whenTold");
  const stop = new RequestAbort({ timeout: 20_000 }, clock);
  clock.jump(8 * 3_600_000);
  await clock.advance(0);
  assert.equal(stop.cause, "TIMEOUT");
});

test("setting the clock on the wall ends no request, nor gives one more time", async () => {
  const year = 365 * 24 * 3_600_000;
  for (const jump of [year, -year]) {
    const clock = new DrivenClock("whenTold");
    const stop = new RequestAbort({ timeout: 20_000 }, clock);
    clock.setWall(clock.wall() + jump);
    await clock.advance(19_999);
    assert.equal(stop.signal.aborted, false);
    await clock.advance(1);
    assert.equal(stop.cause, "TIMEOUT");
  }
});

test("what the caller aborts is no time-out, nor becomes one", async () => {
  const clock = new DrivenClock("whenTold");
  const abort = new AbortController();
  const stop = new RequestAbort({ timeout: 20_000, signal: abort.signal }, clock);
  abort.abort();
  await clock.advance(30_000);
  assert.deepEqual([stop.signal.aborted, stop.cause], [true, "ABORTED"]);
});

test("a request that is over leaves neither sleeper nor listener behind, and can't time out", async () => {
  const clock = new DrivenClock("whenTold");
  const caller = new AbortController();
  const stop = new RequestAbort({ timeout: 20_000, signal: caller.signal }, clock);
  stop.abortAfter(5_000);
  stop.release();
  assert.equal(clock.sleeping, 0);
  assert.equal(getEventListeners(caller.signal, "abort").length, 0);
  await clock.advance(30_000);
  assert.equal(stop.signal.aborted, false);
});
