import assert from "node:assert/strict";
import { test } from "node:test";
import { readState, writeState } from "#src/pulumi/savedState.js";
import { operationName } from "../support/modelService.js";
import { inputsOf, operationId, ProviderScene, startPath, urn } from "../support/providerScene.js";

/** As version 0.1 writes it. Never changed: later releases have to read it. */
const stateOfVersion1 = {
  operationName: "projects/p/locations/l/operations/o",
  state: "RUNNING",
  done: false,
  cancelRequested: false,
  endpoint: "https://alloydb.googleapis.com",
  apiVersion: "v1beta",
  __urn: "urn:pulumi:dev::project::pulumi-nodejs:dynamic/gcp-lro:LongRunningOperation::export",
  __lro: {
    version: 1,
    settings: { service: "alloydb", timeouts: { delete: "90s" } },
    fingerprints: {
      service: "KVzki4Eyh2DIg8jWOM0Z2o",
      start: "KuE_ZbtwIz4-30Y7ZRWlz3",
      triggers: "Q946QX119IGMWlUyaLgM46",
    },
    adopted: false,
    seen: false,
    since: 1767225600000,
  },
};

const inputs = inputsOf({
  start: { path: startPath, body: { database: "d" } },
  triggers: ["1"],
  timeouts: { delete: "90s" },
});

test("what create writes is the pinned form of state version 1", async () => {
  const { state } = await new ProviderScene().create(inputs);
  const { __provider: _, ...written } = state;
  assert.deepEqual(written, stateOfVersion1);
});

test("a state of version 1 is read", () => {
  const saved = readState(stateOfVersion1);
  assert.equal(saved.outputs.operationName, operationName);
  assert.equal(saved.settings.timeouts.delete, 90_000);
  assert.equal(saved.settings.onDelete, "cancelAndWait");
  assert.equal(saved.urn, urn);
  assert.deepEqual(writeState(saved), stateOfVersion1);
});

test("a state of version 1 and the inputs that it came from are no change", async () => {
  const scene = new ProviderScene();
  assert.deepEqual(await scene.diff({ id: operationId, state: stateOfVersion1 }, inputs), { changes: false });
});

test("a small operation's state is small", () => {
  assert.ok(JSON.stringify(stateOfVersion1).length < 800);
});

test("a state that a later release wrote in another form is refused, not misread", () => {
  const later = { ...stateOfVersion1, __lro: { ...stateOfVersion1.__lro, version: 2 } };
  assert.throws(() => readState(later), {
    name: "ResourceFailure",
    message:
      /written by a later release of pulumi-gcp-lro \(state version 2, this one reads 1\); update the package/,
  });
});

for (const broken of [{}, { operationName }, { operationName, __lro: "x" }, { __lro: {} }]) {
  test(`a state that is none is refused: ${JSON.stringify(broken)}`, () => {
    assert.throws(() => readState(broken), { name: "ResourceFailure" });
  });
}
