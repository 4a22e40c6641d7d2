import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "#src/google/http/limiter.js";

const never = new AbortController().signal;

test("edge case 64: those who wait are let in one by one, in their order", async () => {
  const gate = new Gate(1);
  const order: number[] = [];
  assert.equal(await gate.enter(never), true);
  const waiting = [1, 2].map((number) => gate.enter(never).then(() => order.push(number)));
  await Promise.resolve();
  assert.deepEqual(order, []);
  gate.leave();
  await waiting[0];
  assert.deepEqual(order, [1]);
  gate.leave();
  await Promise.all(waiting);
  assert.deepEqual(order, [1, 2]);
});

test("who gives up takes no place from the others", async () => {
  const gate = new Gate(1);
  await gate.enter(never);
  const abort = new AbortController();
  const first = gate.enter(abort.signal);
  const second = gate.enter(never);
  abort.abort();
  assert.equal(await first, false);
  gate.leave();
  assert.equal(await second, true);
  gate.leave();
  assert.equal(await gate.enter(never), true);
  assert.equal(await gate.enter(AbortSignal.abort()), false);
});
