import assert from "node:assert/strict";
import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine } from "pulumi-gcp-lro";
import { refusals } from "./startedRecipe.js";

const cluster = "projects/p/locations/l/clusters/c";
const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/d";
const codeRepositoryIndex = "projects/p/locations/l/codeRepositoryIndexes/i";
const place = { project: "p", location: "l" };

/** Arguments as a program in plain JavaScript may give them, and what is said about each. */
const cases = {
  "a missing object": [
    alloydb.exportCluster({ cluster, database: "d", sqlExportOptions: {} } as never),
    "alloydb.exportCluster: gcsDestination: It is missing.",
  ],
  "a missing field of an object": [
    alloydb.exportCluster({ cluster, database: "d", gcsDestination: {}, sqlExportOptions: {} } as never),
    "alloydb.exportCluster: gcsDestination.uri: It is missing.",
  ],
  "an output without a value": [
    alloydb.upgradeCluster({ cluster, version: output(undefined) } as never),
    "alloydb.upgradeCluster: version: It is missing.",
  ],
  "a missing field of an output": [
    alloydb.exportCluster({
      cluster,
      database: "d",
      gcsDestination: output({}),
      sqlExportOptions: {},
    } as never),
    "alloydb.exportCluster: gcsDestination.uri: It is missing.",
  ],
  "a text in place of an object": [
    alloydb.exportCluster({
      cluster,
      database: "d",
      gcsDestination: "gs://b",
      sqlExportOptions: {},
    } as never),
    'alloydb.exportCluster: gcsDestination: It must be an object, not "gs://b".',
  ],
  "neither of two": [
    alloydb.importCluster({ cluster, gcsUri: "gs://b/f" } as never),
    "alloydb.importCluster: One of csvImportOptions, sqlImportOptions has to be given.",
  ],
  "both of two": [
    alloydb.importCluster({
      cluster,
      gcsUri: "gs://b/f",
      sqlImportOptions: {},
      csvImportOptions: { table: "t" },
    } as never),
    "alloydb.importCluster: Only one of csvImportOptions, sqlImportOptions has to be given.",
  ],
  "a misspelt word": [
    datafusion.createInstance({ ...place, instanceId: "i", type: "BASC" } as never),
    'datafusion.createInstance: type: It must be one of "BASIC", "ENTERPRISE", "DEVELOPER", not "BASC".',
  ],
  "a misspelt word in an output": [
    datafusion.createInstance({ ...place, instanceId: "i", type: output("BASC") } as never),
    'datafusion.createInstance: type: It must be one of "BASIC", "ENTERPRISE", "DEVELOPER", not "BASC".',
  ],
  "a misspelt word in a list": [
    datastore.createIndex({
      project: "p",
      kind: "Order",
      properties: [
        { name: "a", direction: "ASCENDING" },
        { name: "b", direction: "DOWN" },
      ],
    } as never),
    'datastore.createIndex: properties[1].direction: It must be one of "ASCENDING", "DESCENDING", not "DOWN".',
  ],
  "a misspelt word in a nested list": [
    alloydb.updateCluster({
      cluster,
      automatedBackupPolicy: { weeklySchedule: { daysOfWeek: ["FRI"] } },
    } as never),
    /automatedBackupPolicy\.weeklySchedule\.daysOfWeek\[0\]: It must be one of "MONDAY", .*, not "FRI"\.$/,
  ],
  "a name in the body": [
    alloydb.restoreCluster({ ...place, clusterId: "c", backupSource: { backupName: "b" } }),
    /^alloydb\.restoreCluster: backupSource\.backupName: "b" is not the name of an AlloyDB backup\./,
  ],
  "a name of the body that is an output": [
    alloydb.createSecondaryCluster({ ...place, clusterId: "c", primaryCluster: output("b") }),
    /^alloydb\.createSecondaryCluster: primaryCluster: "b" is not the name of an AlloyDB cluster\./,
  ],
  "an id in the query": [
    cloudaicompanion.createRepositoryGroup({ codeRepositoryIndex, repositories: [] } as never),
    "cloudaicompanion.createRepositoryGroup: repositoryGroupId: It is missing.",
  ],
  "an import without a source": [
    discoveryengine.importDocuments({ dataStore } as never),
    /^discoveryengine\.importDocuments: One of gcsSource, .*, bigtableSource has to be given\.$/,
  ],
  "a source without its table": [
    discoveryengine.importUserEvents({ dataStore, bigquerySource: { datasetId: "d" } } as never),
    "discoveryengine.importUserEvents: bigquerySource.tableId: It is missing.",
  ],
} as const;

for (const [what, [recipe, expected]] of Object.entries(cases)) {
  test(`a recipe refuses ${what}, and names itself and the argument`, async () => {
    const reasons = await refusals(recipe);
    assert.equal(reasons.length, 1, reasons.join("\n"));
    if (typeof expected === "string") {
      assert.equal(reasons[0], expected);
    } else {
      assert.match(reasons[0] ?? "", expected);
    }
  });
}

test("arguments without problems leave nothing beside the request", () => {
  const { start } = alloydb.promoteCluster({ cluster });
  assert.deepEqual(Object.keys(start), ["method", "path", "body", "requestId"]);
});
