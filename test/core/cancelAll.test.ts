import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelAll } from "#src/core/cancelAll.js";
import { Deadline } from "#src/core/deadline.js";
import { notFound, notPermitted, rejected, unimplemented } from "../support/faults.js";
import { ManyWaits, parentA } from "../support/manyWaits.js";
import { everyCancel, everyGet } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

const names = Array.from({ length: 40 }, (_, index) => `projects/p/locations/l/operations/o${index}`);

function cancelEach(scene: Scene, width: number) {
  const plan = { whenUnsupported: "wait" as const };
  const cancellations = names.map((name) => ({ name, context: scene.context, plan }));
  return cancelAll(cancellations, scene.limits, width);
}

test("those whose turn doesn't come in time are dealt with at the last moment, so that the limit holds for all", async () => {
  const scene = new Scene({}, everyGet("hangs"), { timeout: minute });
  const results = await cancelEach(scene, 2);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "running" && outcome.because === "deadline"));
  assert.ok(scene.clock.monotonic() <= minute + 1_000, `ended after ${scene.clock.monotonic()} ms`);
  assert.equal(scene.clock.sleeping, 0);
});

test("each is looked at and asked to be cancelled, be it at the last moment", async () => {
  const timeout = minute / 3;
  const scene = new Scene({ cancelTakes: "ignores" }, { roundTrip: 800 }, { timeout });
  const results = await cancelEach(scene, 2);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "running" && outcome.cancelRequested));
  assert.equal(scene.service.count("cancel"), names.length);
  assert.ok(scene.clock.monotonic() <= timeout + 2_000, `ended after ${scene.clock.monotonic()} ms`);
});

test("no more than the width are asked at a time before that", async () => {
  const scene = new Scene({ cancelTakes: 5_000 }, { roundTrip: 100 }, { timeout: minute });
  await cancelEach(scene, 3);
  const cancels = scene.service.requests.filter(({ method }) => method === "cancel");
  for (const { at } of cancels) {
    const beside = cancels.filter((other) => other.at <= at && at < (other.answeredAt ?? at));
    assert.ok(beside.length <= 3, `${beside.length} at a time`);
  }
});

test("those that a list has just shown in flight are cancelled without a GET before it", async () => {
  const scene = new Scene({ cancelTakes: 5_000 }, { roundTrip: 100 }, { timeout: minute });
  const cancellations = names.slice(0, 3).map((name) => {
    const plan = { whenUnsupported: "wait" as const, lastSeen: { name, done: false as const } };
    return { name, context: scene.context, plan };
  });
  const results = await cancelAll(cancellations, scene.limits, 3);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled" && outcome.byUs));
  const methods = scene.service.requests.map(({ method }) => method);
  assert.deepEqual(methods.slice(0, 4), ["cancel", "cancel", "cancel", "GET"]);
});

test("lists show many operations before their cancels and until their ends, and one GET confirms each end", async () => {
  const waits = Array.from({ length: 200 }, () => ({
    script: { cancelTakes: 3_000 },
    mishaps: { roundTrip: 50 },
  }));
  const scene = new ManyWaits(waits, { [parentA]: { roundTrip: 50 } });
  const plan = { whenUnsupported: "wait" as const };
  const cancellations = scene.names.map((name, index) => ({ name, context: scene.context(index), plan }));
  const results = await cancelAll(cancellations, { deadline: new Deadline(scene.clock, hour) }, 32);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled" && outcome.byUs));
  assert.deepEqual([scene.service.count("cancel"), scene.service.count("GET")], [200, 200]);
  const cancelTime = Math.ceil(200 / 32) * 50;
  assert.ok(scene.clock.monotonic() <= 50 + cancelTime + 3_000 + 500, `${scene.clock.monotonic()} ms`);
});

test("without lists, every first GET is sent before the polls of operations that are already cancelled", async () => {
  const waits = Array.from({ length: 100 }, () => ({
    script: { cancelTakes: 3_000 },
    mishaps: { roundTrip: 50 },
  }));
  const scene = new ManyWaits(waits, {});
  const plan = { whenUnsupported: "wait" as const };
  const cancellations = scene.names.map((name, index) => ({ name, context: scene.context(index), plan }));
  await cancelAll(cancellations, { deadline: new Deadline(scene.clock, hour) }, 8);
  const methods = scene.service.requests.map(({ method }) => method);
  assert.ok(methods.slice(0, 100).every((method) => method === "GET"));
  assert.equal(scene.service.count("cancel"), 100);
});

test("a stale list never decides that an operation still runs, whatever the service answers to the cancel", async () => {
  const refusals = [rejected(400, "FAILED_PRECONDITION"), notPermitted, unimplemented, notFound];
  const seen = [undefined, { name: "", done: false as const }];
  for (const [refusal, whenUnsupported, lastSeen, knownUnsupported] of refusals.flatMap((refused) =>
    (["wait", "leave"] as const).flatMap((rule) =>
      seen.flatMap((operation) =>
        [undefined, "no such route"].map((reason) => [refused, rule, operation, reason] as const),
      ),
    ),
  )) {
    const waits = Array.from({ length: 20 }, () => ({
      script: { endsAt: 0 },
      mishaps: { ...everyCancel(refusal), roundTrip: 50 },
    }));
    const scene = new ManyWaits(waits, { [parentA]: { shows: "inFlight", filter: "none", roundTrip: 50 } });
    const cancellations = scene.names.map((name, index) => ({
      name,
      context: scene.context(index),
      plan: {
        whenUnsupported,
        ...(lastSeen && { lastSeen: { ...lastSeen, name } }),
        ...(knownUnsupported !== undefined && { knownUnsupported }),
      },
    }));
    const results = await cancelAll(cancellations, { deadline: new Deadline(scene.clock, hour) }, 32);
    for (const { outcome, error } of results) {
      assert.equal(outcome?.kind, "completed", error?.message);
    }
    assert.ok(scene.service.count("cancel") <= results.length * 4);
  }
});

test("a refusal after a list is thrown once a GET has shown the operation in flight", async () => {
  const waits = Array.from({ length: 20 }, () => ({ mishaps: everyCancel(notPermitted) }));
  const scene = new ManyWaits(waits, { [parentA]: {} });
  const plan = { whenUnsupported: "wait" as const };
  const cancellations = scene.names.map((name, index) => ({ name, context: scene.context(index), plan }));
  const results = await cancelAll(cancellations, { deadline: new Deadline(scene.clock, hour) }, 32);
  assert.ok(results.every(({ error }) => error !== undefined));
  assert.deepEqual([scene.service.count("cancel"), scene.service.count("GET")], [20, 20]);
});
