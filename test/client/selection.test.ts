import assert from "node:assert/strict";
import { test } from "node:test";
import { isArgumentError, type Operation } from "pulumi-gcp-lro/client";
import { cluster, EmulatorScene, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

test("targets and verbs select: nothing else is cancelled", async (t) => {
  const scene = await EmulatorScene.open(t);
  const onCluster = scene.seed();
  const below = scene.seed({}, `${cluster}/instances/i`);
  scene.seed({ operationTime: "1000h" }, `${cluster}2`);
  const imported = scene.emulator.seedOperation({
    service: "alloydb",
    method: "importCluster",
    target: cluster,
    behaviour: { operationTime: "1000h" },
  });
  const results = await scene.client.cancelAll({ parent, targets: [cluster], verbs: ["export"] });
  assert.deepEqual(
    results.map(({ name, outcome }) => [name, outcome?.kind]),
    [
      [onCluster, "cancelled"],
      [below, "cancelled"],
    ],
  );
  const lists = scene.emulator.requests.filter(({ kind }) => kind === "list");
  assert.deepEqual(
    lists.map(({ query }) => query),
    [{ filter: "done=false", pageSize: "1000" }],
  );
  assert.equal(scene.count("cancel"), 2);
  assert.equal(scene.emulator.operations.find(({ name }) => name === imported)?.done, false);
});

test("an operation that deletes the selected resource is waited for, whatever is asked for the others", async (t) => {
  const scene = await EmulatorScene.open(t);
  const deletion = scene.emulator.seedOperation({
    service: "alloydb",
    method: "deleteCluster",
    target: cluster,
    behaviour: { operationTime: "5m" },
  });
  const target = `${cluster}/instances/i`;
  const [result, ...others] = await scene.client.cancelAll(
    { parent, targets: [target] },
    { whenCancelUnsupported: "abandon", onProgress: scene.onProgress },
  );
  assert.deepEqual(others, []);
  assert.equal(result?.name, deletion);
  assert.equal(result?.outcome?.kind, "completed");
  assert.equal(scene.count("cancel"), 0);
  const notice = scene.progress.find(({ kind }) => kind === "cancelUnsupported");
  assertMessage(t, "the reason", notice?.kind === "cancelUnsupported" ? notice.reason : "");
});

test("an operation that reports too little is named and left alone", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "datastore" } });
  const exporting = scene.emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: "projects/p",
    age: "1m",
  });
  const unidentified: Operation[] = [];
  const selection = {
    parent: "projects/p",
    targets: ["projects/p/databases/d"],
    onUnidentified: (operation: Operation) => unidentified.push(operation),
  };
  assert.deepEqual(await scene.client.cancelAll(selection), []);
  assert.deepEqual(await scene.client.waitAll(selection), []);
  assert.deepEqual(
    unidentified.map(({ name }) => name),
    [exporting, exporting],
  );
  assert.equal(scene.count("cancel"), 0);
});

test("a selection that would be larger than meant is refused", async (t) => {
  const scene = await EmulatorScene.open(t);
  const refuse = async (selection: object): Promise<string> => {
    const error = await scene.client.cancelAll({ parent, ...selection }).catch((reason: unknown) => reason);
    assert.ok(isArgumentError(error), String(error));
    return error.message;
  };
  assertMessage(t, "no target", await refuse({ targets: [] }));
  assertMessage(t, "an empty target", await refuse({ targets: [""] }));
  assertMessage(t, "an ID as target", await refuse({ targets: ["c"] }));
  const elsewhere = cluster.replace("projects/p/", "projects/q/");
  assertMessage(t, "a target that is not in the parent", await refuse({ targets: [elsewhere] }));
  const ofOther = `//spanner.googleapis.com/${cluster}`;
  assertMessage(t, "a target of another service", await refuse({ targets: [ofOther] }));
  assertMessage(t, "a verb with spaces", await refuse({ verbs: [" export "] }));
  assertMessage(t, "a target in place of a list", await refuse({ targets: cluster }));
  assertMessage(t, "no verb", await refuse({ verbs: [] }));
  assertMessage(t, "a misspelt field", await refuse({ target: cluster }));
  assert.equal(scene.emulator.requests.length, 0);
});
