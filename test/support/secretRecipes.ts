import type { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine } from "pulumi-gcp-lro";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { type Declared, secret } from "./engineProgram.js";

/** Part of every secret below, and of nothing else that a run may print. */
export const HUSH = "hush";

type MethodsOf<Services> = {
  [Service in keyof Services & string]: `${Service}.${keyof Services[Service] & string}`;
}[keyof Services & string];

/** `alloydb.exportCluster` */
export type RecipeName = MethodsOf<{
  alloydb: typeof alloydb;
  cloudaicompanion: typeof cloudaicompanion;
  datafusion: typeof datafusion;
  datastore: typeof datastore;
  discoveryengine: typeof discoveryengine;
}>;

const place = "projects/hush-p/locations/hush-west1";
const cluster = `${place}/clusters/hush-orders`;
const instance = `${cluster}/instances/hush-main`;
const etl = `${place}/instances/hush-etl`;
const index = `${place}/codeRepositoryIndexes/hush-code`;
const group = `${index}/repositoryGroups/hush-shop`;
const dataStore = `${place}/collections/default_collection/dataStores/hush-docs`;
const newIn = { project: "hush-p", location: "hush-west1" };
const repositories = [
  { resource: `${place}/connections/c/gitRepositoryLinks/r`, branchPattern: "hush-branch" },
];
const labels = { team: "hush-label" };

/** Arguments of every recipe. Where a service takes any text, the text has {@link HUSH} in it. */
const argumentsOf: Record<RecipeName, JsonObject> = {
  "alloydb.createCluster": {
    ...newIn,
    clusterId: "hush-id",
    networkConfig: { network: "projects/1/global/networks/hush-network" },
    initialUser: { user: "hush-user", password: "hush-password" },
    labels,
  },
  "alloydb.createSecondaryCluster": { ...newIn, clusterId: "hush-id", primaryCluster: cluster, labels },
  "alloydb.restoreCluster": {
    ...newIn,
    clusterId: "hush-id",
    displayName: "hush display",
    backupSource: { backupName: `${place}/backups/hush-nightly` },
  },
  "alloydb.updateCluster": { cluster, displayName: "hush display", labels },
  "alloydb.deleteCluster": { cluster, force: true, etag: "hush-etag" },
  "alloydb.exportCluster": {
    cluster,
    database: "hush-database",
    gcsDestination: { uri: "gs://hush-bucket/orders.csv" },
    csvExportOptions: { selectQuery: "SELECT hush FROM orders" },
  },
  "alloydb.importCluster": {
    cluster,
    gcsUri: "gs://hush-bucket/orders.csv",
    database: "hush-database",
    user: "hush-user",
    csvImportOptions: { table: "hush_table", columns: ["hush_column"] },
  },
  "alloydb.upgradeCluster": { cluster, version: "POSTGRES_17", etag: "hush-etag" },
  "alloydb.promoteCluster": { cluster, etag: "hush-etag" },
  "alloydb.switchoverCluster": { cluster },
  "alloydb.createInstance": {
    cluster,
    instanceId: "hush-id",
    instanceType: "PRIMARY",
    displayName: "hush display",
    labels,
  },
  "alloydb.updateInstance": { instance, displayName: "hush display", labels },
  "alloydb.deleteInstance": { instance, etag: "hush-etag" },
  "alloydb.restartInstance": { instance },
  "alloydb.failoverInstance": { instance },
  "alloydb.createBackup": { cluster, backupId: "hush-id", description: "hush description", labels },
  "alloydb.deleteBackup": { backup: `${place}/backups/hush-nightly`, etag: "hush-etag" },
  "cloudaicompanion.createCodeRepositoryIndex": { ...newIn, codeRepositoryIndexId: "hush-id", labels },
  "cloudaicompanion.updateCodeRepositoryIndex": { codeRepositoryIndex: index, labels },
  "cloudaicompanion.deleteCodeRepositoryIndex": { codeRepositoryIndex: index, force: true },
  "cloudaicompanion.createRepositoryGroup": {
    codeRepositoryIndex: index,
    repositoryGroupId: "hush-id",
    repositories,
  },
  "cloudaicompanion.updateRepositoryGroup": { repositoryGroup: group, repositories },
  "cloudaicompanion.deleteRepositoryGroup": { repositoryGroup: group },
  "datafusion.createInstance": {
    ...newIn,
    instanceId: "hush-id",
    type: "BASIC",
    description: "hush description",
    labels,
  },
  "datafusion.updateInstance": { instance: etl, version: "hush-6.11.0", labels },
  "datafusion.deleteInstance": { instance: etl, force: true },
  "datafusion.restartInstance": { instance: etl },
  "datastore.exportEntities": {
    project: "hush-p",
    outputUrlPrefix: "gs://hush-bucket/all",
    entityFilter: { kinds: ["HushKind"], namespaceIds: ["hush-namespace"] },
    labels: { run: "hush-label" },
  },
  "datastore.importEntities": {
    project: "hush-p",
    inputUrl: "gs://hush-bucket/all.overall_export_metadata",
    entityFilter: { kinds: ["HushKind"], namespaceIds: ["hush-namespace"] },
    labels: { run: "hush-label" },
  },
  "datastore.createIndex": {
    project: "hush-p",
    kind: "HushKind",
    properties: [{ name: "hush_property", direction: "DESCENDING" }],
  },
  "datastore.deleteIndex": { project: "hush-p", indexId: "hush-index" },
  "discoveryengine.createDataStore": { ...newIn, dataStoreId: "hush-id", displayName: "hush display" },
  "discoveryengine.deleteDataStore": { dataStore },
  "discoveryengine.recrawlUris": { dataStore, uris: ["https://hush.example/"] },
  "discoveryengine.trainCustomModel": {
    dataStore,
    modelType: "search-tuning",
    modelId: "hush-model",
    gcsTrainingInput: { corpusDataPath: "gs://hush-bucket/corpus.jsonl" },
  },
  "discoveryengine.importDocuments": {
    dataStore,
    branch: "hush-branch",
    gcsSource: { inputUris: ["gs://hush-bucket/*.jsonl"] },
    errorConfig: { gcsPrefix: "gs://hush-bucket/errors" },
  },
  "discoveryengine.purgeDocuments": { dataStore, branch: "hush-branch", filter: "hush", force: true },
  "discoveryengine.createEngine": {
    ...newIn,
    engineId: "hush-id",
    displayName: "hush display",
    solutionType: "SOLUTION_TYPE_SEARCH",
    dataStoreIds: ["hush-docs"],
  },
  "discoveryengine.deleteEngine": { engine: `${place}/collections/default_collection/engines/hush-search` },
  "discoveryengine.importUserEvents": {
    dataStore,
    bigquerySource: { datasetId: "hush_dataset", tableId: "hush_table" },
  },
  "discoveryengine.purgeUserEvents": { dataStore, filter: "hush", force: true },
};

/** Arguments that become part of the start's path, and so of operations' names. */
const NAMES = [
  "project",
  "location",
  "cluster",
  "instance",
  "backup",
  "codeRepositoryIndex",
  "repositoryGroup",
  "dataStore",
  "branch",
  "engine",
  "indexId",
];

/** Which arguments are secret. */
export type SecretPart = "names" | "others" | "all";

/**
 * One resource per recipe, with these of its arguments secret. The others have no secret in them: `hush` becomes
 * `open`.
 */
export function secretRecipe(of: RecipeName, part: SecretPart, more: JsonObject = {}): Declared {
  const args = Object.entries(argumentsOf[of]).map(([key, value]) => {
    const isSecret = part === "all" || NAMES.includes(key) === (part === "names");
    return [key, isSecret ? secretLeaves(value) : opened(value)];
  });
  return {
    name: `${of.replace(".", "-")}-${part}`,
    args: more,
    recipe: { of, args: Object.fromEntries(args) as JsonObject },
  };
}

export const recipeNames = Object.keys(argumentsOf) as RecipeName[];

/** Recipes that have such an argument. */
export function recipesWith(part: "names" | "others"): RecipeName[] {
  return recipeNames.filter((of) =>
    Object.keys(argumentsOf[of]).some((key) => NAMES.includes(key) === (part === "names")),
  );
}

function secretLeaves(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(secretLeaves);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, secretLeaves(member as JsonValue)]),
      )
    : secret(value);
}

function opened(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value).replaceAll(/hush/gi, "open")) as JsonValue;
}
