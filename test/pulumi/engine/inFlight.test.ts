import assert from "node:assert/strict";
import { test } from "node:test";
import { InFlight, type StepInHand } from "#src/pulumi/engine/steps.js";
import { DrivenClock } from "../../support/drivenClock.js";

function watchedFlight() {
  const story: string[] = [];
  const clock = new DrivenClock("whenTold");
  const flight = new InFlight(
    () => {
      story.push("watch");
      return () => story.push("unwatch");
    },
    () => clock.monotonic(),
  );
  return { flight, story, clock };
}

/** A step that ends when it is told to. */
function step(flight: InFlight) {
  let end: () => void = () => undefined;
  let seen: StepInHand | undefined;
  const done = flight.run((inHand) => {
    seen = inHand;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return { done, end: () => end(), inHand: seen as unknown as StepInHand };
}

test("interrupts are watched for only while a step is under way", async () => {
  const { flight, story } = watchedFlight();
  const first = step(flight);
  const second = step(flight);
  assert.deepEqual(story, ["watch"]);
  first.end();
  await first.done;
  assert.deepEqual(story, ["watch"]);
  second.end();
  await second.done;
  assert.deepEqual(story, ["watch", "unwatch"]);
});

test("watching begins again with the next step", async () => {
  const { flight, story } = watchedFlight();
  for (let turn = 0; turn < 2; turn += 1) {
    await flight.run(() => Promise.resolve());
  }
  assert.deepEqual(story, ["watch", "unwatch", "watch", "unwatch"]);
});

test("a step that fails ends the watch too", async () => {
  const { flight, story } = watchedFlight();
  await assert.rejects(
    flight.run(() => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.deepEqual(story, ["watch", "unwatch"]);
});

test("an interrupt aborts every step that is under way", () => {
  const { flight } = watchedFlight();
  const steps = [step(flight), step(flight)];
  flight.interrupt();
  assert.deepEqual(
    steps.map(({ inHand }) => [inHand.signal.aborted, inHand.isHeard()]),
    [
      [true, true],
      [true, true],
    ],
  );
});

test("a step that begins after an interrupt was on its way to the process: it is interrupted too", async () => {
  const { flight, clock } = watchedFlight();
  flight.interrupt();
  await clock.advance(60_000);
  assert.equal(step(flight).inHand.signal.aborted, true);
});

test("once nobody hears any more, every step is interrupted, whenever it begins", async () => {
  const { flight, clock } = watchedFlight();
  const before = step(flight);
  flight.abandon();
  await clock.advance(60_000);
  const after = step(flight);
  for (const { inHand } of [before, after]) {
    assert.deepEqual([inHand.signal.aborted, inHand.isHeard()], [true, false]);
  }
});

test("the notes of abandoned steps stay, also once these have ended; the last of each counts", async () => {
  const { flight } = watchedFlight();
  const [ended, waiting, nothing] = [step(flight), step(flight), step(flight)];
  flight.abandon();
  ended.inHand.note({ kind: "leftRunning", name: "a" });
  ended.inHand.note({ kind: "cancelRequested", name: "a" });
  waiting.inHand.note({ kind: "starting", path: "p" });
  nothing.inHand.note({ kind: "starting", path: "q" });
  nothing.inHand.note(undefined);
  ended.end();
  await ended.done;
  assert.deepEqual(flight.notes(), [
    { kind: "cancelRequested", name: "a" },
    { kind: "starting", path: "p" },
  ]);
});

/** A step that has noted an operation and returned while it was heard. */
async function returned(flight: InFlight, name: string): Promise<void> {
  const { done, end, inHand } = step(flight);
  inHand.note({ kind: "leftRunning", name });
  flight.interrupt();
  end();
  await done;
}

test("of a step that ended while it was heard nothing is left to be said", async () => {
  const { flight } = watchedFlight();
  await returned(flight, "a");
  flight.abandon();
  assert.deepEqual(flight.notes(), []);
});

test("what a step has just returned may not be saved where others are abandoned: its note is kept", async () => {
  const { flight, clock } = watchedFlight();
  const waiting = step(flight);
  waiting.inHand.note({ kind: "leftRunning", name: "waiting" });
  await returned(flight, "early");
  await clock.advance(501);
  await returned(flight, "late");
  await clock.advance(500);
  flight.abandon();
  await clock.advance(10_000);
  assert.deepEqual(
    flight.notes().map((note) => "name" in note && note.name),
    ["late", "waiting"],
  );
});

test("it has settled once every step has come to its end, whichever", async () => {
  const { flight } = watchedFlight();
  const one = step(flight);
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
