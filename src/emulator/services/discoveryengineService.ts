import type { JsonObject } from "../../core/json.js";
import { discoveryengineStarts } from "./discoveryengineStarts.js";
import type {
  NewOperationFacts,
  OperationLook,
  OperationsRoute,
  ServiceDefinition,
} from "./serviceDefinition.js";
import { standardRoutes } from "./standardRoutes.js";

export const discoveryengineVersions = ["v1alpha", "v1beta", "v1"];

const location = "projects/*/locations/*";
const collection = `${location}/collections/*`;
const branches = [`${location}/dataStores/*/branches/*`, `${collection}/dataStores/*/branches/*`];

/** Parents whose operations can be looked at and listed, in every version. */
const readable = [
  "projects/*",
  location,
  `${location}/dataStores/*`,
  `${location}/dataStores/*/models/*`,
  `${location}/identityMappingStores/*`,
  collection,
  `${collection}/dataConnector`,
  `${collection}/dataStores/*`,
  `${collection}/dataStores/*/models/*`,
  `${collection}/dataStores/*/schemas/*`,
  `${collection}/dataStores/*/siteSearchEngine`,
  `${collection}/dataStores/*/siteSearchEngine/targetSites`,
  `${collection}/engines/*`,
  ...branches,
];

/**
 * Every version has cancel for operations below branches, that is for imports and purges of documents, and
 * nowhere else but for two parents of v1 (discoveryengine_v1*.yaml). None has delete or wait.
 */
export const discoveryengineRoutes: readonly OperationsRoute[] = [
  ...standardRoutes(discoveryengineVersions, readable, ["get", "list"]),
  ...standardRoutes(discoveryengineVersions, branches, ["cancel"]),
  ...standardRoutes(["v1"], ["projects/*", `${collection}/engines/*`], ["cancel"]),
  ...standardRoutes(["v1alpha"], [`${location}/userStores/*`], ["get", "list"]),
];

/** Documents, events or URIs that an import or purge is taken to have. */
const WORK = 1_000;

/**
 * Discovery Engine: names with the project's number and the collection, whatever the request used; metadata of
 * counters, without a state, a target or a word about cancellation; nothing but the name when it starts.
 */
export const discoveryengine: ServiceDefinition = {
  service: "discoveryengine",
  host: "discoveryengine.googleapis.com",
  versions: discoveryengineVersions,
  routes: discoveryengineRoutes,
  starts: discoveryengineStarts,
  dialect: {
    operationName,
    canonicalName,
    metadata,
    writesDoneFalse: false,
    metadataAtStart: false,
    listOptions: "ignored",
  },
};

/** `…/branches/0/operations/import-documents-13076529950805489230` */
function operationName({ start, target, projectNumber, random }: NewOperationFacts): string {
  const id = random.text(1, "123456789") + random.text(18, "0123456789");
  return `${canonicalName(parentOf(start.method, target), projectNumber)}/operations/${start.verb}-${id}`;
}

/** Where an operation is kept: at what it works in, for a whole data store or engine at what holds that. */
function parentOf(method: string, target: string): string {
  const segments = target.split("/");
  if (/^(create|delete)/.test(method)) {
    return withDefaultCollection(segments).slice(0, -2).join("/");
  }
  return /^(import|purge)/.test(method) ? segments.slice(0, -1).join("/") : target;
}

function canonicalName(name: string, projectNumber: string): string {
  const segments = withDefaultCollection(name.split("/"));
  if (segments[0] === "projects" && !/^\d+$/.test(segments[1] ?? "")) {
    segments[1] = projectNumber;
  }
  const branch = segments.indexOf("branches") + 1;
  if (branch > 0 && segments[branch] === "default_branch") {
    segments[branch] = "0";
  }
  return segments.join("/");
}

/** Data stores and engines that are named without a collection are in the default one. */
function withDefaultCollection(segments: string[]): string[] {
  return segments[4] === "dataStores" || segments[4] === "engines"
    ? [...segments.slice(0, 4), "collections", "default_collection", ...segments.slice(4)]
    : [...segments];
}

function metadata(look: OperationLook): JsonObject {
  const { record, life } = look;
  const message = `${record.start.method.charAt(0).toUpperCase()}${record.start.method.slice(1)}Metadata`;
  return {
    "@type": `type.googleapis.com/google.cloud.discoveryengine.${record.version}.${message}`,
    createTime: look.timestamp(record.startedAt, 6),
    updateTime: look.timestamp(life.done ? life.endedAt : look.now, 6),
    ...counters(look),
  };
}

/** int64 is text in proto3 JSON, int32 a number; 0 is left out. */
function counters({ record, life }: OperationLook): JsonObject {
  const done = Math.floor(WORK * life.progress);
  switch (record.start.method) {
    case "importDocuments":
      return { ...(done > 0 ? { successCount: `${done}` } : {}), totalCount: `${WORK}` };
    case "purgeDocuments":
    case "importUserEvents":
    case "purgeUserEvents":
      return done > 0 ? { successCount: `${done}` } : {};
    case "recrawlUris": {
      const uris = Array.isArray(record.body.uris) ? record.body.uris.length : 0;
      const crawled = Math.floor(uris * life.progress);
      return {
        validUrisCount: uris,
        ...(crawled > 0 ? { successCount: crawled } : {}),
        ...(uris > crawled ? { pendingCount: uris - crawled } : {}),
      };
    }
    default:
      return {};
  }
}
