import assert from "node:assert/strict";
import { test } from "node:test";
import { type StepControl, Steps } from "#src/pulumi/engine/steps.js";
import { DrivenClock } from "../../support/drivenClock.js";

function watchedSteps() {
  const calls: string[] = [];
  const clock = new DrivenClock("whenTold");
  const flight = new Steps(
    () => {
      calls.push("watch");
      return () => calls.push("unwatch");
    },
    () => clock.monotonic(),
  );
  return { flight, calls, clock };
}

/** A step that ends when it is told to. */
function context(flight: Steps) {
  let end: () => void = () => undefined;
  let seen: StepControl | undefined;
  const done = flight.run((inHand) => {
    seen = inHand;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return { done, end: () => end(), inHand: seen as unknown as StepControl };
}

test("interrupts are watched for only while a step is under way", async () => {
  const { flight, calls } = watchedSteps();
  const first = context(flight);
  const second = context(flight);
  assert.deepEqual(calls, ["watch"]);
  first.end();
  await first.done;
  assert.deepEqual(calls, ["watch"]);
  second.end();
  await second.done;
  assert.deepEqual(calls, ["watch", "unwatch"]);
});

test("watching begins again with the next step", async () => {
  const { flight, calls } = watchedSteps();
  for (let turn = 0; turn < 2; turn += 1) {
    await flight.run(() => Promise.resolve());
  }
  assert.deepEqual(calls, ["watch", "unwatch", "watch", "unwatch"]);
});

test("a step that fails ends the watch too", async () => {
  const { flight, calls } = watchedSteps();
  await assert.rejects(
    flight.run(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.deepEqual(calls, ["watch", "unwatch"]);
});

test("an interrupt aborts every step that is under way", () => {
  const { flight } = watchedSteps();
  const steps = [context(flight), context(flight)];
  flight.interrupt();
  assert.deepEqual(
    steps.map(({ inHand }) => [inHand.signal.aborted, inHand.isEngineConnected()]),
    [
      [true, true],
      [true, true],
    ],
  );
});

test("a step that begins after an interrupt was on its way to the process: it is interrupted too", async () => {
  const { flight, clock } = watchedSteps();
  flight.interrupt();
  await clock.advance(60_000);
  assert.equal(context(flight).inHand.signal.aborted, true);
});

test("once nobody hears any more, every step is interrupted, whenever it begins", async () => {
  const { flight, clock } = watchedSteps();
  const before = context(flight);
  flight.terminate();
  await clock.advance(60_000);
  const after = context(flight);
  for (const { inHand } of [before, after]) {
    assert.deepEqual([inHand.signal.aborted, inHand.isEngineConnected()], [true, false]);
  }
});

test("the notes of abandoned steps stay, also once these have ended; the last of each counts", async () => {
  const { flight } = watchedSteps();
  const [ended, waiting, nothing] = [context(flight), context(flight), context(flight)];
  flight.terminate();
  ended.inHand.setStatus({ kind: "leftRunning", name: "a" });
  ended.inHand.setStatus({ kind: "cancelRequested", name: "a" });
  waiting.inHand.setStatus({ kind: "starting", path: "p" });
  nothing.inHand.setStatus({ kind: "starting", path: "q" });
  nothing.inHand.setStatus(undefined);
  ended.end();
  await ended.done;
  assert.deepEqual(flight.statuses(), [
    { kind: "cancelRequested", name: "a" },
    { kind: "starting", path: "p" },
  ]);
});

/** A step that has noted an operation and returned while it was heard. */
async function returned(flight: Steps, name: string): Promise<void> {
  const { done, end, inHand } = context(flight);
  inHand.setStatus({ kind: "leftRunning", name });
  flight.interrupt();
  end();
  await done;
}

test("of a step that ended while it was heard nothing is left to be said", async () => {
  const { flight } = watchedSteps();
  await returned(flight, "a");
  flight.terminate();
  assert.deepEqual(flight.statuses(), []);
});

test("what a step has just returned may not be saved where others are abandoned: its note is kept", async () => {
  const { flight, clock } = watchedSteps();
  const waiting = context(flight);
  waiting.inHand.setStatus({ kind: "leftRunning", name: "waiting" });
  await returned(flight, "early");
  await clock.advance(501);
  await returned(flight, "late");
  await clock.advance(500);
  flight.terminate();
  await clock.advance(10_000);
  assert.deepEqual(
    flight.statuses().map((note) => "name" in note && note.name),
    ["late", "waiting"],
  );
});

test("it has settled once every step has come to its end, whichever", async () => {
  const { flight } = watchedSteps();
  const one = context(flight);
  const failing = flight.run(() => Promise.reject(new Error("no"))).catch(() => "failed");
  let settled = false;
  const whenSettled = flight.settled().then(() => {
    settled = true;
  });
  assert.equal(await failing, "failed");
  assert.equal(settled, false);
  one.end();
  await whenSettled;
  assert.equal(settled, true);
});
