import assert from "node:assert/strict";
import { test } from "node:test";
import { InFlight } from "#src/pulumi/inFlight.js";

function watchedFlight() {
  const story: string[] = [];
  const flight = new InFlight(() => {
    story.push("watch");
    return () => story.push("unwatch");
  });
  return { flight, story };
}

/** A step that ends when it is told to. */
function step(flight: InFlight) {
  let end: () => void = () => undefined;
  let seen: AbortSignal | undefined;
  const done = flight.run((signal) => {
    seen = signal;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return { done, end: () => end(), signal: seen as unknown as AbortSignal };
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

test("an interrupt aborts every step that is under way, and none that begins later", () => {
  const { flight } = watchedFlight();
  const before = [step(flight), step(flight)];
  flight.interrupt();
  const after = step(flight);
  assert.deepEqual(
    [...before, after].map(({ signal }) => signal.aborted),
    [true, true, false],
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
