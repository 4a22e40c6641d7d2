import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Declared } from "../support/engineProgram.js";
import { type EngineRun, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

const parent = "projects/p/locations/europe-west1";

/** Clusters that are replaced in both orders, and one that is updated in place, each behind guard. */
function clusters(version: number): Declared[] {
  return [
    { name: "orders", type: "Cluster", args: { cluster: "orders", version, fixed: false } },
    { name: "orders-guard", type: "guard", args: { resource: "orders" } },
    { name: "shop", type: "ComponentResource", args: {} },
    {
      name: "billing",
      type: "Cluster",
      args: { cluster: "billing", version, fixed: true },
      options: { deleteBeforeReplace: true, parent: "shop" },
    },
    { name: "billing-guard", type: "guard", args: { resource: "billing", more: { verbs: ["EXPORT"] } } },
    { name: "kept", type: "Cluster", args: { cluster: "kept", version: 1, fixed: true } },
    {
      name: "updated",
      type: "Cluster",
      args: { cluster: "updated", version: 1, fixed: true, label: String(version) },
      options: { deletedWith: "kept" },
    },
    { name: "updated-guard", type: "guard", args: { resource: "updated" } },
  ];
}

function deletionOf({ requests }: EngineRun, cluster: string): unknown[] {
  return requests
    .filter(({ method, path }) => method === "DELETE" && path.endsWith(`/clusters/${cluster}`))
    .map(({ status }) => status);
}

describe("clusters whose delete is refused while an operation works on them, each behind guard", () => {
  const observed = scenario({}, async ({ stack, emulator }) => {
    emulator.behave({ match: { method: "deleteCluster" }, whileBusy: "refuse", operationTime: 0 });
    const startExport = (cluster: string): string =>
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: `${parent}/clusters/${cluster}`,
      });
    await succeeding(stack.up(clusters(1)));
    const stateOf = (name: string): string | undefined =>
      emulator.operations.find((operation) => operation.name === name)?.state;
    const old = ["orders-1", "billing"].map(startExport);
    const unaffected = startExport("updated");
    const replaced = await succeeding(stack.up(clusters(2)));
    const afterUpdate = stateOf(unaffected);
    const next = ["orders-2", "billing"].map(startExport);
    const destroyed = await succeeding(stack.destroy());
    return { replaced, destroyed, afterUpdate, states: [...old, ...next, unaffected].map(stateOf) };
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
});
