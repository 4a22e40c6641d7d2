import assert from "node:assert/strict";
import { test } from "node:test";
import { isNoAnswerError, isRequestRefusedError, type Outcome } from "pulumi-gcp-lro/client";
import type { Behaviour } from "pulumi-gcp-lro/emulator";
import { EmulatorScene, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

const never = "1000h";

test("get shows a running operation in the normal form, by its short or its full name", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  for (const form of [name, `//alloydb.googleapis.com/${name}`]) {
    const operation = await scene.client.get(form, { onProgress: scene.onProgress });
    assert.equal(operation?.name, name);
    assert.equal(operation.done, false);
  }
  assert.deepEqual(
    scene.progress.map(({ kind, name: about }) => [kind, about]),
    [
      ["polled", name],
      ["polled", name],
    ],
  );
});

test("get answers undefined for an operation that the service doesn't know", async (t) => {
  const scene = await EmulatorScene.open(t);
  assert.equal(await scene.client.get(`${parent}/operations/operation-0`), undefined);
  assert.equal(scene.wire, "get");
});

test("get gets over passing faults, and says so", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  scene.emulator.fault({ when: { from: 1, to: 3 }, fault: { kind: "status", status: 503 } });
  assert.equal((await scene.client.get(name, { onProgress: scene.onProgress }))?.name, name);
  assert.deepEqual(
    scene.progress.map(({ kind }) => kind),
    ["retrying", "retrying", "retrying", "polled"],
  );
});

test("get ends with NoAnswerError when the trouble outlasts its timeout", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  scene.emulator.fault({ fault: { kind: "status", status: 503 } });
  await assert.rejects(scene.client.get(name, { timeout: "20s" }), (error: Error) => {
    assert.ok(isNoAnswerError(error));
    assert.ok(error.failure?.kind === "apiError" && error.failure.httpStatus === 503);
    assertMessage(t, "no answer", error.message);
    return true;
  });
  assert.ok(scene.emulator.now() <= 20_000);
});

test("a refusal of a look is a RequestRefusedError, from get and from the waits", async (t) => {
  const scene = await EmulatorScene.open(t);
  const { client } = scene;
  const name = scene.seed();
  scene.emulator.fault({ fault: { kind: "status", status: 403, message: "no" } });
  for (const call of [client.get(name), client.cancel(name), client.wait(name), client.cancelAndWait(name)]) {
    await assert.rejects(call, (error: Error) => {
      assert.ok(isRequestRefusedError(error));
      assert.equal(error.operationName, name);
      return true;
    });
  }
  assert.equal(scene.count("get"), 4);
});

const natural: [what: string, behaviour: Behaviour, expected: Partial<Outcome>][] = [
  ["completed", {}, { kind: "completed", cancelRequested: false }],
  ["failed", { ends: { fail: { code: 8, message: "full" } } }, { kind: "failed", cancelRequested: false }],
  ["gone", { goneAfter: 0 }, { kind: "gone" }],
];
for (const [what, behaviour, expected] of natural) {
  test(`wait answers what GetOperation says: ${what}`, async (t) => {
    const scene = await EmulatorScene.open(t);
    const outcome = await scene.client.wait(scene.seed(behaviour));
    assert.deepEqual(pick(outcome, expected), expected);
    assert.equal(scene.wire, "get");
    // The longest interval, and for "gone" the pause before the second 404.
    assert.ok(scene.emulator.now() >= 9 * 60_000 && scene.emulator.now() < 9 * 60_000 + 11_000);
  });
}

test("wait polls less often, and more often near the end, if the service reports progress", async (t) => {
  const waitWith = async (progress: Behaviour["progress"] & string) => {
    const scene = await EmulatorScene.open(t, { client: { service: "datastore" }, operationTime: "60s" });
    const operation = { service: "datastore", method: "exportEntities", target: "projects/p" };
    const name = scene.emulator.seedOperation({ ...operation, behaviour: { progress } });
    assert.equal((await scene.client.wait(name)).kind, "completed");
    return { polls: scene.count("get"), lag: scene.emulator.now() - 60_000 };
  };
  const [predicted, plain] = [await waitWith("linear"), await waitWith("none")];
  assert.ok(predicted.polls < plain.polls - 5, `${predicted.polls} polls, ${plain.polls} without progress`);
  assert.ok(predicted.lag <= 700, `${predicted.lag} ms`);
});

test("a wait that runs out of time answers running, and the operation as last seen", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed({ operationTime: never });
  const outcome = await scene.client.wait(name, { timeout: "30s" });
  assert.equal(outcome.kind, "running");
  assert.ok(outcome.kind === "running" && outcome.because === "deadline");
  assert.equal(outcome.operation?.name, name);
  assert.ok(scene.emulator.now() <= 30_000);
});

const cancelled: [what: string, behaviour: Behaviour, wire: string, expected: Partial<Outcome>][] = [
  ["cancelled", {}, "get cancel get", { kind: "cancelled", byUs: true }],
  [
    "completed despite it",
    { cancel: "ignore" },
    "get cancel get",
    { kind: "completed", cancelRequested: true },
  ],
  [
    "failed despite it",
    { endsWhenCancelled: { fail: { code: 13, message: "defect" } } },
    "get cancel get",
    { kind: "failed", cancelRequested: true },
  ],
  [
    "unsupported, waited out",
    { cancel: "unimplemented" },
    "get cancel get",
    { kind: "completed", cancelRequested: false },
  ],
  ["ended before", { operationTime: "1s" }, "get", { kind: "completed", cancelRequested: false }],
];
for (const [what, behaviour, wire, expected] of cancelled) {
  test(`cancelAndWait answers what GetOperation says: ${what}`, async (t) => {
    const scene = await EmulatorScene.open(t);
    const outcome = await scene.client.cancelAndWait(scene.seed(behaviour));
    assert.deepEqual(pick(outcome, expected), expected);
    assert.equal(scene.wire, wire);
  });
}

test("cancelAndWait leaves what can't be cancelled alone, if told so", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed({ cancel: "unimplemented" });
  const outcome = await scene.client.cancelAndWait(name, {
    whenCancelUnsupported: "abandon",
    onProgress: scene.onProgress,
  });
  assert.ok(outcome.kind === "running" && outcome.because === "cancelUnsupported");
  assert.deepEqual(
    scene.progress.map(({ kind }) => kind),
    ["polled", "cancelSent", "cancelUnsupported", "ended"],
  );
});

test("the event `ended` has the outcome that the call returns, also for a cancel of an earlier call", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed({ cancelTime: "10s" });
  await scene.client.cancel(name);
  const outcome = await scene.client.wait(name, { onProgress: scene.onProgress });
  assert.ok(outcome.kind === "cancelled" && outcome.byUs);
  const ends = scene.progress.filter(({ kind }) => kind === "ended");
  assert.equal(ends.length, 1);
  assert.ok(ends[0]?.kind === "ended");
  assert.deepEqual(ends[0].outcome, outcome);
});

for (const call of ["wait", "cancel", "cancelAndWait"] as const) {
  test(`the event \`ended\` is the last one of ${call}, once, with the outcome that it returns`, async (t) => {
    const scene = await EmulatorScene.open(t);
    const outcome = await scene.client[call](scene.seed(), { onProgress: scene.onProgress });
    const ends = scene.progress.flatMap((event) => (event.kind === "ended" ? [event.outcome] : []));
    assert.deepEqual(ends, [outcome]);
    assert.equal(scene.progress.at(-1)?.kind, "ended");
  });
}

test("a cancel that is refused before it is sent is not reported as sent", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "discoveryengine", apiVersion: "v1beta" } });
  const name = "projects/1/locations/global/collections/c/engines/e/operations/create-engine-1";
  scene.emulator.fault({ fault: { kind: "reply", status: 200, body: JSON.stringify({ name }) } });
  await scene.client.cancel(name, { onProgress: scene.onProgress });
  assert.deepEqual(
    scene.progress.map(({ kind }) => kind),
    ["polled", "cancelUnsupported", "ended"],
  );
});

test("an onProgress that throws when a cancel is sent ends the call with its error", async (t) => {
  const scene = await EmulatorScene.open(t);
  const refusal = new Error("no");
  const cancelling = scene.client.cancelAndWait(scene.seed(), {
    onProgress: ({ kind }) => {
      if (kind === "cancelSent") {
        throw refusal;
      }
    },
  });
  await assert.rejects(cancelling, refusal);
});

test("where the catalog knows of no cancel none is sent", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "discoveryengine", apiVersion: "v1beta" } });
  const name = "projects/1/locations/global/collections/c/engines/e/operations/create-engine-1";
  const running = JSON.stringify({ name });
  scene.emulator.fault({ fault: { kind: "reply", status: 200, body: running } });
  const outcome = await scene.client.cancel(name);
  assert.ok(outcome.kind === "running" && outcome.because === "cancelUnsupported");
  assert.equal(scene.wire, "get");
});

test("cancel asks and does not wait; a later call gives it the credit", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  const asked = await scene.client.cancel(name);
  assert.ok(asked.kind === "running" && asked.because === "abandoned" && asked.cancelRequested);
  assert.equal(asked.operation?.name, name);
  assert.equal(scene.wire, "get cancel");
  assert.equal(scene.emulator.now(), 0);
  const outcome = await scene.client.wait(name);
  assert.ok(outcome.kind === "cancelled" && outcome.byUs);
});

test("cancel of an operation that has ended tells how it ended, and sends none", async (t) => {
  const scene = await EmulatorScene.open(t);
  const outcome = await scene.client.cancel(scene.seed({ operationTime: "1s" }));
  assert.equal(outcome.kind, "completed");
  assert.equal(scene.wire, "get");
});

test("a cancel that others asked for is not ours", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: `${parent}/clusters/c`,
    age: "1m",
    cancelRequestedAgo: "1s",
  });
  const outcome = await scene.client.wait(name);
  assert.ok(outcome.kind === "cancelled" && !outcome.byUs);
});

test("a cancel that is forbidden is a RequestRefusedError that names the permission", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed({ cancel: "forbid" });
  await assert.rejects(scene.client.cancelAndWait(name), (error: Error) => {
    assert.ok(isRequestRefusedError(error) && error.failure.kind === "apiError");
    assert.equal(error.failure.permission, "alloydb.operations.cancel");
    return true;
  });
});

test("what onProgress throws ends the call", async (t) => {
  const scene = await EmulatorScene.open(t);
  const onProgress = (): void => {
    throw new RangeError("mine");
  };
  await assert.rejects(scene.client.wait(scene.seed(), { onProgress }), RangeError);
  assert.equal(scene.clock.sleeping, 0);
});

/** The properties of an outcome that are compared. */
function pick(outcome: Outcome, expected: Partial<Outcome>): object {
  const keys = new Set(Object.keys(expected));
  return Object.fromEntries(Object.entries(outcome).filter(([key]) => keys.has(key)));
}
