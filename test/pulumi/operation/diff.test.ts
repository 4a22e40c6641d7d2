import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { OperationState } from "#src/pulumi/state/outputs.js";
import { operationName } from "../../support/modelService.js";
import {
  hiddenPart,
  inputsOf,
  ProviderScene,
  type Resource,
  startPath,
} from "../../support/providerScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function diffed(before: JsonObject, after: JsonObject, states: JsonObject = {}) {
  const scene = new ProviderScene({ endsAt: 0 });
  const { id, state } = await scene.create(inputsOf(before));
  return scene.diff({ id, state: { ...state, ...states } }, inputsOf(after));
}

/** A resource in some state, as a later run finds it. */
function standing(state: OperationState): JsonObject {
  return { state, done: state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED" };
}

const same: [what: string, before: JsonObject, after: JsonObject][] = [
  ["nothing changed", {}, {}],
  ["keys in another order", { triggers: [{ a: 1, b: 2 }] }, { triggers: [{ b: 2, a: 1 }] }],
  [
    "defaults of the start written out",
    { start: { path: startPath } },
    { start: { path: startPath, method: "POST", requestId: "none" } },
  ],
  ["an optional input given as null", {}, { quotaProject: null, triggers: null }],
];
for (const [what, before, after] of same) {
  test(`no change: ${what}`, async () => {
    assert.deepEqual(await diffed(before, after), { changes: false });
  });
}

test("no change: the provider's text", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  assert.deepEqual(await scene.diff(resource, { ...inputsOf(), __provider: "other text" }), {
    changes: false,
  });
});

test("no change: the name of the resource", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  const inputs = { ...inputsOf(), __urn: "urn:pulumi:dev::project::other::name" };
  assert.deepEqual(await scene.diff(resource, inputs), { changes: false });
});

test("edge case 44: an adopted name that the service forms otherwise is no change", async () => {
  const scene = new ProviderScene({ formsName: operationName.replace("projects/p/", "projects/123/") });
  const resource = await scene.create(inputsOf({ operationName }));
  assert.deepEqual(await scene.diff(resource, inputsOf({ operationName })), { changes: false });
});

const replaced: [property: string, before: JsonObject, after: JsonObject][] = [
  ["start", {}, { start: { path: startPath, body: { database: "e" } } }],
  ["start", {}, { start: { path: startPath, body: { database: "d" }, requestId: "query" } }],
  ["start", {}, { start: { path: `${startPath}2`, body: { database: "d" } } }],
  ["triggers", { triggers: [1] }, { triggers: [2] }],
  ["triggers", {}, { triggers: [1] }],
  ["triggers", { triggers: [1] }, {}],
  ["triggers", { triggers: [1, 2] }, { triggers: [2, 1] }],
  ["triggers", { triggers: [1] }, { triggers: ["1"] }],
  ["operationName", { operationName }, { operationName: `${operationName}2` }],
  ["service", {}, { service: "datafusion" }],
];
for (const [property, before, after] of replaced) {
  test(`edge case 38: replaced, delete first: ${property} ${JSON.stringify(after)}`, async () => {
    assert.deepEqual(await diffed(before, after), {
      changes: true,
      replaces: [property],
      deleteBeforeReplace: true,
    });
  });
}

test("from start to adoption is a replacement by both", async () => {
  const diff = await diffed({}, { operationName });
  assert.deepEqual(diff.replaces, ["start", "operationName"]);
  assert.equal(diff.deleteBeforeReplace, true);
});

const updated: [what: string, after: JsonObject][] = [
  ["waitFor", { waitFor: "done" }],
  ["onDelete", { onDelete: "wait" }],
  ["onInterrupt", { onInterrupt: "leave" }],
  ["whenCancelUnsupported", { whenCancelUnsupported: "fail" }],
  ["whenCompletedDespiteCancel", { whenCompletedDespiteCancel: "fail" }],
  ["timeouts", { timeouts: { delete: "5m" } }],
  ["endpoint", { endpoint: "https://alloydb.example" }],
  ["apiVersion", { apiVersion: "v1" }],
  ["quotaProject", { quotaProject: "payer" }],
];
for (const [what, after] of updated) {
  test(`updated in place, in both directions: ${what}`, async () => {
    assert.deepEqual(await diffed({}, after), { changes: true });
    assert.deepEqual(await diffed(after, {}), { changes: true });
  });
}

const unknown: [what: string, after: JsonObject, expected: string[] | undefined][] = [
  ["the whole start", { start: UNKNOWN }, ["start"]],
  ["a field in start", { start: { path: startPath, body: { database: UNKNOWN } } }, ["start"]],
  ["triggers", { triggers: [UNKNOWN] }, ["triggers"]],
  ["a timeout", { timeouts: { delete: UNKNOWN } }, undefined],
  ["quotaProject", { quotaProject: UNKNOWN }, undefined],
  ["waitFor", { waitFor: UNKNOWN }, undefined],
];
for (const [what, after, replaces] of unknown) {
  test(`what isn't known yet counts as changed: ${what}`, async () => {
    const diff = await diffed({}, after);
    assert.equal(diff.changes, true);
    assert.deepEqual(diff.replaces, replaces);
  });
}

const done = { waitFor: "done" };

for (const state of ["SUCCEEDED", "GONE"] as const) {
  test(`waitFor done: one that is ${state} stays`, async () => {
    assert.deepEqual(await diffedDone(state), { changes: false });
  });
}

for (const state of ["RUNNING", "CANCELLING"] as const) {
  test(`waitFor done: one that is ${state} is waited for by an update`, async () => {
    assert.deepEqual(await diffedDone(state), { changes: true });
  });
}

for (const state of ["FAILED", "CANCELLED"] as const) {
  test(`waitFor done: one that ${state} is replaced, delete first`, async () => {
    assert.deepEqual(await diffedDone(state), {
      changes: true,
      replaces: ["start"],
      deleteBeforeReplace: true,
    });
  });

  test(`waitFor started: one that ${state} stays`, async () => {
    assert.deepEqual(await diffed({}, {}, standing(state)), { changes: false });
  });

  test(`an adopted one that ${state} is never replaced by itself`, async () => {
    const scene = new ProviderScene();
    const inputs = inputsOf({ operationName });
    const { id, state: kept } = await scene.create(inputs);
    const diff = await scene.diff({ id, state: { ...kept, ...standing(state) } }, { ...inputs, ...done });
    assert.equal(diff.replaces, undefined);
  });
}

for (const hidden of [{ cancelRequestedAt: 1_767_225_600_000 }, { cancelledAtInterrupt: true }]) {
  test(`one that we cancelled at an interrupt is replaced, unless it completed: ${Object.keys(hidden)}`, async () => {
    const scene = new ProviderScene();
    const inputs = inputsOf();
    const resource = await scene.create(inputs);
    const cancelled = (state: OperationState): Resource => ({
      id: resource.id,
      state: {
        ...resource.state,
        ...standing(state),
        __lro: { ...hiddenPart(resource.state), ...hidden },
      },
    });
    for (const state of ["CANCELLING", "CANCELLED", "GONE"] as const) {
      assert.deepEqual((await scene.diff(cancelled(state), inputs)).replaces, ["start"]);
    }
    const completed = cancelled("SUCCEEDED");
    assert.deepEqual(await scene.diff(completed, inputs), { changes: true });
    const accepted = await scene.update(completed, inputs);
    assert.deepEqual(await scene.diff(accepted, inputs), { changes: false });
    assert.equal(scene.wire, "start");
  });
}

test("a diff sends nothing", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  await scene.diff(resource, inputsOf({ triggers: [1] }));
  assert.equal(scene.wire, "start");
});

async function diffedDone(state: OperationState) {
  const scene = new ProviderScene({ endsAt: 0 });
  const { id, state: kept } = await scene.create(inputsOf(done));
  return scene.diff({ id, state: { ...kept, ...standing(state) } }, inputsOf(done));
}

test("after our own cancel, other rules for its deletion are taken over first: the delete goes by them", async () => {
  const given = { waitFor: "done", whenCompletedDespiteCancel: "fail" };
  const scene = new ProviderScene({ cancelTakes: "ignores" });
  scene.interruptIn(1_000);
  const resource = await scene.createInVain(inputsOf(given));
  assert.deepEqual((await scene.diff(resource, inputsOf(given))).replaces, ["start"]);
  const accepting = inputsOf({ ...given, whenCompletedDespiteCancel: "accept", waitFor: "started" });
  const { replaces, changes } = await scene.diff(resource, accepting);
  assert.equal(replaces, undefined);
  assert.equal(changes, true);
  const updated = await scene.update(resource, accepting);
  assert.deepEqual((await scene.diff(updated, accepting)).replaces, ["start"]);
});
