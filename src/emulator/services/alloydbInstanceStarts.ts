import {
  alloydbMessage,
  backupFields,
  createQuery,
  deleteQuery,
  instanceFields,
  updateQuery,
} from "./alloydbFields.js";
import type { StartDefinition } from "./serviceDefinition.js";
import { emptyResponse, namedResponse, resourceResponse } from "./standardOperation.js";

const location = "projects/*/locations/*";
const instances = `${location}/clusters/*/instances`;
const readyInstance = resourceResponse(alloydbMessage("Instance"), "READY");
const instanceByName = namedResponse(alloydbMessage("Instance"), "READY");
const readyBackup = resourceResponse(alloydbMessage("Backup"), "READY");

/** AlloyDB's operations on instances and backups. */
export const alloydbInstanceStarts: readonly StartDefinition[] = [
  {
    method: "createInstance",
    http: "POST",
    path: instances,
    query: [...createQuery, "instanceId"],
    requiredQuery: ["instanceId"],
    body: instanceFields,
    requiredBody: ["instanceType"],
    requestId: "query",
    newId: { query: "instanceId" },
    verb: "create",
    response: readyInstance,
  },
  {
    method: "updateInstance",
    http: "PATCH",
    path: `${instances}/*`,
    query: updateQuery,
    body: instanceFields,
    requestId: "query",
    verb: "update",
    response: readyInstance,
  },
  {
    method: "deleteInstance",
    http: "DELETE",
    path: `${instances}/*`,
    query: deleteQuery,
    requestId: "query",
    verb: "delete",
    response: emptyResponse,
  },
  {
    method: "restartInstance",
    http: "POST",
    path: `${instances}/*:restart`,
    body: ["name", "requestId", "validateOnly", "nodeIds"],
    requestId: "body",
    verb: "restart",
    response: instanceByName,
  },
  {
    method: "failoverInstance",
    http: "POST",
    path: `${instances}/*:failover`,
    body: ["name", "requestId", "validateOnly"],
    requestId: "body",
    verb: "failover",
    response: instanceByName,
  },
  {
    method: "createBackup",
    http: "POST",
    path: `${location}/backups`,
    query: [...createQuery, "backupId"],
    requiredQuery: ["backupId"],
    body: backupFields,
    requiredBody: ["clusterName"],
    requestId: "query",
    newId: { query: "backupId" },
    verb: "create",
    response: readyBackup,
  },
  {
    method: "deleteBackup",
    http: "DELETE",
    path: `${location}/backups/*`,
    query: deleteQuery,
    requestId: "query",
    verb: "delete",
    response: emptyResponse,
  },
];
