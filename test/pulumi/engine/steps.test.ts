import assert from "node:assert/strict";
import { test } from "node:test";
import { type StepControl, Steps } from "#src/pulumi/engine/steps.js";
import { DrivenClock } from "../../support/drivenClock.js";

function watchedSteps() {
  const calls: string[] = [];
  const clock = new DrivenClock("whenTold");
  const steps = new Steps(
    () => {
      calls.push("watch");
      return () => calls.push("unwatch");
    },
    () => clock.monotonic(),
  );
  return { steps, calls, clock };
}

/** Starts a step that ends when its `end` is called. */
function pendingStep(steps: Steps) {
  let end: () => void = () => undefined;
  let received: StepControl | undefined;
  const done = steps.run((control) => {
    received = control;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return { done, end: () => end(), control: received as unknown as StepControl };
}

test("interrupts are watched for only while a step is under way", async () => {
  const { steps, calls } = watchedSteps();
  const first = pendingStep(steps);
  const second = pendingStep(steps);
  assert.deepEqual(calls, ["watch"]);
  first.end();
  await first.done;
  assert.deepEqual(calls, ["watch"]);
  second.end();
  await second.done;
  assert.deepEqual(calls, ["watch", "unwatch"]);
});

test("watching begins again with the next step", async () => {
  const { steps, calls } = watchedSteps();
  for (let turn = 0; turn < 2; turn += 1) {
    await steps.run(() => Promise.resolve());
  }
  assert.deepEqual(calls, ["watch", "unwatch", "watch", "unwatch"]);
});

test("a step that fails ends the watch too", async () => {
  const { steps, calls } = watchedSteps();
  await assert.rejects(
    steps.run(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.deepEqual(calls, ["watch", "unwatch"]);
});

test("an interrupt aborts every step that is under way", () => {
  const { steps } = watchedSteps();
  const waiting = [pendingStep(steps), pendingStep(steps)];
  steps.interrupt();
  assert.deepEqual(
    waiting.map(({ control }) => [control.signal.aborted, control.isEngineConnected()]),
    [
      [true, true],
      [true, true],
    ],
  );
});

test("a step that begins after an interrupt was on its way to the process: it is interrupted too", async () => {
  const { steps, clock } = watchedSteps();
  steps.interrupt();
  await clock.advance(60_000);
  assert.equal(pendingStep(steps).control.signal.aborted, true);
});

test("once nobody hears any more, every step is interrupted, whenever it begins", async () => {
  const { steps, clock } = watchedSteps();
  const before = pendingStep(steps);
  steps.terminate();
  await clock.advance(60_000);
  const after = pendingStep(steps);
  for (const { control } of [before, after]) {
    assert.deepEqual([control.signal.aborted, control.isEngineConnected()], [true, false]);
  }
});

test("the notes of abandoned steps stay, also once these have ended; the last of each counts", async () => {
  const { steps } = watchedSteps();
  const [ended, waiting, nothing] = [pendingStep(steps), pendingStep(steps), pendingStep(steps)];
  steps.terminate();
  ended.control.setStatus({ kind: "leftRunning", name: "a" });
  ended.control.setStatus({ kind: "cancelRequested", name: "a" });
  waiting.control.setStatus({ kind: "starting", path: "p" });
  nothing.control.setStatus({ kind: "starting", path: "q" });
  nothing.control.setStatus(undefined);
  ended.end();
  await ended.done;
  assert.deepEqual(steps.statuses(), [
    { kind: "cancelRequested", name: "a" },
    { kind: "starting", path: "p" },
  ]);
});

/** A step that has noted an operation and returned while it was heard. */
async function returned(steps: Steps, name: string): Promise<void> {
  const { done, end, control } = pendingStep(steps);
  control.setStatus({ kind: "leftRunning", name });
  steps.interrupt();
  end();
  await done;
}

test("of a step that ended while it was heard nothing is left to be said", async () => {
  const { steps } = watchedSteps();
  await returned(steps, "a");
  steps.terminate();
  assert.deepEqual(steps.statuses(), []);
});

test("what a step has just returned may not be saved where others are abandoned: its note is kept", async () => {
  const { steps, clock } = watchedSteps();
  const waiting = pendingStep(steps);
  waiting.control.setStatus({ kind: "leftRunning", name: "waiting" });
  await returned(steps, "early");
  await clock.advance(501);
  await returned(steps, "late");
  await clock.advance(500);
  steps.terminate();
  await clock.advance(10_000);
  steps.terminate();
  assert.deepEqual(
    steps.statuses().map((status) => "name" in status && status.name),
    ["late", "waiting"],
  );
});

test("it has settled once every step has come to its end, whichever", async () => {
  const { steps } = watchedSteps();
  const one = pendingStep(steps);
  const failing = steps.run(() => Promise.reject(new Error("no"))).catch(() => "failed");
  let settled = false;
  const whenSettled = steps.settled().then(() => {
    settled = true;
  });
  assert.equal(await failing, "failed");
  assert.equal(settled, false);
  one.end();
  await whenSettled;
  assert.equal(settled, true);
});
