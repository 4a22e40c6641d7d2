import assert from "node:assert/strict";
import { after, test } from "node:test";
import catalog from "#src/google/catalog/catalog.json";
import { CheckedPrograms } from "./checkedPrograms.js";

const imports = `
import { LongRunningOperation, type LongRunningOperationArgs, alloydb, datafusion, datastore, discoveryengine, gcpProviderArgs } from "pulumi-gcp-lro";
import { OperationsClient } from "pulumi-gcp-lro/client";
const service = "alloydb";
const start = { path: "projects/p/locations/l/clusters/c:export" };
const exported = { cluster: "projects/p/locations/l/clusters/c", database: "d", gcsDestination: { uri: "gs://b/f" } };
const dataStore = "projects/p/locations/l/dataStores/d";
const engine = { location: "eu", engineId: "e", displayName: "E", solutionType: "SOLUTION_TYPE_CHAT" };
`;

/** Mistakes, each in a program with the end of the compiler's error. */
const mistakes: Record<string, { program: string; error: string }> = {
  "neither start nor operationName": {
    program: `new LongRunningOperation("x", { service });`,
    error: `Type '{ service: "alloydb"; }' is missing the following properties from type 'GiveOneOf<"start" | "operationName">': start, operationName`,
  },
  "both start and operationName": {
    program: `new LongRunningOperation("x", { service, start, operationName: "o" });`,
    error:
      "Types of property 'operationName' are incompatible. Type 'string' is not assignable to type 'undefined'.",
  },
  "operationName beside a recipe": {
    program: `new LongRunningOperation("x", { ...alloydb.exportCluster({ ...exported, sqlExportOptions: {} }), operationName: "o" });`,
    error:
      "Types of property 'start' are incompatible. Type 'RecipeStart' is not assignable to type 'undefined'.",
  },
  "triggers of an adopted operation": {
    program: `new LongRunningOperation("x", { service, operationName: "o", triggers: [1] });`,
    error:
      "Types of property 'triggers' are incompatible. Type 'number[]' is not assignable to type 'undefined'.",
  },
  "undo without a request": {
    program: `new LongRunningOperation("x", { service, start, whenCompletedDespiteCancel: "undo" });`,
    error: `Property 'undo' is missing in type '{ service: "alloydb"; start: { path: string; }; whenCompletedDespiteCancel: "undo"; }' but required in type 'CompletionWithUndo'.`,
  },
  "no service": {
    program: `new LongRunningOperation("x", { start });`,
    error:
      "Property 'service' is missing in type '{ start: { path: string; }; }' but required in type 'OperationOptions'.",
  },
  "a misspelt policy": {
    program: `new LongRunningOperation("x", { service, start, onDelete: "cancelAndwait" });`,
    error: `Type '"cancelAndwait"' is not assignable to type 'Input<OnDelete> | undefined'. Did you mean '"cancelAndWait"'?`,
  },
  "a misspelt argument": {
    program: `new LongRunningOperation("x", { service, start, trigger: [1] });`,
    error: "Did you mean to write 'triggers'?",
  },
  "a start without a path": {
    program: `new LongRunningOperation("x", { service, start: { method: "POST" } });`,
    error: `Property 'path' is missing in type '{ method: "POST"; }' but required in type 'StartRequest'.`,
  },
  "a number as a timeout": {
    program: `new LongRunningOperation("x", { service, start, timeouts: { delete: 30 } });`,
    error: "Type 'number' is not assignable to type 'Input<string> | undefined'.",
  },
  "an import without a source": {
    program: `discoveryengine.importDocuments({ dataStore });`,
    error:
      "Type '{ dataStore: string; }' is missing the following properties from type 'GiveOneOf<keyof DocumentSources>': gcsSource, bigquerySource, inlineSource, fhirStoreSource, and 5 more.",
  },
  "an import with two sources": {
    program: `discoveryengine.importDocuments({ dataStore, gcsSource: { inputUris: [] }, bigquerySource: { datasetId: "d", tableId: "t" } });`,
    error:
      "Types of property 'bigquerySource' are incompatible. Type '{ datasetId: string; tableId: string; }' is not assignable to type 'undefined'.",
  },
  "a source without its table": {
    program: `discoveryengine.importDocuments({ dataStore, bigquerySource: { datasetId: "d" } });`,
    error:
      "Property 'tableId' is missing in type '{ datasetId: string; }' but required in type 'BigquerySource'.",
  },
  "an export without a format": {
    program: `alloydb.exportCluster(exported);`,
    error:
      "is missing the following properties from type 'GiveOneOf<keyof ExportFormats>': csvExportOptions, sqlExportOptions",
  },
  "an export without a cluster": {
    program: `alloydb.exportCluster({ database: "d", gcsDestination: { uri: "gs://b/f" }, sqlExportOptions: {} });`,
    error:
      "Property 'cluster' is missing in type '{ database: string; gcsDestination: { uri: string; }; sqlExportOptions: {}; }' but required in type 'ExportSettings'.",
  },
  "a chat engine without an agent": {
    program: `discoveryengine.createEngine({ ...engine, chatEngineConfig: {} });`,
    error: "Type '{}' is not assignable to type 'Input<ChatEngineConfig> | undefined'.",
  },
  "a misspelt type of instance": {
    program: `datafusion.createInstance({ instanceId: "i", type: "BASC" });`,
    error: `Type '"BASC"' is not assignable to type 'Input<"BASIC" | "ENTERPRISE" | "DEVELOPER">'. Did you mean '"BASIC"'?`,
  },
  "project and database of Datastore": {
    program: `datastore.exportEntities({ project: "p", database: "projects/p/databases/(default)", outputUrlPrefix: "gs://b" });`,
    error:
      "Types of property 'database' are incompatible. Type 'string' is not assignable to type 'undefined'.",
  },
};

/** Programs with a `|` at the place to complete, each with what an editor offers there. */
const completions: Record<string, { program: string; offered: readonly string[] }> = {
  "the service of an operation": {
    program: `new LongRunningOperation("x", { service: "|" });`,
    offered: Object.keys(catalog),
  },
  "the service of a client": {
    program: `new OperationsClient({ service: "|" });`,
    offered: Object.keys(catalog),
  },
  "the service of a provider's settings": {
    program: `gcpProviderArgs(null as never, "|");`,
    offered: Object.keys(catalog),
  },
  "a policy": {
    program: `new LongRunningOperation("x", { service, start, whenCompletedDespiteCancel: "|" });`,
    offered: ["accept", "fail", "undo"],
  },
  "an open enum": {
    program: `discoveryengine.createDataStore({ ...engine, dataStoreId: "d", solutionTypes: ["|"] });`,
    offered: [
      "SOLUTION_TYPE_AI_MODE",
      "SOLUTION_TYPE_CHAT",
      "SOLUTION_TYPE_GENERATIVE_CHAT",
      "SOLUTION_TYPE_RECOMMENDATION",
      "SOLUTION_TYPE_SEARCH",
    ],
  },
  "the arguments of an import": {
    program: `discoveryengine.importDocuments({ dataStore, | });`,
    offered: [
      ...["branch", "reconciliationMode", "errorConfig", "autoGenerateIds", "idField", "updateMask"],
      ...["forceRefreshContent", "gcsSource", "bigquerySource", "inlineSource", "fhirStoreSource"],
      ...["spannerSource", "cloudSqlSource", "firestoreSource", "alloyDbSource", "bigtableSource"],
    ],
  },
};

const acceptedPrograms = "test/types/accepted.test.ts";

const programs = new CheckedPrograms(
  Object.fromEntries(
    Object.entries({
      ...mistakes,
      ...completions,
      hover: { program: "export type Args = LongRunningOperationArgs;" },
    }).map(([name, { program }]) => [name, `${imports}${program}`]),
  ),
  [acceptedPrograms],
);
after(() => programs.close());

for (const [mistake, { error }] of Object.entries(mistakes)) {
  test(`the compiler refuses ${mistake}`, () => {
    const [text = "", ...others] = programs.errors(mistake);
    assert.equal(text.slice(-error.length), error, text);
    assert.deepEqual(others, []);
  });
}

test("without exactOptionalPropertyTypes, the compiler accepts the same programs as with it", () => {
  assert.deepEqual(programs.errorsOfFile(acceptedPrograms), []);
});

for (const [place, { offered }] of Object.entries(completions)) {
  test(`an editor completes ${place}`, () => {
    assert.deepEqual(programs.completions(place).sort(), [...offered].sort());
  });
}

test("an editor shows the parts of the arguments by their names", () => {
  const [shown] = programs.shownType("hover", "LongRunningOperationArgs").split("\n");
  assert.equal(
    shown,
    "(alias) type LongRunningOperationArgs = OperationOptions & (OperationSource & CompletionPolicy)",
  );
});
