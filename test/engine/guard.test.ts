import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Declared } from "../support/engineProgram.js";
import { assertForPeople, type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

const parent = "projects/p/locations/europe-west1";
const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/documents";

/** Clusters that are replaced in both orders, one that is updated in place, and a data store, each behind guard. */
function clusters(version: number): Declared[] {
  return [
    { name: "orders", type: "Cluster", args: { resource: "orders", version, fixed: false } },
    { name: "orders-guard", type: "guard", args: { resource: "orders" } },
    { name: "shop", type: "ComponentResource", args: {} },
    {
      name: "billing",
      type: "Cluster",
      args: { resource: "billing", version, fixed: true },
      options: { deleteBeforeReplace: true, parent: "shop" },
    },
    { name: "billing-guard", type: "guard", args: { resource: "billing", more: { verbs: ["EXPORT"] } } },
    { name: "kept", type: "Cluster", args: { resource: "kept", version: 1, fixed: true } },
    {
      name: "updated",
      type: "Cluster",
      args: { resource: "updated", version: 1, fixed: true, label: String(version) },
      options: { deletedWith: "kept" },
    },
    { name: "updated-guard", type: "guard", args: { resource: "updated" } },
    { name: "documents", type: "DataStore", args: { resource: "documents", version: 1, fixed: true } },
    { name: "documents-guard", type: "guard", args: { resource: "documents" } },
  ];
}

function deletionOf({ requests }: EngineRun, resource: string): unknown[] {
  return requests
    .filter(({ method, path }) => method === "DELETE" && path.endsWith(`/${resource}`))
    .map(({ status }) => status);
}

describe("clusters whose delete is refused while an operation works on them, each behind guard", () => {
  const observed = scenario({}, async ({ stack, emulator }) => {
    emulator.behave({ match: { method: "deleteCluster" }, whileBusy: "refuse", operationTime: 0 });
    // The emulator has no method that deletes a data store.
    emulator.fault({ match: { kind: "unknown" }, fault: { kind: "reply", status: 200, body: "{}" } });
    const startExport = (cluster: string): string =>
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: `${parent}/clusters/${cluster}`,
      });
    const unguardable: Declared[] = [
      { name: "machine", type: "ComputeInstance", args: {} },
      { name: "machine-guard", type: "guard", args: { resource: "machine" } },
    ];
    const refused = await failing(stack.preview(unguardable));
    await succeeding(stack.up(clusters(1)));
    const operation = (name: string) => emulator.operations.find((one) => one.name === name);
    const stateOf = (name: string): string | undefined => operation(name)?.state;
    const old = ["orders-1", "billing"].map(startExport);
    const unaffected = startExport("updated");
    const replaced = await succeeding(stack.up(clusters(2)));
    const afterUpdate = stateOf(unaffected);
    const next = ["orders-2", "billing"].map(startExport);
    const importing = emulator.seedOperation({
      service: "discoveryengine",
      method: "importDocuments",
      target: `${dataStore}/branches/0/documents`,
    });
    const destroyed = await succeeding(stack.destroy());
    const states = [...old, ...next, unaffected].map(stateOf);
    return { refused, replaced, destroyed, afterUpdate, states, importing: operation(importing) };
  });

  test("replacement, in both orders, and destroy, also with deletedWith: the operations end first", () => {
    const { replaced, destroyed, states } = observed();
    assert.deepEqual(new Set(states), new Set(["CANCELLED"]));
    assert.deepEqual(deletionOf(replaced, "orders-1"), [200]);
    assert.deepEqual(deletionOf(replaced, "billing"), [200]);
    assert.deepEqual(deletionOf(destroyed, "orders-2"), [200]);
    assert.deepEqual(deletionOf(destroyed, "billing"), [200]);
  });

  test("an update in place: the operation goes on", () => {
    assert.equal(observed().afterUpdate, "RUNNING");
    assert.match(observed().replaced.text, /1 updated/);
  });

  test("a data store, whose operations lie below it: they end before it is deleted", () => {
    const { destroyed, importing } = observed();
    const deletion = destroyed.requests.find(
      ({ method, path }) => method === "DELETE" && path.endsWith("/documents"),
    );
    assert.equal(importing?.state, "CANCELLED");
    assert.ok(deletion !== undefined && importing.endedAt !== undefined && importing.endedAt <= deletion.at);
  });

  test("a resource whose operations can't be cancelled is refused with the reason", () => {
    const { refused } = observed();
    assert.match(refused.text, /guard of gcp:compute\/instance:Instance machine: .*can't be cancelled/);
    assertForPeople(refused.text);
  });
});
