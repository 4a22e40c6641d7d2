import assert from "node:assert/strict";
import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine } from "pulumi-gcp-lro";
import { assertMessage } from "../support/golden.js";
import { refusals } from "./startedRecipe.js";

const cluster = "projects/p/locations/l/clusters/c";
const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/d";
const codeRepositoryIndex = "projects/p/locations/l/codeRepositoryIndexes/i";
const engine = {
  project: "p",
  location: "eu",
  engineId: "e",
  displayName: "E",
  solutionType: "SOLUTION_TYPE_CHAT",
};
const place = { project: "p", location: "l" };

/** Arguments as a program in plain JavaScript may give them, and what each refusal names. */
const cases = {
  "a missing object": [
    alloydb.exportCluster({ cluster, database: "d", sqlExportOptions: {} } as never),
    "alloydb.exportCluster: gcsDestination",
  ],
  "a missing field of an object": [
    alloydb.exportCluster({ cluster, database: "d", gcsDestination: {}, sqlExportOptions: {} } as never),
    "alloydb.exportCluster: gcsDestination.uri",
  ],
  "an output without a value": [
    alloydb.upgradeCluster({ cluster, version: output(undefined) } as never),
    "alloydb.upgradeCluster: version",
  ],
  "a missing field of an output": [
    alloydb.exportCluster({
      cluster,
      database: "d",
      gcsDestination: output({}),
      sqlExportOptions: {},
    } as never),
    "alloydb.exportCluster: gcsDestination.uri",
  ],
  "a text in place of an object": [
    alloydb.exportCluster({
      cluster,
      database: "d",
      gcsDestination: "gs://b",
      sqlExportOptions: {},
    } as never),
    "alloydb.exportCluster: gcsDestination",
  ],
  "neither of two": [
    alloydb.importCluster({ cluster, gcsUri: "gs://b/f" } as never),
    "alloydb.importCluster",
  ],
  "both of two": [
    alloydb.importCluster({
      cluster,
      gcsUri: "gs://b/f",
      sqlImportOptions: {},
      csvImportOptions: { table: "t" },
    } as never),
    "alloydb.importCluster",
  ],
  "a misspelt word": [
    datafusion.createInstance({ ...place, instanceId: "i", type: "BASC" } as never),
    "datafusion.createInstance: type",
  ],
  "a misspelt word in an output": [
    datafusion.createInstance({ ...place, instanceId: "i", type: output("BASC") } as never),
    "datafusion.createInstance: type",
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
    "datastore.createIndex: properties[1].direction",
  ],
  "a misspelt word in a nested list": [
    alloydb.updateCluster({
      cluster,
      automatedBackupPolicy: { weeklySchedule: { daysOfWeek: ["FRI"] } },
    } as never),
    "alloydb.updateCluster: automatedBackupPolicy.weeklySchedule.daysOfWeek[0]",
  ],
  "a name in the body": [
    alloydb.restoreCluster({ ...place, clusterId: "c", backupSource: { backupName: "b" } }),
    "alloydb.restoreCluster: backupSource.backupName",
  ],
  "a name of the body that is an output": [
    alloydb.createSecondaryCluster({ ...place, clusterId: "c", primaryCluster: output("b") }),
    "alloydb.createSecondaryCluster: primaryCluster",
  ],
  "an id in the query": [
    cloudaicompanion.createRepositoryGroup({ codeRepositoryIndex, repositories: [] } as never),
    "cloudaicompanion.createRepositoryGroup: repositoryGroupId",
  ],
  "a misspelt word of a named field": [
    discoveryengine.createEngine({ ...engine, features: { agents: "ON" } } as never),
    "discoveryengine.createEngine: features.agents",
  ],
  "a misspelt word in a list of a named field": [
    discoveryengine.importDocuments({
      dataStore,
      bigtableSource: {
        instanceId: "i",
        tableId: "t",
        bigtableOptions: { families: { f: { columns: [{ qualifier: "q", type: "TEXT" }] } } },
      },
    } as never),
    "discoveryengine.importDocuments: bigtableSource.bigtableOptions.families.f.columns[0].type",
  ],
  "an object with neither of two fields": [
    discoveryengine.createEngine({ ...engine, chatEngineConfig: {} } as never),
    "discoveryengine.createEngine: chatEngineConfig",
  ],
  "an object of an output with both of two fields": [
    discoveryengine.createEngine({
      ...engine,
      chatEngineConfig: output({
        dialogflowAgentToLink: "a",
        agentCreationConfig: { defaultLanguageCode: "en", timeZone: "Europe/Paris" },
      }),
    } as never),
    "discoveryengine.createEngine: chatEngineConfig",
  ],
  "an import without a source": [
    discoveryengine.importDocuments({ dataStore } as never),
    "discoveryengine.importDocuments",
  ],
  "a source without its table": [
    discoveryengine.importUserEvents({ dataStore, bigquerySource: { datasetId: "d" } } as never),
    "discoveryengine.importUserEvents: bigquerySource.tableId",
  ],
} as const;

for (const [what, [recipe, named]] of Object.entries(cases)) {
  test(`a recipe refuses ${what}, and names itself and the argument`, async (t) => {
    const reasons = await refusals(recipe);
    assert.equal(reasons.length, 1, reasons.join("\n"));
    assert.ok(reasons[0]?.startsWith(`${named}: `), reasons[0]);
    assertMessage(t, what, reasons[0] ?? "");
  });
}

test("arguments without problems leave nothing beside the request", () => {
  const { start } = alloydb.promoteCluster({ cluster });
  assert.deepEqual(Object.keys(start), ["method", "path", "body", "requestId"]);
});
