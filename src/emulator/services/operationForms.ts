import type { JsonObject } from "../../core/json.js";
import type { OperationPhase } from "../operationRecord.js";
import type { OperationFormDefinition, OperationLook } from "./serviceDefinition.js";

/**
 * How the services word their operations that are older than google.longrunning: by a `status`, under an id
 * without a parent, with a link to themselves.
 */
export const operationForms: Readonly<Record<"container" | "sqladmin", OperationFormDefinition>> = {
  // google/container/v1/cluster_service.proto, Operation; its list knows neither filter nor pages.
  container: {
    operation: (look, error, base) => ({
      ...sharedFields(look, base),
      [look.record.name.includes("/zones/") ? "zone" : "location"]: look.record.name.split("/")[3] ?? "",
      status: containerStatus[look.life.phase],
      ...(error !== undefined && { error, statusMessage: error.message ?? "" }),
    }),
    listQuery: [],
    page: (operations) => (operations.length > 0 ? { operations } : {}),
  },
  // https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations
  sqladmin: {
    operation: (look, error, base) => ({
      kind: "sql#operation",
      ...sharedFields(look, base),
      insertTime: look.timestamp(look.record.startedAt, 3),
      targetProject: look.record.name.split("/")[1] ?? "",
      targetId: look.record.target.split("/")[3] ?? "",
      status: look.life.done ? "DONE" : "RUNNING",
      ...(error !== undefined && { error: namedErrors(error) }),
    }),
    listQuery: ["instance", "location", "maxResults", "pageToken"],
    page: (items, nextPageToken) => ({
      kind: "sql#operationsList",
      ...(items.length > 0 ? { items } : {}),
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    }),
  },
};

const containerStatus: Readonly<Record<OperationPhase, string>> = {
  RUNNING: "RUNNING",
  CANCELLING: "ABORTING",
  SUCCEEDED: "DONE",
  FAILED: "DONE",
  CANCELLED: "DONE",
};

function sharedFields(look: OperationLook, base: string): JsonObject {
  const { record, life } = look;
  const link = (resource: string): string => `${base}/${resource}`;
  return {
    name: record.name.split("/").at(-1) ?? "",
    operationType: record.start.verb.toUpperCase(),
    selfLink: link(record.name),
    targetLink: link(withoutMethod(record.target)),
    startTime: look.timestamp(record.startedAt, 3),
    ...(life.done ? { endTime: look.timestamp(life.endedAt, 3) } : {}),
  };
}

/** `projects/p/instances/i/export` works on `projects/p/instances/i`. */
function withoutMethod(path: string): string {
  const segments = path.split("/");
  return segments.length % 2 === 0 ? path : segments.slice(0, -1).join("/");
}

/** Codes are words there. Which one a cancelled operation has is not published. */
function namedErrors({ code, message }: JsonObject): JsonObject {
  const word = code === 1 ? "CANCELLED" : "INTERNAL_ERROR";
  const errors = [{ kind: "sql#operationError", code: word, message: message ?? "" }];
  return { kind: "sql#operationErrors", errors };
}
