import assert from "node:assert/strict";
import { test } from "node:test";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { cancellableStartVersions, startCancelSupport } from "#src/google/catalog/cancelSupport.js";
import { type CatalogService, findService } from "#src/google/catalog/catalog.js";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";
import { inputsOf } from "../../support/providerScene.js";
import { described } from "./describedCatalog.js";

function found(key: string): CatalogService {
  const service = findService(key);
  assert.ok(service, key);
  return service;
}

const store = "projects/p/locations/global/dataStores/d";

const cases: [service: string, version: string, path: string, expected: string][] = [
  // The catalog lists the starts.
  ["discoveryengine", "v1alpha", `${store}/branches/0/documents:import`, "supported"],
  ["discoveryengine", "v1alpha", `${store}/branches/default_branch/documents:purge`, "supported"],
  ["discoveryengine", "v1alpha", `${store}/userEvents:import`, "unsupported"],
  ["discoveryengine", "v1alpha", "projects/p/locations/global/collections/c/engines", "unsupported"],
  ["discoveryengine", "v1", "projects/p/locations/global/collections/c/engines", "unsupported"],
  ["discoveryengine", "v1", "projects/p/locations/global/collections/c/engines/e", "unsupported"],
  ["container", "v1", "projects/p/locations/l/clusters/c/nodePools/n", "supported"],
  ["container", "v1", "projects/p/locations/l/clusters", "unsupported"],
  // Every name can be cancelled, or none.
  ["alloydb", "v1beta", "projects/p/locations/l/clusters/c:export", "supported"],
  ["datastore", "v1", "projects/p:export", "supported"],
  ["storage", "v1", "b/bucket/o/bulkRestore", "supported"],
  ["sqladmin", "v1", "projects/p/instances/i/export", "supported"],
  ["run", "v2", "projects/p/locations/l/services", "unsupported"],
  ["composer", "v1", "projects/p/locations/l/environments", "unsupported"],
  ["composer", "v1alpha2", "projects/p/locations/l/environments", "supported"],
  // Names that can be cancelled beside names that can't: those near the path decide.
  ["documentai", "v1", "projects/p/locations/l/processors", "unknown"],
  ["gkeonprem", "v1", "projects/p/locations/l/vmwareClusters", "unknown"],
  ["visionai", "v1", "projects/p/locations/l/indexEndpoints/i:deployIndex", "unknown"],
  // A pattern that takes all others' names as well.
  ["serviceusage", "v1", "projects/p/services/s:enable", "supported"],
];

for (const [key, version, path, expected] of cases) {
  test(`edge case 13: ${key} ${version} ${path}: ${expected}`, () => {
    assert.equal(startCancelSupport(found(key), version, path), expected);
  });
}

test("of a service or version that the catalog doesn't know, nothing is said", () => {
  assert.equal(startCancelSupport(undefined, "v1", "projects/p:export"), "unknown");
  assert.equal(startCancelSupport(found("alloydb"), "v9", "projects/p:export"), "unknown");
});

test("edge case 49: the versions whose operation could be cancelled are known", () => {
  assert.deepEqual(cancellableStartVersions(found("composer"), "projects/p/locations/l/environments"), [
    "v1alpha2",
  ]);
  assert.deepEqual(cancellableStartVersions(found("run"), "projects/p/locations/l/services"), []);
});

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
    'container v1 can\'t cancel this operation. Destroy waits until the operation ends (whenCancelUnsupported: "wait").',
  ]);
});
