import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { alloydb } from "pulumi-gcp-lro";
import { checkRecipe, type RecipeCase } from "./startedRecipe.js";

const place = "projects/p/locations/europe-west1";
const cluster = `${place}/clusters/orders`;
const instance = `${cluster}/instances/main`;
const backup = `${place}/backups/nightly`;

const recipes: Record<keyof typeof alloydb, RecipeCase> = {
  createCluster: {
    recipe: alloydb.createCluster({
      project: "p",
      location: "europe-west1",
      clusterId: "orders",
      networkConfig: { network: "projects/1/global/networks/default" },
      initialUser: { password: "hush" },
    }),
    request: `POST ${place}/clusters`,
    query: { clusterId: "orders" },
    body: {
      networkConfig: { network: "projects/1/global/networks/default" },
      initialUser: { password: "hush" },
    },
    target: cluster,
  },
  createSecondaryCluster: {
    recipe: alloydb.createSecondaryCluster({
      project: "p",
      location: "us-east1",
      clusterId: "replica",
      primaryCluster: cluster,
    }),
    request: "POST projects/p/locations/us-east1/clusters:createsecondary",
    query: { clusterId: "replica" },
    body: { secondaryConfig: { primaryClusterName: cluster } },
    target: "projects/p/locations/us-east1/clusters/replica",
  },
  restoreCluster: {
    recipe: alloydb.restoreCluster({
      project: "p",
      location: "europe-west1",
      clusterId: "restored",
      displayName: "Restored",
      backupSource: { backupName: `//alloydb.googleapis.com/${backup}` },
    }),
    request: `POST ${place}/clusters:restore`,
    body: {
      clusterId: "restored",
      cluster: { displayName: "Restored" },
      backupSource: { backupName: backup },
    },
    target: `${place}/clusters/restored`,
  },
  updateCluster: {
    recipe: alloydb.updateCluster({ cluster, displayName: "Orders", labels: { team: "shop" } }),
    request: `PATCH ${cluster}`,
    query: { updateMask: "displayName,labels" },
    body: { displayName: "Orders", labels: { team: "shop" } },
    target: cluster,
  },
  deleteCluster: {
    recipe: alloydb.deleteCluster({ cluster, force: true }),
    request: `DELETE ${cluster}`,
    query: { force: "true" },
    target: cluster,
  },
  exportCluster: {
    recipe: alloydb.exportCluster({
      cluster: output(cluster),
      database: "orders",
      gcsDestination: { uri: "gs://exports/orders.csv" },
      csvExportOptions: { selectQuery: "SELECT * FROM orders" },
    }),
    request: `POST ${cluster}:export`,
    body: {
      database: "orders",
      gcsDestination: { uri: "gs://exports/orders.csv" },
      csvExportOptions: { selectQuery: "SELECT * FROM orders" },
    },
    target: cluster,
  },
  importCluster: {
    recipe: alloydb.importCluster({
      cluster,
      gcsUri: "gs://exports/orders.sql",
      database: "orders",
      sqlImportOptions: {},
    }),
    request: `POST ${cluster}:import`,
    body: { gcsUri: "gs://exports/orders.sql", database: "orders", sqlImportOptions: {} },
    target: cluster,
  },
  upgradeCluster: {
    recipe: alloydb.upgradeCluster({ cluster, version: "POSTGRES_17" }),
    request: `PATCH ${cluster}:upgrade`,
    body: { version: "POSTGRES_17" },
    target: cluster,
  },
  promoteCluster: {
    recipe: alloydb.promoteCluster({ cluster, etag: "e" }),
    request: `POST ${cluster}:promote`,
    body: { etag: "e" },
    target: cluster,
  },
  switchoverCluster: {
    recipe: alloydb.switchoverCluster({ cluster }),
    request: `POST ${cluster}:switchover`,
    body: {},
    target: cluster,
  },
  createInstance: {
    recipe: alloydb.createInstance({
      cluster,
      instanceId: "main",
      instanceType: "PRIMARY",
      machineConfig: { cpuCount: 4 },
    }),
    request: `POST ${cluster}/instances`,
    query: { instanceId: "main" },
    body: { instanceType: "PRIMARY", machineConfig: { cpuCount: 4 } },
    target: instance,
  },
  updateInstance: {
    recipe: alloydb.updateInstance({
      instance,
      machineConfig: { cpuCount: 8 },
      updateMask: "machineConfig.cpuCount",
    }),
    request: `PATCH ${instance}`,
    query: { updateMask: "machineConfig.cpuCount" },
    body: { machineConfig: { cpuCount: 8 } },
    target: instance,
  },
  deleteInstance: {
    recipe: alloydb.deleteInstance({ instance, etag: "e" }),
    request: `DELETE ${instance}`,
    query: { etag: "e" },
    target: instance,
  },
  restartInstance: {
    recipe: alloydb.restartInstance({ instance }),
    request: `POST ${instance}:restart`,
    body: {},
    target: instance,
  },
  failoverInstance: {
    recipe: alloydb.failoverInstance({ instance }),
    request: `POST ${instance}:failover`,
    body: {},
    target: instance,
  },
  createBackup: {
    recipe: alloydb.createBackup({ cluster, backupId: "nightly", description: "By hand" }),
    request: `POST ${place}/backups`,
    query: { backupId: "nightly" },
    body: { description: "By hand", clusterName: cluster },
    target: backup,
  },
  deleteBackup: {
    recipe: alloydb.deleteBackup({ backup }),
    request: `DELETE ${backup}`,
    target: backup,
  },
};

for (const [name, expected] of Object.entries(recipes)) {
  test(`alloydb.${name} starts its operation`, () => checkRecipe(name, expected));
}

test("a cluster is restored to another one's past", async () => {
  await checkRecipe("restoreCluster", {
    recipe: alloydb.restoreCluster({
      project: "p",
      location: "europe-west1",
      clusterId: "restored",
      continuousBackupSource: { cluster, pointInTime: "2026-11-01T00:00:00Z" },
    }),
    request: `POST ${place}/clusters:restore`,
    body: {
      clusterId: "restored",
      cluster: {},
      continuousBackupSource: { cluster, pointInTime: "2026-11-01T00:00:00Z" },
    },
    target: `${place}/clusters/restored`,
  });
});
