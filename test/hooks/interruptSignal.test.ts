import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { abortOnInterrupt } from "#src/hooks/interruptSignal.js";

/** Work that ends when its signal aborts. */
async function untilAborted(signal: AbortSignal): Promise<string> {
  await once(signal, "abort");
  return "aborted";
}

test("SIGINT aborts all work; the program's own handlers are called too, and stay", async (t) => {
  const before = process.listeners("SIGINT");
  let calls = 0;
  const own = (): void => {
    calls += 1;
  };
  process.on("SIGINT", own);
  t.after(() => process.off("SIGINT", own));
  const work = Array.from({ length: 20 }, () => abortOnInterrupt(untilAborted));
  assert.equal(process.listenerCount("SIGINT"), before.length + 2, "one handler for all work");
  process.kill(process.pid, "SIGINT");
  assert.deepEqual(new Set(await Promise.all(work)), new Set(["aborted"]));
  assert.equal(calls, 1);
  assert.deepEqual(process.listeners("SIGINT"), [...before, own]);
});

test("the handler is removed after work that fails, and there is one again for the next", async () => {
  const before = process.listenerCount("SIGINT");
  await assert.rejects(
    abortOnInterrupt(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(process.listenerCount("SIGINT"), before);
  const next = abortOnInterrupt(async (signal) => {
    process.emit("SIGINT");
    return signal.aborted;
  });
  assert.equal(await next, true);
  assert.equal(process.listenerCount("SIGINT"), before);
});
