import type { JsonObject } from "../../core/json.js";
import type { NewOperationFacts, OperationLook, StartDefinition } from "./serviceDefinition.js";

/** The first so many segments of a name: `projects/p/locations/l` of a cluster's are 4. */
export function leadingSegments(name: string, count: number): string {
  return name.split("/").slice(0, count).join("/");
}

/** An id as most of Google's control planes form it: `operation-1767225600000-64a1f0c2b3d4e-0a1b2c3d-4e5f6071`. */
export function standardOperationId({ random, wall }: NewOperationFacts): string {
  const hexadecimal = "0123456789abcdef";
  const parts = [13, 8, 8].map((length) => random.text(length, hexadecimal));
  return `operation-${Math.floor(wall)}-${parts.join("-")}`;
}

/** The fields that the OperationMetadata of most services share, without `@type`. */
export function standardMetadata(look: OperationLook): JsonObject {
  const { record, life } = look;
  return {
    createTime: look.timestamp(record.startedAt, 9),
    ...(life.done ? { endTime: look.timestamp(life.endedAt, 9) } : {}),
    target: record.target,
    verb: record.start.verb,
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

/** A message of Google Cloud's, whose package carries the service and the API version. */
export function cloudMessage(service: string, message: string): MessageName {
  return (version) => `google.cloud.${service}.${version}.${message}`;
}

/** A state of a resource, or the word that each API version has for it. */
type State = string | ((version: string) => string);

/** What was sent as the resource, under its name and, where it has one, in the state that it has reached. */
export function resourceResponse(message: MessageName, state?: State): (look: OperationLook) => JsonObject {
  return messageResponse(message, (look) => ({ ...look.record.body, ...nameAndState(look, state) }));
}

/** The resource by its name alone, for requests whose body is not the resource. */
export function namedResponse(message: MessageName, state: State): (look: OperationLook) => JsonObject {
  return messageResponse(message, (look) => nameAndState(look, state));
}

function nameAndState({ record: { target, version } }: OperationLook, state: State | undefined): JsonObject {
  return {
    name: target,
    ...(state === undefined ? {} : { state: typeof state === "string" ? state : state(version) }),
  };
}

/** A response message of its own, with what the request says about it. */
export function messageResponse(
  message: MessageName,
  fields: (look: OperationLook) => JsonObject = () => ({}),
): (look: OperationLook) => JsonObject {
  return (look) => ({
    "@type": `type.googleapis.com/${message(look.record.version)}`,
    ...fields(look),
  });
}

/** One kind of resource that a service creates, updates and deletes by operations. */
interface ResourceFacts {
  /** The resource in the methods' names: "Cluster". Its id is the query parameter `clusterId` of the create. */
  resource: string;
  /** The collection's path behind the version. */
  collection: string;
  fields: readonly string[];
  /** Fields that a create must have. */
  requiredBody?: readonly string[];
  query: Readonly<Record<"create" | "update" | "delete", readonly string[]>>;
  requestId?: "query";
  response: StartDefinition["response"];
}

/** Create, update and delete of one kind of resource. */
export function resourceStarts(facts: ResourceFacts): StartDefinition[] {
  const { resource, collection, fields: body, requiredBody = [], query, requestId, response } = facts;
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

/** Field names written as one text, for lists that would otherwise take a line each. */
export function fieldNames(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== "");
}
