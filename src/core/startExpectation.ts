import { isJsonObject, type JsonObject, type JsonValue } from "./json.js";

/** The parts of a start request that show in what it starts. */
export interface StartFacts {
  /** Default: POST. */
  method?: string;
  path: string;
  query?: Record<string, string>;
  body?: JsonValue;
}

/** What an operation looks like that a request has started: whatever its metadata tell must agree with it. */
export interface StartExpectation {
  /** Names of which any may be the resource that it works on, likeliest first; an id `*` is any. */
  targets: string[];
  /** Words of which any may be its verb, in lower case. */
  verbs: string[];
  /** Whether the request is a method of the resource's own, which some services call an update. */
  isCustomMethod: boolean;
  /** As the request has them; empty where it has none. */
  labels: Record<string, string>;
  /** Where data come from or go to, by the name of the request's field. */
  places: Record<string, string>;
  /** When it may have been started, in milliseconds since the epoch; both ends belong to it. */
  from: number;
  to: number;
}

/** Fields of requests that stand in the metadata under the same name (google/datastore/admin/v1, google/firestore/admin/v1). */
const PLACES = ["outputUrlPrefix", "inputUrl", "outputUriPrefix", "inputUriPrefix"];

/** What an operation must look like to be the one that a request has started between two times. */
export function expectationOf(request: StartFacts, from: number, to: number): StartExpectation {
  const body = isJsonObject(request.body) ? request.body : {};
  return {
    ...targetsAndVerbs(request, body),
    labels: textsIn(body.labels),
    places: placesIn(body),
    from,
    to,
  };
}

/**
 * By the HTTP rules that nearly all services follow (AIP-131 to 136): POST to a collection creates, PATCH and PUT
 * update, DELETE deletes, `:verb` is a method of its own. A few have that method behind a slash (sqladmin).
 */
function targetsAndVerbs(
  { method = "POST", path, query = {} }: StartFacts,
  body: JsonObject,
): Pick<StartExpectation, "targets" | "verbs" | "isCustomMethod"> {
  const [, resource = path, custom] = /^(.*?)(?::([^/:]*))?$/.exec(path) ?? [];
  const segments = resource.split("/");
  const isCollection = segments.length % 2 === 1;
  const parent = segments.slice(0, -1).join("/");
  const last = segments.at(-1) ?? "";
  const id = isCollection ? newId(last, query, body) : undefined;
  const targets = isCollection
    ? [`${resource}/${id ?? "*"}`, ...(id === undefined ? [parent] : [])]
    : [resource];
  if (custom !== undefined) {
    return { targets, verbs: [custom.toLowerCase()], isCustomMethod: true };
  }
  switch (method) {
    case "PATCH":
    case "PUT":
      return { targets: [resource], verbs: ["update", "patch"], isCustomMethod: false };
    case "DELETE":
      return { targets: [resource], verbs: ["delete", "remove"], isCustomMethod: false };
    default: {
      const slashed = id === undefined ? [last.toLowerCase()] : [];
      return { targets, verbs: ["create", "insert", "add", ...slashed], isCustomMethod: id === undefined };
    }
  }
}

/** The id that a new resource is given: `clusters` by `clusterId`, in query or body (AIP-133). */
function newId(collection: string, query: Record<string, string>, body: JsonObject): string | undefined {
  return [...Object.entries(query), ...Object.entries(body)]
    .filter(([key, value]) => isIdOf(key, collection) && typeof value === "string" && value !== "")
    .map(([, value]) => String(value))[0];
}

/** Whether a field holds the id of a resource in a collection: `indexId` for `indexes`. */
export function isIdOf(key: string, collection: string): boolean {
  const singular = /^(.+)Id$/.exec(key)?.[1];
  return singular !== undefined && collection.startsWith(singular.replace(/(?:y|x|s)$/, ""));
}

function placesIn(body: JsonObject): Record<string, string> {
  return textsIn(Object.fromEntries(PLACES.map((key) => [key, body[key] ?? null])));
}

function textsIn(value: JsonValue | undefined): Record<string, string> {
  const members = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    members.filter((member): member is [string, string] => typeof member[1] === "string" && member[1] !== ""),
  );
}
