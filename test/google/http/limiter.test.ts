import assert from "node:assert/strict";
import { test } from "node:test";
import { Semaphore } from "#src/google/http/limiter.js";

const never = new AbortController().signal;

test("edge case 64: those who wait are let in one by one, in their order", async () => {
  const gate = new Semaphore(1);
  const order: number[] = [];
  assert.equal(await gate.acquire(never), true);
  const waiting = [1, 2].map((number) => gate.acquire(never).then(() => order.push(number)));
  await Promise.resolve();
  assert.deepEqual(order, []);
  gate.release();
  await waiting[0];
  assert.deepEqual(order, [1]);
  gate.release();
  await Promise.all(waiting);
  assert.deepEqual(order, [1, 2]);
});

test("who gives up takes no place from the others", async () => {
  const gate = new Semaphore(1);
  await gate.acquire(never);
  const abort = new AbortController();
  const first = gate.acquire(abort.signal);
  const second = gate.acquire(never);
  abort.abort();
  assert.equal(await first, false);
  gate.release();
  assert.equal(await second, true);
  gate.release();
  assert.equal(await gate.acquire(never), true);
  assert.equal(await gate.acquire(AbortSignal.abort()), false);
});
