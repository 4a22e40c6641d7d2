import type { JsonObject } from "../../core/json.js";
import type { OperationView } from "../operations/operationRecord.js";
import type { StartDefinition } from "./serviceDefinition.js";
import {
  cloudMessage,
  fieldNames,
  locationsService,
  type MessageName,
  messageResponse,
  namedResponse,
  resourceResponse,
  resourceStarts,
} from "./standardService.js";

const location = "projects/*/locations/*";
const clusters = `${location}/clusters`;
const instances = `${clusters}/*/instances`;

/** Fields of each resource, over all versions. */
const clusterFields = fieldNames(`
  annotations automatedBackupPolicy backupSource backupdrBackupSource backupdrInfo cloudsqlBackupRunSource
  clusterType continuousBackupConfig continuousBackupInfo createTime databaseVersion dataplexConfig
  deleteTime displayName edition encryptionConfig encryptionInfo etag expressConfig geminiConfig
  initialUser labels maintenanceSchedule maintenanceUpdatePolicy maintenanceVersionSelectionPolicy
  migrationSource name network networkConfig primaryConfig pscConfig reconciling satisfiesPzi satisfiesPzs
  secondaryConfig serviceAccountEmail sslConfig state subscriptionType tags trialMetadata uid updateTime
`);

const instanceFields = fieldNames(`
  activationPolicy annotations availabilityType clientConnectionConfig connectionPoolConfig createTime
  dataApiAccess databaseFlags deleteTime displayName etag gcaConfig gceZone geminiConfig instanceType
  ipAddress labels machineConfig maintenanceVersionName name networkConfig nodes observabilityConfig
  observabilityInstanceInfo outboundPublicIpAddresses pscInstanceConfig pscInstanceInfo publicIpAddress
  queryInsightsConfig queryInsightsInfo readPoolConfig reconciling satisfiesPzi satisfiesPzs state uid
  updatePolicy updateTime writableNode
`);

const backupFields = fieldNames(`
  annotations clusterDeleted clusterName clusterUid createCompletionTime createTime databaseVersion
  deleteTime description displayName edition encryptionConfig encryptionInfo etag expiryQuantity expiryTime
  expressConfig labels name reconciling satisfiesPzi satisfiesPzs sizeBytes state tags type uid updateTime
`);

const message = (name: string): MessageName => cloudMessage("alloydb", name);
const readyCluster = resourceResponse(message("Cluster"), "READY");
const clusterByName = namedResponse(message("Cluster"), "READY");
const instanceByName = namedResponse(message("Instance"), "READY");

const query = {
  create: ["requestId", "validateOnly"],
  update: ["updateMask", "requestId", "validateOnly", "allowMissing"],
  delete: ["requestId", "validateOnly", "etag"],
};

/** A start with a custom verb and the request id in its body. */
function verbStart(
  method: string,
  path: string,
  fields: readonly string[],
  response: StartDefinition["response"],
): StartDefinition {
  const verb = path.split(":")[1] ?? "";
  const body = ["name", "requestId", "validateOnly", ...fields];
  return { method, http: "POST", path, body, requestId: "body", verb, response };
}

/** AlloyDB's requests that start operations. Export and import have neither a request id nor validateOnly. */
const starts: readonly StartDefinition[] = [
  ...resourceStarts({
    resource: "Cluster",
    collection: clusters,
    fields: clusterFields,
    query: { ...query, delete: [...query.delete, "force"] },
    requestId: "query",
    response: readyCluster,
  }),
  {
    method: "createSecondaryCluster",
    http: "POST",
    path: `${clusters}:createsecondary`,
    query: [...query.create, "clusterId"],
    requiredQuery: ["clusterId"],
    body: clusterFields,
    requiredBody: ["secondaryConfig"],
    requestId: "query",
    newId: { query: "clusterId" },
    verb: "create",
    response: readyCluster,
  },
  {
    method: "restoreCluster",
    http: "POST",
    path: `${clusters}:restore`,
    body: ["clusterId", "cluster", "backupSource", "continuousBackupSource", "requestId", "validateOnly"],
    requiredBody: ["clusterId", "cluster"],
    oneOf: ["backupSource", "continuousBackupSource"],
    requestId: "body",
    newId: { body: "clusterId" },
    verb: "restore",
    response: clusterByName,
  },
  {
    method: "exportCluster",
    http: "POST",
    path: `${clusters}/*:export`,
    body: ["gcsDestination", "database", "csvExportOptions", "sqlExportOptions"],
    requiredBody: ["gcsDestination", "database"],
    oneOf: ["csvExportOptions", "sqlExportOptions"],
    verb: "export",
    response: messageResponse(message("ExportClusterResponse"), ({ record }) => ({
      gcsDestination: record.body.gcsDestination ?? {},
    })),
  },
  {
    method: "importCluster",
    http: "POST",
    path: `${clusters}/*:import`,
    body: ["gcsUri", "database", "user", "csvImportOptions", "sqlImportOptions"],
    requiredBody: ["gcsUri"],
    oneOf: ["csvImportOptions", "sqlImportOptions"],
    verb: "import",
    response: messageResponse(message("ImportClusterResponse")),
  },
  {
    ...verbStart(
      "upgradeCluster",
      `${clusters}/*:upgrade`,
      ["version", "etag"],
      messageResponse(message("UpgradeClusterResponse"), () => ({ status: "SUCCESS" })),
    ),
    http: "PATCH",
    requiredBody: ["version"],
  },
  verbStart("promoteCluster", `${clusters}/*:promote`, ["etag"], clusterByName),
  verbStart("switchoverCluster", `${clusters}/*:switchover`, [], clusterByName),
  ...resourceStarts({
    resource: "Instance",
    collection: instances,
    fields: instanceFields,
    requiredBody: ["instanceType"],
    query,
    requestId: "query",
    response: resourceResponse(message("Instance"), "READY"),
  }),
  verbStart("restartInstance", `${instances}/*:restart`, ["nodeIds"], instanceByName),
  verbStart("failoverInstance", `${instances}/*:failover`, [], instanceByName),
  ...resourceStarts({
    resource: "Backup",
    collection: `${location}/backups`,
    fields: backupFields,
    requiredBody: ["clusterName"],
    query,
    requestId: "query",
    response: resourceResponse(message("Backup"), "READY"),
  }),
];

/** AlloyDB: the standard OperationMetadata, and for upgrades a status that also shows a cancellation. */
export const alloydb = locationsService("alloydb", ["v1beta", "v1", "v1alpha"], starts, {
  metadata: (view) =>
    view.record.method === "upgradeCluster" ? { upgradeClusterStatus: upgradeStatus(view) } : {},
  enums: {
    "upgradeClusterStatus.state": {
      SUCCESS: 1,
      FAILED: 2,
      IN_PROGRESS: 5,
      CANCEL_IN_PROGRESS: 6,
      CANCELLED: 7,
    },
    "response.state": { READY: 1 },
    "response.status": { SUCCESS: 1 },
  },
});

/** An upgrade's status. `cancellable` is true while cancels are accepted, and absent (proto3's false) afterwards. */
function upgradeStatus({ record, snapshot, now }: OperationView): JsonObject {
  const cancellable =
    snapshot.phase === "RUNNING" &&
    record.behaviour.cancel === "honour" &&
    now < record.startedAt + record.behaviour.cancellableFor;
  const version = record.body.version;
  return {
    state: upgradeStates[snapshot.phase],
    ...(cancellable ? { cancellable } : {}),
    ...(typeof version === "string" || typeof version === "number" ? { targetVersion: version } : {}),
  };
}

const upgradeStates = {
  RUNNING: "IN_PROGRESS",
  CANCELLING: "CANCEL_IN_PROGRESS",
  SUCCEEDED: "SUCCESS",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
} as const;
