import type { JsonObject } from "../../core/json.js";
import type { OperationView } from "../operations/operationRecord.js";
import type {
  OperationNameContext,
  OperationsRoute,
  ServiceDefinition,
  StartDefinition,
} from "./serviceDefinition.js";
import {
  cloudMessage,
  emptyResponse,
  fieldNames,
  type MessageName,
  messageResponse,
  standardRoutes,
} from "./standardService.js";

const versions = ["v1alpha", "v1beta", "v1"];

const location = "projects/*/locations/*";
const collection = `${location}/collections/*`;
const branches = [`${location}/dataStores/*/branches/*`, `${collection}/dataStores/*/branches/*`];

/** Parents whose operations have get and list, in every version. */
const readable = [
  "projects/*",
  location,
  `${location}/dataStores/*`,
  `${location}/dataStores/*/models/*`,
  `${location}/identityMappingStores/*`,
  collection,
  `${collection}/dataConnector`,
  `${collection}/dataStores/*`,
  `${collection}/dataStores/*/models/*`,
  `${collection}/dataStores/*/schemas/*`,
  `${collection}/dataStores/*/siteSearchEngine`,
  `${collection}/dataStores/*/siteSearchEngine/targetSites`,
  `${collection}/engines/*`,
  ...branches,
];

/**
 * The routes to operations. Every version has cancel for operations below branches, which are imports and purges of
 * documents; v1 has it for two more parents (discoveryengine_v1*.yaml). No version has delete or wait.
 */
const routes: readonly OperationsRoute[] = [
  ...standardRoutes(versions, readable, ["get", "list"]),
  ...standardRoutes(versions, branches, ["cancel"]),
  ...standardRoutes(["v1"], ["projects/*", `${collection}/engines/*`], ["cancel"]),
  ...standardRoutes(["v1alpha"], [`${location}/userStores/*`], ["get", "list"]),
];

const importSources = fieldNames(`
  alloyDbSource bigquerySource bigtableSource cloudSqlSource fhirStoreSource firestoreSource gcsSource
  inlineSource spannerSource
`);
const eventSources = ["bigquerySource", "gcsSource", "inlineSource"];
const dataStoreFields = fieldNames(`
  aclEnabled advancedSiteSearchConfig billingEstimation cmekConfig configurableBillingApproach
  configurableBillingApproachUpdateTime contentConfig createTime dataProtectionPolicy defaultSchemaId
  displayName documentProcessingConfig federatedSearchConfig healthcareFhirConfig iconUri
  identityMappingStore idpConfig industryVertical isInfobotFaqDataStore kmsKeyName languageInfo name
  naturalLanguageQueryUnderstandingConfig servingConfigDataStore solutionTypes startingSchema
  workspaceConfig
`);
const engineFields = fieldNames(`
  agentGatewaySetting appType associatedAgentRegistry chatEngineConfig chatEngineMetadata cmekConfig
  commonConfig configurableBillingApproach connectorTenantInfo createTime dataStoreIds disableAnalytics
  displayName features industryVertical knowledgeGraphConfig marketplaceAgentVisibility
  mediaRecommendationEngineConfig modelConfigs name observabilityConfig procurementContactEmails
  recommendationMetadata searchEngineConfig sessionConfig similarDocumentsConfig solutionType updateTime
`);

const message = (name: string): MessageName => cloudMessage("discoveryengine", name);

/** The same request with and without a collection in its path. */
function withAndWithoutCollection(path: string, definition: Omit<StartDefinition, "path">) {
  return [location, collection].map(
    (parent): StartDefinition => ({ ...definition, path: `${parent}/${path}` }),
  );
}

/** Discovery Engine's requests that start operations. They have no request id, so each one starts an operation. */
const starts: readonly StartDefinition[] = [
  ...withAndWithoutCollection("dataStores/*/branches/*/documents:import", {
    method: "importDocuments",
    http: "POST",
    body: [
      ...importSources,
      ...fieldNames("autoGenerateIds errorConfig forceRefreshContent idField reconciliationMode updateMask"),
    ],
    oneOf: importSources,
    verb: "import-documents",
    response: messageResponse(message("ImportDocumentsResponse"), errorConfigOf),
  }),
  ...withAndWithoutCollection("dataStores/*/branches/*/documents:purge", {
    method: "purgeDocuments",
    http: "POST",
    body: ["errorConfig", "filter", "force", "gcsSource", "inlineSource"],
    anyOf: ["filter", "gcsSource", "inlineSource"],
    verb: "purge-documents",
    response: messageResponse(message("PurgeDocumentsResponse"), purgeResponse),
  }),
  ...withAndWithoutCollection("dataStores/*/userEvents:import", {
    method: "importUserEvents",
    http: "POST",
    body: [...eventSources, "errorConfig"],
    oneOf: eventSources,
    verb: "import-user-events",
    response: messageResponse(message("ImportUserEventsResponse"), errorConfigOf),
  }),
  ...withAndWithoutCollection("dataStores/*/userEvents:purge", {
    method: "purgeUserEvents",
    http: "POST",
    body: ["filter", "force"],
    requiredBody: ["filter"],
    verb: "purge-user-events",
    response: messageResponse(message("PurgeUserEventsResponse"), () => ({ purgeCount: "1000" })),
  }),
  ...withAndWithoutCollection("dataStores/*/siteSearchEngine:recrawlUris", {
    method: "recrawlUris",
    http: "POST",
    body: ["uris", "siteCredential"],
    requiredBody: ["uris"],
    verb: "recrawl-uris",
    response: messageResponse(message("RecrawlUrisResponse")),
  }),
  {
    method: "trainCustomModel",
    http: "POST",
    path: `${collection}/dataStores/*:trainCustomModel`,
    body: ["errorConfig", "gcsTrainingInput", "modelId", "modelType"],
    verb: "train-custom-model",
    response: messageResponse(message("TrainCustomModelResponse"), () => ({
      modelStatus: "training-complete",
    })),
  },
  ...withAndWithoutCollection("dataStores", {
    method: "createDataStore",
    http: "POST",
    query: fieldNames(
      "cmekConfigName createAdvancedSiteSearch dataStoreId disableCmek skipDefaultSchemaCreation",
    ),
    requiredQuery: ["dataStoreId"],
    body: dataStoreFields,
    requiredBody: ["displayName"],
    newId: { query: "dataStoreId" },
    verb: "create-data-store",
    response: messageResponse(message("DataStore"), createResponse),
  }),
  ...withAndWithoutCollection("dataStores/*", {
    method: "deleteDataStore",
    http: "DELETE",
    verb: "delete-data-store",
    response: emptyResponse,
  }),
  {
    method: "createEngine",
    http: "POST",
    path: `${collection}/engines`,
    query: ["engineId"],
    requiredQuery: ["engineId"],
    body: engineFields,
    requiredBody: ["displayName", "solutionType"],
    newId: { query: "engineId" },
    verb: "create-engine",
    response: messageResponse(message("Engine"), createResponse),
  },
  {
    method: "deleteEngine",
    http: "DELETE",
    path: `${collection}/engines/*`,
    verb: "delete-engine",
    response: emptyResponse,
  },
];

/** The number of documents, events or URIs of an import or purge. */
const WORK = 1_000;

/**
 * Discovery Engine: names always have the project's number and the collection; the metadata has counters, but no
 * state, target or sign of a cancellation; the answer to a start has only the name.
 */
export const discoveryengine: ServiceDefinition = {
  service: "discoveryengine",
  host: "discoveryengine.googleapis.com",
  versions,
  routes,
  starts,
  dialect: {
    operationName,
    canonicalName,
    metadata,
    writesDoneFalse: false,
    metadataAtStart: false,
    listOptions: "ignored",
  },
};

/** Forms a name: `…/branches/0/operations/import-documents-13076529950805489230`. */
function operationName({ method, verb, target, projectNumber, random }: OperationNameContext): string {
  const id = random.text(1, "123456789") + random.text(18, "0123456789");
  return `${canonicalName(parentOf(method, target), projectNumber)}/operations/${verb}-${id}`;
}

/** The parent of an operation: its target, or the parent of the data store or engine that it creates or deletes. */
function parentOf(method: string, target: string): string {
  const segments = target.split("/");
  if (/^(create|delete)/.test(method)) {
    return withDefaultCollection(segments).slice(0, -2).join("/");
  }
  return /^(import|purge)/.test(method) ? segments.slice(0, -1).join("/") : target;
}

function canonicalName(name: string, projectNumber: string): string {
  const segments = withDefaultCollection(name.split("/"));
  if (segments[0] === "projects" && !/^\d+$/.test(segments[1] ?? "")) {
    segments[1] = projectNumber;
  }
  const branch = segments.indexOf("branches") + 1;
  if (branch > 0 && segments[branch] === "default_branch") {
    segments[branch] = "0";
  }
  return segments.join("/");
}

/** Inserts the default collection into names of data stores and engines without one. */
function withDefaultCollection(segments: string[]): string[] {
  return segments[4] === "dataStores" || segments[4] === "engines"
    ? [...segments.slice(0, 4), "collections", "default_collection", ...segments.slice(4)]
    : [...segments];
}

function metadata(view: OperationView): JsonObject {
  const { record, snapshot } = view;
  const message = `${record.method.charAt(0).toUpperCase()}${record.method.slice(1)}Metadata`;
  return {
    "@type": `type.googleapis.com/google.cloud.discoveryengine.${record.version}.${message}`,
    createTime: view.timestamp(record.startedAt, 6),
    updateTime: view.timestamp(snapshot.done ? snapshot.endedAt : view.now, 6),
    ...counters(view),
  };
}

/** Counters as proto3 JSON: int64 is a string, int32 a number, and 0 is left out. */
function counters({ record, snapshot }: OperationView): JsonObject {
  const done = Math.floor(WORK * snapshot.progress);
  switch (record.method) {
    case "importDocuments":
      return { ...(done > 0 ? { successCount: `${done}` } : {}), totalCount: `${WORK}` };
    case "purgeDocuments":
    case "importUserEvents":
    case "purgeUserEvents":
      return done > 0 ? { successCount: `${done}` } : {};
    case "recrawlUris": {
      const uris = Array.isArray(record.body.uris) ? record.body.uris.length : 0;
      const crawled = Math.floor(uris * snapshot.progress);
      return {
        validUrisCount: uris,
        ...(crawled > 0 ? { successCount: crawled } : {}),
        ...(uris > crawled ? { pendingCount: uris - crawled } : {}),
      };
    }
    default:
      return {};
  }
}

function errorConfigOf({ record }: OperationView) {
  const config = record.body.errorConfig;
  return config === undefined ? {} : { errorConfigOf: config };
}

/** The response of a purge. Without `force` nothing is purged, and a sample shows what would be. */
function purgeResponse({ record }: OperationView) {
  const parent = record.name.split("/operations/")[0];
  return record.body.force === true
    ? { purgeCount: "1000" }
    : { purgeCount: "1000", purgeSample: [`${parent}/documents/1`, `${parent}/documents/2`] };
}

/** The new resource, named below the parent of its operation. */
function createResponse({ record }: OperationView) {
  const parent = record.name.split("/operations/")[0];
  return { ...record.body, name: `${parent}/${record.target.split("/").slice(-2).join("/")}` };
}
