import { alloydbMessage, clusterFields, createQuery, deleteQuery, updateQuery } from "./alloydbFields.js";
import type { StartDefinition } from "./serviceDefinition.js";
import { emptyResponse, messageResponse, namedResponse, resourceResponse } from "./standardOperation.js";

const location = "projects/*/locations/*";
const cluster = `${location}/clusters/*`;
const readyCluster = resourceResponse(alloydbMessage("Cluster"), "READY");
const clusterByName = namedResponse(alloydbMessage("Cluster"), "READY");

/** AlloyDB's operations on clusters. Export and import know neither a request id nor validateOnly. */
export const alloydbClusterStarts: readonly StartDefinition[] = [
  {
    method: "createCluster",
    http: "POST",
    path: `${location}/clusters`,
    query: [...createQuery, "clusterId"],
    requiredQuery: ["clusterId"],
    body: clusterFields,
    requestId: "query",
    newId: { query: "clusterId" },
    verb: "create",
    response: readyCluster,
  },
  {
    method: "createSecondaryCluster",
    http: "POST",
    path: `${location}/clusters:createsecondary`,
    query: [...createQuery, "clusterId"],
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
    path: `${location}/clusters:restore`,
    body: ["clusterId", "cluster", "backupSource", "continuousBackupSource", "requestId", "validateOnly"],
    requiredBody: ["clusterId", "cluster"],
    oneOf: ["backupSource", "continuousBackupSource"],
    requestId: "body",
    newId: { body: "clusterId" },
    verb: "restore",
    response: clusterByName,
  },
  {
    method: "updateCluster",
    http: "PATCH",
    path: cluster,
    query: updateQuery,
    body: clusterFields,
    requestId: "query",
    verb: "update",
    response: readyCluster,
  },
  {
    method: "deleteCluster",
    http: "DELETE",
    path: cluster,
    query: [...deleteQuery, "force"],
    requestId: "query",
    verb: "delete",
    response: emptyResponse,
  },
  {
    method: "exportCluster",
    http: "POST",
    path: `${cluster}:export`,
    body: ["gcsDestination", "database", "csvExportOptions", "sqlExportOptions"],
    requiredBody: ["gcsDestination", "database"],
    oneOf: ["csvExportOptions", "sqlExportOptions"],
    verb: "export",
    response: messageResponse(alloydbMessage("ExportClusterResponse"), ({ record }) => ({
      gcsDestination: record.body.gcsDestination ?? {},
    })),
  },
  {
    method: "importCluster",
    http: "POST",
    path: `${cluster}:import`,
    body: ["gcsUri", "database", "user", "csvImportOptions", "sqlImportOptions"],
    requiredBody: ["gcsUri"],
    oneOf: ["csvImportOptions", "sqlImportOptions"],
    verb: "import",
    response: messageResponse(alloydbMessage("ImportClusterResponse")),
  },
  {
    method: "upgradeCluster",
    http: "PATCH",
    path: `${cluster}:upgrade`,
    body: ["name", "version", "requestId", "validateOnly", "etag"],
    requiredBody: ["version"],
    requestId: "body",
    verb: "upgrade",
    response: messageResponse(alloydbMessage("UpgradeClusterResponse"), () => ({ status: "SUCCESS" })),
  },
  {
    method: "promoteCluster",
    http: "POST",
    path: `${cluster}:promote`,
    body: ["name", "requestId", "validateOnly", "etag"],
    requestId: "body",
    verb: "promote",
    response: clusterByName,
  },
  {
    method: "switchoverCluster",
    http: "POST",
    path: `${cluster}:switchover`,
    body: ["name", "requestId", "validateOnly"],
    requestId: "body",
    verb: "switchover",
    response: clusterByName,
  },
];
