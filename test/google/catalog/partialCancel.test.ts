import assert from "node:assert/strict";
import { test } from "node:test";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";
import { inputsOf } from "../../support/providerScene.js";
import { described } from "./describedCatalog.js";

/** Operations of GKE, which can cancel node upgrades only (inspektor-gadget/inspektor-gadget#2535). */
const operations = [
  { method: "CREATE_CLUSTER", target: "projects/p/locations/l/clusters/c", cancels: 0 },
  { method: "UPDATE_CLUSTER", target: "projects/p/locations/l/clusters/c", cancels: 0 },
  { method: "UPGRADE_NODES", target: "projects/p/locations/l/clusters/c/nodePools/n", cancels: 1 },
] as const;

for (const { method, target, cancels } of operations) {
  test(`edge case 13: container: ${method} is sent ${cancels} cancel requests`, async (t) => {
    const emulator = await startEmulator({ services: [described("container")] });
    t.after(() => emulator.close());
    const name = "projects/p/locations/l/operations/operation-1";
    emulator.seedOperation({ service: "container", name, method, target });
    const client = new OperationsClient({
      service: "container",
      endpoint: `${emulator.url}/container`,
      accessToken: "token",
    });
    const outcome = await client.cancelAndWait(name, { whenCancelUnsupported: "abandon" });
    assert.equal(outcome.kind, cancels === 0 ? "running" : "cancelled");
    assert.equal(emulator.requests.filter(({ kind }) => kind === "cancel").length, cancels);
  });
}

test("edge case 13: a preview says of the creation of a cluster what its delete does", () => {
  const start = { path: "projects/p/locations/l/clusters" };
  assert.deepEqual(checkOperation(inputsOf({ service: "container", start })).warnings, [
    'container v1 can\'t cancel this operation. Destroy will wait for its natural end (whenCancelUnsupported: "wait").',
  ]);
});
