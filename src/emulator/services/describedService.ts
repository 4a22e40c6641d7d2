import type { JsonObject } from "../../core/json.js";
import { wildcardsOf } from "../http/router.js";
import type { OperationPhase } from "../operations/operationRecord.js";
import {
  baseOf,
  type OperationFormDefinition,
  type OperationLook,
  type ServiceDefinition,
} from "./serviceDefinition.js";
import type { ServiceDescription } from "./serviceDescription.js";
import { emptyResponse, standardMetadata, standardOperationId } from "./standardOperation.js";
import { standardRoutes } from "./standardRoutes.js";

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

/** A service that the emulator plays from its description alone. */
export function describedService(description: ServiceDescription): ServiceDefinition {
  const { service, versions, bases = {}, form = "longrunning", names = {} } = description;
  const basesInUse = versions.map((version) => baseOf({ bases }, version));
  const routes =
    description.routes ??
    standardRoutes(basesInUse, ["projects/*/locations/*"], ["get", "list", "cancel", "delete", "wait"]);
  const patternsOf = (base: string): string[] => {
    const ofOperations = routes.filter(({ action }) => action !== "list");
    const ofBase = ofOperations.filter(({ template }) => template.startsWith(`/${base}/`));
    return (ofBase.length > 0 ? ofBase : ofOperations).map(({ pattern }) => pattern);
  };
  return {
    service,
    host: description.host ?? (service.includes(".") ? service : `${service}.googleapis.com`),
    versions,
    bases,
    routes,
    starts: [],
    otherStart: (method) => ({
      method,
      http: "POST",
      path: "**",
      query: "any",
      body: "any",
      requestId: "query",
      verb: method,
      response: emptyResponse,
    }),
    dialect: {
      operationName: (facts) =>
        nameNear(facts.target, patternsOf(baseOf({ bases }, facts.version)), standardOperationId(facts)),
      canonicalName: (name) => canonicalName(name, names),
      metadata: (look) => ({
        "@type": "type.googleapis.com/google.cloud.common.OperationMetadata",
        ...standardMetadata(look),
      }),
      writesDoneFalse: false,
      cancelAnswer: description.cancelAnswer ?? "{}",
      ...(form !== "longrunning" && { form: operationForms[form] }),
    },
  };
}

/** The name of an operation below the resource that is nearest to a target, of those that have operations. */
function nameNear(target: string, patterns: readonly string[], id: string): string {
  const segments = target.split("/");
  let nearest = { depth: -1, name: `${target}/operations/${id}` };
  for (const pattern of patterns) {
    const form = pattern.split("/");
    const collection = form.findLastIndex((segment) => !segment.startsWith("*"));
    const depth = form.lastIndexOf("*", Math.max(collection, 0)) + 1;
    const isAbove = form
      .slice(0, depth)
      .every((segment, index) => (segment === "*" ? index < segments.length : segment === segments[index]));
    if (isAbove && depth > nearest.depth) {
      const rest = form.slice(depth).map((segment) => (segment.startsWith("*") ? id : segment));
      nearest = { depth, name: [...segments.slice(0, depth), ...rest].join("/") };
    }
  }
  return nearest.name;
}

/** The name behind what stands in a path, and the parent of a list that asks for the collection itself. */
function canonicalName(name: string, names: Readonly<Record<string, string>>): string {
  for (const [pattern, form] of Object.entries(names)) {
    const values = wildcardsOf(name, pattern);
    if (values !== undefined) {
      return fill(form, values);
    }
  }
  return name;
}

function fill(form: string, values: readonly string[]): string {
  return form.replace(/\{(\d+)\}/g, (_, number: string) => values[Number(number) - 1] ?? "");
}
