import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Declared } from "../support/engineProgram.js";
import { type EngineRun, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

const parent = "projects/p/locations/europe-west1";

/** Clusters that are replaced in both orders, each behind guard. */
function clusters(version: number): Declared[] {
  return [
    { name: "orders", type: "Cluster", args: { cluster: "orders", version, fixed: false } },
    { name: "orders-guard", type: "guard", args: { resource: "orders" } },
    {
      name: "billing",
      type: "Cluster",
      args: { cluster: "billing", version, fixed: true },
      options: { deleteBeforeReplace: true },
    },
    { name: "billing-guard", type: "guard", args: { resource: "billing", more: { verbs: ["EXPORT"] } } },
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
    const old = ["orders-1", "billing"].map(startExport);
    const replaced = await succeeding(stack.up(clusters(2)));
    const next = ["orders-2", "billing"].map(startExport);
    const destroyed = await succeeding(stack.destroy());
    const states = new Map(emulator.operations.map(({ name, state }) => [name, state]));
    return { replaced, destroyed, states: [...old, ...next].map((name) => states.get(name)) };
  });

  test("replacement, in both orders, and destroy: the operations end first", () => {
    const { replaced, destroyed, states } = observed();
    assert.deepEqual(states, ["CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED"]);
    assert.deepEqual(deletionOf(replaced, "orders-1"), [200]);
    assert.deepEqual(deletionOf(replaced, "billing"), [200]);
    assert.deepEqual(deletionOf(destroyed, "orders-2"), [200]);
    assert.deepEqual(deletionOf(destroyed, "billing"), [200]);
  });
});
