import type { JsonObject } from "../../core/json.js";
import type { OperationView } from "../operations/operationRecord.js";
import type { ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import { emptyResponse, leadingSegments, standardRoutes } from "./standardService.js";

const adminMessage = (message: string): string => `type.googleapis.com/google.datastore.admin.v1.${message}`;

/** Datastore's requests that start operations. They have no request id; clients tell operations apart by `labels`. */
const starts: readonly StartDefinition[] = [
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
    response: (view) => indexResponse(view, "READY"),
  },
  {
    method: "deleteIndex",
    http: "DELETE",
    path: "projects/*/indexes/*",
    verb: "DELETE_INDEX",
    response: (view) => indexResponse(view, "DELETING"),
  },
];

function indexResponse({ record }: OperationView, state: string) {
  const [, projectId = "", , indexId = ""] = record.target.split("/");
  return { "@type": adminMessage("Index"), ...record.body, projectId, indexId, state };
}

const versions = ["v1"];

/** Datastore: `common.state` of the metadata shows a cancellation; lists have pending operations only. */
export const datastore: ServiceDefinition = {
  service: "datastore",
  host: "datastore.googleapis.com",
  versions,
  routes: standardRoutes(versions, ["projects/*"], ["get", "list", "cancel", "delete"]),
  starts,
  dialect: {
    operationName: ({ target, random }) => {
      const id = random.text(30, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
      return `${leadingSegments(target, 2)}/operations/AS${id}`;
    },
    metadata: (view) => ({
      ...specificMetadata(view),
      common: commonMetadata(view),
      progressEntities: progressCounter(view, 20_000),
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

function commonMetadata(view: OperationView): JsonObject {
  const { record, snapshot } = view;
  const { labels } = record.body;
  return {
    startTime: view.timestamp(record.startedAt, 6),
    ...(snapshot.done ? { endTime: view.timestamp(snapshot.endedAt, 6) } : {}),
    operationType: record.verb,
    ...(labels === undefined ? {} : { labels }),
    state: stateOf(view),
  };
}

/** The state in the metadata: a running operation passes through three, by its progress. */
function stateOf({ snapshot }: OperationView): string {
  switch (snapshot.phase) {
    case "RUNNING":
      return snapshot.progress < 0.05
        ? "INITIALIZING"
        : snapshot.progress < 0.95
          ? "PROCESSING"
          : "FINALIZING";
    case "SUCCEEDED":
      return "SUCCESSFUL";
    default:
      return snapshot.phase;
  }
}

function specificMetadata({ record, snapshot }: OperationView): JsonObject {
  const { entityFilter, outputUrlPrefix, inputUrl } = record.body;
  const type = (message: string): JsonObject => ({
    "@type": `type.googleapis.com/google.datastore.admin.v1.${message}`,
  });
  if (record.method.endsWith("Index")) {
    return { ...type("IndexOperationMetadata"), indexId: record.target.split("/").at(-1) ?? "" };
  }
  const shared = {
    progressBytes: progressCounter({ snapshot }, 5_000_000_000),
    ...(entityFilter === undefined ? {} : { entityFilter }),
  };
  return record.method === "exportEntities"
    ? { ...type("ExportEntitiesMetadata"), ...shared, outputUrlPrefix: outputUrlPrefix ?? "" }
    : { ...type("ImportEntitiesMetadata"), ...shared, inputUrl: inputUrl ?? "" };
}

/** Progress as proto3 JSON: int64 is a string, and 0 is left out. */
function progressCounter({ snapshot }: Pick<OperationView, "snapshot">, estimated: number): JsonObject {
  const completed = Math.floor(estimated * snapshot.progress);
  return { ...(completed > 0 ? { workCompleted: `${completed}` } : {}), workEstimated: `${estimated}` };
}
