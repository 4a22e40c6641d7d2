import assert from "node:assert/strict";
import { test } from "node:test";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { forecasts } from "#src/pulumi/forecasts.js";
import { inputsOf } from "../support/providerScene.js";
import { described } from "./describedCatalog.js";

/** Starts of GKE, which can cancel node upgrades only (inspektor-gadget/inspektor-gadget#2535). */
const starts = [
  { verb: "CREATE_CLUSTER", method: "POST", path: "projects/p/locations/l/clusters", cancels: 0 },
  { verb: "UPDATE_CLUSTER", method: "PUT", path: "projects/p/locations/l/clusters/c", cancels: 0 },
  { verb: "UPGRADE_NODES", method: "PUT", path: "projects/p/locations/l/clusters/c/nodePools/n", cancels: 1 },
] as const;

for (const { verb, method, path, cancels } of starts) {
  test(`edge case 13: container: ${verb} is sent ${cancels} cancel requests`, async (t) => {
    const emulator = await startEmulator({
      services: [
        {
          ...described("container"),
          starts: [
            {
              method: verb,
              http: method,
              path: path.replace(/\/(p|l|c|n)(?=\/|$)/g, "/*"),
              name: "projects/{1}/locations/{2}/operations/{id}",
            },
          ],
        },
      ],
    });
    t.after(() => emulator.close());
    const client = new OperationsClient({
      service: "container",
      endpoint: `${emulator.url}/container`,
      accessToken: "token",
    });
    const { name } = await client.start({ method, path, body: {} });
    const outcome = await client.cancelAndWait(name, { whenCancelUnsupported: "abandon" });
    assert.equal(outcome.kind, cancels === 0 ? "running" : "cancelled");
    assert.equal(emulator.requests.filter(({ kind }) => kind === "cancel").length, cancels);
  });
}

test("edge case 13: a preview says of the creation of a cluster what its delete does", () => {
  const start = { path: "projects/p/locations/l/clusters" };
  assert.deepEqual(forecasts(inputsOf({ service: "container", start })), [
    'container v1 can\'t cancel this operation. Destroy will wait for its natural end (whenCancelUnsupported: "wait").',
  ]);
});
