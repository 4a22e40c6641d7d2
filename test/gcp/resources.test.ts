import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as gcp from "@pulumi/gcp";
import { output } from "@pulumi/pulumi";
import { alloydb, type discoveryengine, gcpProviderArgs } from "pulumi-gcp-lro";
import { dependenciesOf, mockGcp, resolved } from "./gcpMocks.js";
import { makeRecipes, type ResourceRecipe } from "./recipes.js";
import { makeResources } from "./resources.js";

const kinds = [
  "alloydb.Cluster",
  "alloydb.Cluster of a backup",
  "alloydb.Instance",
  "alloydb.Backup",
  "datafusion.Instance",
  "discoveryengine.DataStore",
  "discoveryengine.SearchEngine",
  "discoveryengine.ChatEngine",
  "discoveryengine.RecommendationEngine",
  "gemini.CodeRepositoryIndex",
  "gemini.RepositoryGroup",
  "firestore.Database",
];
let recipes: Record<string, ResourceRecipe>;

before(async () => {
  await mockGcp({ preview: false });
  recipes = makeRecipes(makeResources());
});

for (const kind of kinds) {
  test(`gcp.${kind} stands for its name, and the operation depends on it`, async () => {
    const made = recipes[kind];
    assert.ok(made);
    assert.equal(await resolved(made.recipe.start.path), made.path);
    const dependencies = await dependenciesOf(made.recipe.start.path);
    assert.ok(dependencies.includes(made.dependsOn), dependencies.join());
  });
}

test("every kind is tested", () => {
  assert.deepEqual(Object.keys(recipes), kinds);
});

test("an output of a resource does as well", async () => {
  const cluster = gcp.alloydb.Cluster.get("existing", "projects/shop/locations/l/clusters/old");
  const { start } = alloydb.promoteCluster({ cluster: output(cluster) });
  assert.equal(await resolved(start.path), "projects/shop/locations/l/clusters/old:promote");
});

test("settings of a gcp.Provider are passed on", async () => {
  const provider = new gcp.Provider("provider", {
    project: "other",
    region: "us-east1",
    billingProject: "payer",
    alloydbCustomEndpoint: "https://alloydb.example.com/v1/",
    impersonateServiceAccount: "deployer@other.iam.gserviceaccount.com",
    impersonateServiceAccountDelegates: ["relay@other.iam.gserviceaccount.com"],
  });
  const { start } = alloydb.createCluster({
    project: provider.project,
    location: provider.region,
    clusterId: "orders",
  });
  assert.equal(await resolved(start.path), "projects/other/locations/us-east1/clusters");
  assert.deepEqual(await resolved(gcpProviderArgs(provider, "alloydb")), {
    endpoint: "https://alloydb.example.com",
    quotaProject: "payer",
    impersonateServiceAccount: "deployer@other.iam.gserviceaccount.com",
    impersonateServiceAccountDelegates: ["relay@other.iam.gserviceaccount.com"],
    __problems: undefined,
  });
});

test("a gcp.Provider without settings leaves everything as it is", async () => {
  const provider = new gcp.Provider("plain");
  const given = Object.values(await resolved(gcpProviderArgs(provider, "datafusion")));
  assert.deepEqual(new Set(given), new Set([undefined]));
});

/** Checks at compile time that a resource is accepted as an argument. */
type Taken<Resource, Argument> = Resource extends Argument ? true : false;

const mistakes: {
  instanceAsCluster: Taken<gcp.alloydb.Instance, alloydb.ClusterReference>;
  backupAsCluster: Taken<gcp.alloydb.Backup, alloydb.ClusterReference>;
  clusterAsInstance: Taken<gcp.alloydb.Cluster, alloydb.InstanceReference>;
  datafusionAsAlloydb: Taken<gcp.datafusion.Instance, alloydb.InstanceReference>;
  clusterAsBackup: Taken<gcp.alloydb.Cluster, alloydb.BackupReference>;
  schemaAsDataStore: Taken<gcp.discoveryengine.Schema, discoveryengine.DataStoreReference>;
  dataStoreAsEngine: Taken<gcp.discoveryengine.DataStore, discoveryengine.EngineReference>;
} = {
  instanceAsCluster: false,
  backupAsCluster: false,
  clusterAsInstance: false,
  datafusionAsAlloydb: false,
  clusterAsBackup: false,
  schemaAsDataStore: false,
  dataStoreAsEngine: false,
};

for (const [mistake, taken] of Object.entries(mistakes)) {
  test(`${mistake} does not compile`, () => assert.equal(taken, false));
}
