import type { JsonObject } from "../../core/json.js";
import type { OperationPhase, OperationView } from "../operations/operationRecord.js";
import { wildcardsOf } from "./pathPattern.js";
import {
  baseOf,
  type OperationFormDefinition,
  type OperationsRoute,
  type ServiceDefinition,
  type ServiceLocations,
} from "./serviceDefinition.js";
import { emptyResponse, standardMetadata, standardOperationId, standardRoutes } from "./standardService.js";

/**
 * A service for the emulator to add, as data: its routes and the form of its operations. Its paths begin with
 * `/<service>/`, as those of the built-in services do. Every POST, PATCH, PUT and DELETE of anything but an operation
 * starts an operation; its method is the custom verb ("export"), else "create", "update" or "delete".
 */
export interface ServiceDescription {
  /** Its key, or its host if it has none; replaces a built-in service with the same key. */
  readonly service: string;
  /** Default: `service`, with `.googleapis.com` appended if that is a key. */
  readonly host?: string;
  /** The first is the default version of a seeded operation. */
  readonly versions: readonly string[];
  /** Path prefixes of versions, if they aren't the version alone: `{"v1": "dns/v1"}`. */
  readonly bases?: Readonly<Record<string, string>>;
  /**
   * The methods of its operations and their paths. Default: those of google.longrunning.Operations, for operations
   * of `projects/*\/locations/*`.
   */
  readonly routes?: readonly OperationsRoute[];
  /**
   * The JSON of its operations. Default "longrunning": google.longrunning's. The others have `status` instead of
   * `done`, as container and sqladmin do.
   */
  readonly form?: OperationForm;
  /**
   * Names of operations or parents that differ from their paths: the pattern in the path to the form of the name, as
   * in `{"b/*\/operations/*": "projects/_/buckets/{1}/operations/{2}"}`.
   */
  readonly names?: Readonly<Record<string, string>>;
  /** Answer to an accepted cancel. Default "{}"; "nothing" is 204 without a body, as storage answers. */
  readonly cancelAnswer?: "{}" | "nothing";
  /** False if Service Usage doesn't list it among the enabled services of a project. Default: it does. */
  readonly enabled?: boolean;
  /** Its locations, and its answer to a list of `locations/-`. */
  readonly locations?: ServiceLocations;
}

export type OperationForm = "longrunning" | "container" | "sqladmin";

/**
 * The JSON of operations of services that are older than google.longrunning: with a `status`, an id without a
 * parent, and a link to itself.
 */
const operationForms: Readonly<Record<"container" | "sqladmin", OperationFormDefinition>> = {
  // google/container/v1/cluster_service.proto, Operation; its list has neither filter nor pages.
  container: {
    operation: (view, error, base) => ({
      ...sharedFields(view, base),
      [view.record.name.includes("/zones/") ? "zone" : "location"]: view.record.name.split("/")[3] ?? "",
      status: containerStatus[view.snapshot.phase],
      ...(error !== undefined && { error, statusMessage: error.message ?? "" }),
    }),
    listQuery: [],
    page: (operations) => (operations.length > 0 ? { operations } : {}),
  },
  // https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations
  sqladmin: {
    operation: (view, error, base) => ({
      kind: "sql#operation",
      ...sharedFields(view, base),
      insertTime: view.timestamp(view.record.startedAt, 3),
      targetProject: view.record.name.split("/")[1] ?? "",
      targetId: view.record.target.split("/")[3] ?? "",
      status: view.snapshot.done ? "DONE" : "RUNNING",
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

function sharedFields(view: OperationView, base: string): JsonObject {
  const { record, snapshot } = view;
  const link = (resource: string): string => `${base}/${resource}`;
  return {
    name: record.name.split("/").at(-1) ?? "",
    operationType: record.verb.toUpperCase(),
    selfLink: link(record.name),
    targetLink: link(withoutMethod(record.target)),
    startTime: view.timestamp(record.startedAt, 3),
    ...(snapshot.done ? { endTime: view.timestamp(snapshot.endedAt, 3) } : {}),
  };
}

/** The resource of a target: `projects/p/instances/i` of `projects/p/instances/i/export`. */
function withoutMethod(path: string): string {
  const segments = path.split("/");
  return segments.length % 2 === 0 ? path : segments.slice(0, -1).join("/");
}

/** The error of a sqladmin operation, whose codes are words. Google doesn't publish the one for a cancellation. */
function namedErrors({ code, message }: JsonObject): JsonObject {
  const word = code === 1 ? "CANCELLED" : "INTERNAL_ERROR";
  const errors = [{ kind: "sql#operationError", code: word, message: message ?? "" }];
  return { kind: "sql#operationErrors", errors };
}

/** Defines a service from its description. */
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
    ...(description.enabled !== undefined && { enabled: description.enabled }),
    ...(description.locations !== undefined && { locations: description.locations }),
    genericStart: (method) => ({
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
      operationName: (context) =>
        nameNear(
          context.target,
          patternsOf(baseOf({ bases }, context.version)),
          standardOperationId(context),
        ),
      canonicalName: (name) => canonicalName(name, names),
      metadata: (view) => ({
        "@type": "type.googleapis.com/google.cloud.common.OperationMetadata",
        ...standardMetadata(view),
      }),
      writesDoneFalse: false,
      cancelAnswer: description.cancelAnswer ?? "{}",
      ...(form !== "longrunning" && { form: operationForms[form] }),
    },
  };
}

/** Names an operation below the ancestor of a target that has operations and is nearest to it. */
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

/** The name of the operation or parent that a path has in another form. */
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
