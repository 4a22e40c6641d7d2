import type { JsonObject } from "../../core/json.js";
import type { OperationLook, ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import { emptyResponse, leadingSegments } from "./standardOperation.js";
import { standardRoutes } from "./standardRoutes.js";

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

const versions = ["v1"];

/** Datastore: metadata with a `common` part whose state tells of cancellation; lists show pending operations only. */
export const datastore: ServiceDefinition = {
  service: "datastore",
  host: "datastore.googleapis.com",
  versions,
  routes: standardRoutes(versions, ["projects/*"], ["get", "list", "cancel", "delete"]),
  starts: datastoreStarts,
  dialect: {
    operationName: ({ target, random }) => {
      const id = random.text(30, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
      return `${leadingSegments(target, 2)}/operations/AS${id}`;
    },
    metadata: (look) => ({
      ...specificMetadata(look),
      common: commonMetadata(look),
      progressEntities: progress(look, 20_000),
    }),
    writesDoneFalse: false,
    lists: "pending",
    filterNames: {
      kind: "metadata.entityFilter.kinds",
      labels: "metadata.common.labels",
      namespace: "metadata.entityFilter.namespaceIds",
      type: "metadata.common.operationType",
    },
    deletesInFlight: false,
    enums: {
      "common.state": {
        INITIALIZING: 1,
        PROCESSING: 2,
        CANCELLING: 3,
        FINALIZING: 4,
        SUCCESSFUL: 5,
        FAILED: 6,
        CANCELLED: 7,
      },
      "common.operationType": { EXPORT_ENTITIES: 1, IMPORT_ENTITIES: 2, CREATE_INDEX: 3, DELETE_INDEX: 4 },
      "response.state": { READY: 2, DELETING: 3 },
    },
  },
};

function commonMetadata(look: OperationLook): JsonObject {
  const { record, life } = look;
  const { labels } = record.body;
  return {
    startTime: look.timestamp(record.startedAt, 6),
    ...(life.done ? { endTime: look.timestamp(life.endedAt, 6) } : {}),
    operationType: record.start.verb,
    ...(labels === undefined ? {} : { labels }),
    state: stateOf(look),
  };
}

/** A running operation passes through three states; where it is follows from its progress. */
function stateOf({ life }: OperationLook): string {
  switch (life.phase) {
    case "RUNNING":
      return life.progress < 0.05 ? "INITIALIZING" : life.progress < 0.95 ? "PROCESSING" : "FINALIZING";
    case "SUCCEEDED":
      return "SUCCESSFUL";
    default:
      return life.phase;
  }
}

function specificMetadata({ record, life }: OperationLook): JsonObject {
  const { entityFilter, outputUrlPrefix, inputUrl } = record.body;
  const type = (message: string): JsonObject => ({
    "@type": `type.googleapis.com/google.datastore.admin.v1.${message}`,
  });
  if (record.start.method.endsWith("Index")) {
    return { ...type("IndexOperationMetadata"), indexId: record.target.split("/").at(-1) ?? "" };
  }
  const shared = {
    progressBytes: progress({ life }, 5_000_000_000),
    ...(entityFilter === undefined ? {} : { entityFilter }),
  };
  return record.start.method === "exportEntities"
    ? { ...type("ExportEntitiesMetadata"), ...shared, outputUrlPrefix: outputUrlPrefix ?? "" }
    : { ...type("ImportEntitiesMetadata"), ...shared, inputUrl: inputUrl ?? "" };
}

/** int64 is text in proto3 JSON, and 0 is left out. */
function progress({ life }: Pick<OperationLook, "life">, estimated: number): JsonObject {
  const completed = Math.floor(estimated * life.progress);
  return { ...(completed > 0 ? { workCompleted: `${completed}` } : {}), workEstimated: `${estimated}` };
}
