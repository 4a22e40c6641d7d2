import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RunInterrupts } from "#src/hooks/interruptSignal.js";

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
  const work = Array.from({ length: 20 }, () => new RunInterrupts().abortOnInterrupt(untilAborted));
  assert.equal(process.listenerCount("SIGINT"), before.length + 2, "one handler for all work");
  process.kill(process.pid, "SIGINT");
  assert.deepEqual(new Set(await Promise.all(work)), new Set(["aborted"]));
  assert.equal(calls, 1);
  assert.deepEqual(process.listeners("SIGINT"), [...before, own]);
});

test("the handler is removed after work that fails, and there is one again for the next", async () => {
  const interrupts = new RunInterrupts();
  const before = process.listenerCount("SIGINT");
  await assert.rejects(
    interrupts.abortOnInterrupt(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(process.listenerCount("SIGINT"), before);
  const next = interrupts.abortOnInterrupt(async (signal) => {
    process.emit("SIGINT");
    return signal.aborted;
  });
  assert.equal(await next, true);
  assert.equal(process.listenerCount("SIGINT"), before);
});

test("work that begins after SIGINT is aborted from its beginning, in every run that was there", async () => {
  const [busy, idle] = [new RunInterrupts(), new RunInterrupts()];
  const isAborted = async (signal: AbortSignal): Promise<boolean> => signal.aborted;
  let meanwhile: Promise<boolean[]> | undefined;
  await busy.abortOnInterrupt(async () => {
    process.emit("SIGINT");
    meanwhile = Promise.all([busy, idle].map((run) => run.abortOnInterrupt(isAborted)));
  });
  assert.deepEqual(await meanwhile, [true, true]);
  assert.equal(await busy.abortOnInterrupt(isAborted), true);
  assert.equal(await idle.abortOnInterrupt(isAborted), true);
  assert.equal(await new RunInterrupts().abortOnInterrupt(isAborted), false, "a later run");
});
