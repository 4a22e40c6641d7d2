import type { OperationLook, StartDefinition } from "./serviceDefinition.js";
import {
  cloudMessage,
  emptyResponse,
  fieldNames,
  type MessageName,
  messageResponse,
} from "./standardOperation.js";

const location = "projects/*/locations/*";
const collection = `${location}/collections/*`;

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

/** Discovery Engine's requests that start operations. None knows a request id: each one starts another. */
export const discoveryengineStarts: readonly StartDefinition[] = [
  ...withAndWithoutCollection("dataStores/*/branches/*/documents:import", {
    method: "importDocuments",
    http: "POST",
    body: [
      ...importSources,
      ...fieldNames("autoGenerateIds errorConfig forceRefreshContent idField reconciliationMode updateMask"),
    ],
    oneOf: importSources,
    verb: "import-documents",
    response: messageResponse(message("ImportDocumentsResponse"), errorConfig),
  }),
  ...withAndWithoutCollection("dataStores/*/branches/*/documents:purge", {
    method: "purgeDocuments",
    http: "POST",
    body: ["errorConfig", "filter", "force", "gcsSource", "inlineSource"],
    anyOf: ["filter", "gcsSource", "inlineSource"],
    verb: "purge-documents",
    response: messageResponse(message("PurgeDocumentsResponse"), purged),
  }),
  ...withAndWithoutCollection("dataStores/*/userEvents:import", {
    method: "importUserEvents",
    http: "POST",
    body: [...eventSources, "errorConfig"],
    oneOf: eventSources,
    verb: "import-user-events",
    response: messageResponse(message("ImportUserEventsResponse"), errorConfig),
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
    response: messageResponse(message("DataStore"), created),
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
    response: messageResponse(message("Engine"), created),
  },
  {
    method: "deleteEngine",
    http: "DELETE",
    path: `${collection}/engines/*`,
    verb: "delete-engine",
    response: emptyResponse,
  },
];

function errorConfig({ record }: OperationLook) {
  const config = record.body.errorConfig;
  return config === undefined ? {} : { errorConfig: config };
}

/** Without `force` nothing is purged: the count and a sample tell what would be. */
function purged({ record }: OperationLook) {
  const parent = record.name.split("/operations/")[0];
  return record.body.force === true
    ? { purgeCount: "1000" }
    : { purgeCount: "1000", purgeSample: [`${parent}/documents/1`, `${parent}/documents/2`] };
}

/** The new resource, named below the collection that its operation is kept in. */
function created({ record }: OperationLook) {
  const parent = record.name.split("/operations/")[0];
  return { ...record.body, name: `${parent}/${record.target.split("/").slice(-2).join("/")}` };
}
