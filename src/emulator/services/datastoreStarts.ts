import type { OperationLook, StartDefinition } from "./serviceDefinition.js";
import { emptyResponse } from "./standardOperation.js";

const adminMessage = (message: string): string => `type.googleapis.com/google.datastore.admin.v1.${message}`;

/** Datastore's requests that start operations. None knows a request id; `labels` are the only handle of clients. */
export const datastoreStarts: readonly StartDefinition[] = [
  {
    method: "exportEntities",
    http: "POST",
    path: "projects/*:export",
    body: ["projectId", "labels", "entityFilter", "outputUrlPrefix"],
    requiredBody: ["outputUrlPrefix"],
    verb: "EXPORT_ENTITIES",
    response: ({ record }) => ({
      "@type": adminMessage("ExportEntitiesResponse"),
      outputUrl: `${String(record.body.outputUrlPrefix)}/all.overall_export_metadata`,
    }),
  },
  {
    method: "importEntities",
    http: "POST",
    path: "projects/*:import",
    body: ["projectId", "labels", "inputUrl", "entityFilter"],
    requiredBody: ["inputUrl"],
    verb: "IMPORT_ENTITIES",
    response: emptyResponse,
  },
  {
    method: "createIndex",
    http: "POST",
    path: "projects/*/indexes",
    body: ["projectId", "indexId", "kind", "ancestor", "properties", "state"],
    requiredBody: ["kind", "ancestor", "properties"],
    newId: "generated",
    verb: "CREATE_INDEX",
    response: (look) => index(look, "READY"),
  },
  {
    method: "deleteIndex",
    http: "DELETE",
    path: "projects/*/indexes/*",
    verb: "DELETE_INDEX",
    response: (look) => index(look, "DELETING"),
  },
];

function index({ record }: OperationLook, state: string) {
  const [, projectId = "", , indexId = ""] = record.target.split("/");
  return { "@type": adminMessage("Index"), ...record.body, projectId, indexId, state };
}
