import type { JsonObject } from "../../core/json.js";
import type { OperationView } from "../operations/operationRecord.js";
import type {
  OperationNameContext,
  OperationsAction,
  OperationsRoute,
  ServiceDefinition,
  StartDefinition,
} from "./serviceDefinition.js";

/** The first segments of a name: 4 of a cluster's are `projects/p/locations/l`. */
export function leadingSegments(name: string, count: number): string {
  return name.split("/").slice(0, count).join("/");
}

/** Forms an id as most of Google's control planes do: `operation-1767225600000-64a1f0c2b3d4e-0a1b2c3d-4e5f6071`. */
export function standardOperationId({ random, wall }: OperationNameContext): string {
  const hexadecimal = "0123456789abcdef";
  const parts = [13, 8, 8].map((length) => random.text(length, hexadecimal));
  return `operation-${Math.floor(wall)}-${parts.join("-")}`;
}

/** The fields that the OperationMetadata of most services share, without `@type`. */
export function standardMetadata(view: OperationView): JsonObject {
  const { record, snapshot } = view;
  return {
    createTime: view.timestamp(record.startedAt, 9),
    ...(snapshot.done ? { endTime: view.timestamp(snapshot.endedAt, 9) } : {}),
    target: record.target,
    verb: record.verb,
    requestedCancellation: record.cancelRequestedAt !== undefined,
    apiVersion: record.version,
  };
}

/** google.protobuf.Empty as a response. */
export function emptyResponse(): JsonObject {
  return { "@type": "type.googleapis.com/google.protobuf.Empty" };
}

/** A message's full name in one API version: `google.cloud.alloydb.v1beta.Cluster`. */
export type MessageName = (version: string) => string;

/** Names a message of Google Cloud, whose package has the service and the API version. */
export function cloudMessage(service: string, message: string): MessageName {
  return (version) => `google.cloud.${service}.${version}.${message}`;
}

/** A state of a resource, or the state in each API version. */
type State = string | ((version: string) => string);

/** The resource as it was sent, with its name and its state, if it has one. */
export function resourceResponse(message: MessageName, state?: State): (view: OperationView) => JsonObject {
  return messageResponse(message, (view) => ({ ...view.record.body, ...nameAndState(view, state) }));
}

/** The resource with its name and state only, for requests whose body is not the resource. */
export function namedResponse(message: MessageName, state: State): (view: OperationView) => JsonObject {
  return messageResponse(message, (view) => nameAndState(view, state));
}

function nameAndState({ record: { target, version } }: OperationView, state: State | undefined): JsonObject {
  return {
    name: target,
    ...(state === undefined ? {} : { state: typeof state === "string" ? state : state(version) }),
  };
}

/** A response message with the given fields. */
export function messageResponse(
  message: MessageName,
  fields: (view: OperationView) => JsonObject = () => ({}),
): (view: OperationView) => JsonObject {
  return (view) => ({
    "@type": `type.googleapis.com/${message(view.record.version)}`,
    ...fields(view),
  });
}

/** A kind of resource that a service creates, updates and deletes by operations. */
interface EmulatedResource {
  /** The resource in the methods' names: "Cluster". `clusterId` is then the create's query parameter for its id. */
  resource: string;
  /** The collection's path after the version. */
  collection: string;
  fields: readonly string[];
  /** Fields that a create must have. */
  requiredBody?: readonly string[];
  query: Readonly<Record<"create" | "update" | "delete", readonly string[]>>;
  requestId?: "query";
  response: StartDefinition["response"];
}

/** Create, update and delete of a kind of resource. */
export function resourceStarts(kind: EmulatedResource): StartDefinition[] {
  const { resource, collection, fields: body, requiredBody = [], query, requestId, response } = kind;
  const idParameter = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}Id`;
  const shared = requestId === undefined ? {} : { requestId };
  return [
    {
      ...shared,
      method: `create${resource}`,
      http: "POST",
      path: collection,
      query: [...query.create, idParameter],
      requiredQuery: [idParameter],
      body,
      requiredBody,
      newId: { query: idParameter },
      verb: "create",
      response,
    },
    {
      ...shared,
      method: `update${resource}`,
      http: "PATCH",
      path: `${collection}/*`,
      query: query.update,
      body,
      verb: "update",
      response,
    },
    {
      ...shared,
      method: `delete${resource}`,
      http: "DELETE",
      path: `${collection}/*`,
      query: query.delete,
      verb: "delete",
      response: emptyResponse,
    },
  ];
}

/** Splits field names that are written as one text. */
export function fieldNames(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== "");
}

const forms: Readonly<Record<OperationsAction, { http: OperationsRoute["http"]; suffix: string }>> = {
  get: { http: "GET", suffix: "" },
  list: { http: "GET", suffix: "/operations" },
  cancel: { http: "POST", suffix: ":cancel" },
  delete: { http: "DELETE", suffix: "" },
  wait: { http: "POST", suffix: ":wait" },
};

/**
 * The standard routes of google.longrunning.Operations for the operations below each parent
 * ("projects/*\/locations/*"), in every version.
 */
export function standardRoutes(
  versions: readonly string[],
  parents: readonly string[],
  actions: readonly OperationsAction[],
): OperationsRoute[] {
  return versions.flatMap((version) =>
    parents.flatMap((parent) =>
      actions.map((action) => ({
        action,
        http: forms[action].http,
        template: `/${version}/{+name}${forms[action].suffix}`,
        pattern: action === "list" ? parent : `${parent}/operations/*`,
      })),
    ),
  );
}

/** A service with operations below locations and the metadata of most of Google's control planes. */
export function locationsService(
  service: string,
  versions: readonly string[],
  starts: readonly StartDefinition[],
  more: {
    /** Fields of the metadata beside the standard ones. */
    metadata?: (view: OperationView) => JsonObject;
    enums?: ServiceDefinition["dialect"]["enums"];
  } = {},
): ServiceDefinition {
  return {
    service,
    host: `${service}.googleapis.com`,
    versions,
    routes: standardRoutes(versions, ["projects/*/locations/*"], ["get", "list", "cancel", "delete"]),
    starts,
    dialect: {
      operationName: (context) =>
        `${leadingSegments(context.target, 4)}/operations/${standardOperationId(context)}`,
      metadata: (view) => ({
        "@type": `type.googleapis.com/${cloudMessage(service, "OperationMetadata")(view.record.version)}`,
        ...standardMetadata(view),
        ...more.metadata?.(view),
      }),
      writesDoneFalse: true,
      enums: more.enums,
    },
  };
}
