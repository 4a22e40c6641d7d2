import { standardRoutes } from "./operationsRoutes.js";
import type { OperationsRoute } from "./serviceDefinition.js";

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
