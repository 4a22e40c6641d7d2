import assert from "node:assert/strict";
import { before, test } from "node:test";
import { isSecret, output, runtime } from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { alloydb, datafusion, discoveryengine, LongRunningOperation, type Recipe } from "pulumi-gcp-lro";
import type { JsonObject } from "#src/core/json.js";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";
import { assertMessage } from "../support/golden.js";
import { refusals, resolved } from "./startedRecipe.js";

const cluster = "projects/p/locations/l/clusters/c";
const registered: MockResourceArgs[] = [];

before(() =>
  runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: `${resource.name}-id`, state: resource.inputs };
    },
    call: () => ({}),
  }),
);

test("a recipe is the service's part of a resource's arguments", async () => {
  const operation = new LongRunningOperation("export", {
    ...alloydb.exportCluster({
      cluster: output(cluster),
      database: "orders",
      gcsDestination: { uri: output("gs://exports/orders.sql") },
      sqlExportOptions: {},
    }),
    apiVersion: "v1",
    triggers: [1],
  });
  await resolved(operation.urn);
  const { __provider, __urn, ...inputs } = registered.find(({ name }) => name === "export")?.inputs ?? {};
  assert.deepEqual(inputs, {
    service: "alloydb",
    apiVersion: "v1",
    start: {
      method: "POST",
      path: `${cluster}:export`,
      body: { database: "orders", gcsDestination: { uri: "gs://exports/orders.sql" }, sqlExportOptions: {} },
    },
    triggers: [1],
  });
});

test("the initial user is a secret even when it is given in clear", async () => {
  const { start } = alloydb.createCluster({
    project: "p",
    location: "europe-west1",
    clusterId: "orders",
    initialUser: { password: "hush" },
  });
  const user = start.body?.initialUser;
  assert.equal(await isSecret(user as never), true);
  assert.deepEqual(await resolved(user), { password: "hush" });
  assert.equal(await isSecret(start.path), false);
});

test("arguments without a value leave no trace", async () => {
  const args = { cluster, displayName: "C", labels: undefined, updateMask: undefined };
  const { start } = alloydb.updateCluster(args as unknown as alloydb.UpdateClusterArgs);
  assert.deepEqual(await resolved(start as never), {
    method: "PATCH",
    path: cluster,
    query: { updateMask: "displayName" },
    body: { displayName: "C" },
    requestId: "query",
  });
});

test("an update of nothing is refused", async (t) => {
  const instance = "projects/p/locations/l/instances/i";
  const [reason = ""] = await refusals(datafusion.updateInstance({ instance }));
  assert.match(reason, /^datafusion\.updateInstance: updateMask: /);
  assertMessage(t, "update of nothing", reason);
});

test("a field can be cleared by a mask that names it", async () => {
  const { start } = alloydb.updateCluster({ cluster, updateMask: "labels" });
  assert.deepEqual([start.query, start.body], [{ updateMask: "labels" }, {}]);
});

const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/d";
const place = { project: "p", location: "global" };
const uncancellable: Record<string, Recipe> = {
  importUserEvents: discoveryengine.importUserEvents({ dataStore, gcsSource: { inputUris: ["gs://b/e"] } }),
  purgeUserEvents: discoveryengine.purgeUserEvents({ dataStore, filter: "*" }),
  recrawlUris: discoveryengine.recrawlUris({ dataStore, uris: [] }),
  trainCustomModel: discoveryengine.trainCustomModel({ dataStore }),
  createDataStore: discoveryengine.createDataStore({ ...place, dataStoreId: "d", displayName: "D" }),
  deleteDataStore: discoveryengine.deleteDataStore({ dataStore }),
  deleteEngine: discoveryengine.deleteEngine({
    engine: "projects/p/locations/global/collections/default_collection/engines/e",
  }),
  createEngine: discoveryengine.createEngine({
    ...place,
    engineId: "e",
    displayName: "E",
    solutionType: "S",
  }),
};

for (const [name, recipe] of Object.entries(uncancellable)) {
  test(`preview says that ${name} can't be cancelled, as its documentation does`, async () => {
    const inputs = (await resolved(recipe as never)) as JsonObject;
    assert.match(checkOperation(inputs).warnings.join("\n"), /can't cancel this operation/);
  });
}

test("preview has nothing to say about imports and purges of documents", async () => {
  const recipes = [
    discoveryengine.importDocuments({ dataStore, gcsSource: { inputUris: ["gs://b/d"] } }),
    discoveryengine.purgeDocuments({ dataStore, filter: "*" }),
  ];
  for (const recipe of recipes) {
    const inputs = (await resolved(recipe as never)) as JsonObject;
    assert.deepEqual(checkOperation(inputs), { failures: [], warnings: [] });
  }
});
