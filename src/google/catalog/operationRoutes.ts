import type { CatalogService, CatalogVersion } from "./catalog.js";
import { fitsPattern, type NamePattern, parentPattern } from "./namePattern.js";

/** The HTTP method of a request, and its path below the base URL. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: string;
}

/** The routes of one operation. An absent route is one that the service doesn't have for the name. */
export interface OperationRoute {
  /** The pattern that the name fits. */
  pattern: string;
  get?: Route;
  cancel?: Route;
  delete?: Route;
  wait?: Route;
}

/** The HTTP rules of google/longrunning/operations.proto, which nearly all services follow. */
const standardTemplates = {
  get: "GET {base}/{name}",
  cancel: "POST {base}/{name}:cancel",
  delete: "DELETE {base}/{name}",
  wait: "POST {base}/{name}:wait",
} as const;

/** The routes of an operation; `undefined` if the service or version is unknown or the name fits no pattern. */
export function routeOf(
  service: CatalogService | undefined,
  version: string,
  operationName: string,
): OperationRoute | undefined {
  const catalogVersion = service?.versions.get(version);
  const matching = catalogVersion?.names.filter(({ pattern }) => fitsPattern(operationName, pattern)) ?? [];
  const pattern = matching[0]?.pattern;
  if (service === undefined || catalogVersion === undefined || pattern === undefined) {
    return undefined;
  }
  const route: OperationRoute = { pattern };
  const inPath = nameInPath(catalogVersion, pattern, operationName);
  const isManaged = isServiceManaged(service, operationName);
  for (const method of ["get", "cancel", "delete", "wait"] as const) {
    if (matching.some(({ methods }) => methods.has(method)) && !(isManaged && method === "cancel")) {
      route[method] = fillTemplate(
        catalogVersion.templates[method] ?? standardTemplates[method],
        catalogVersion.base,
        inPath,
      );
    }
  }
  return route;
}

/** The routes by the standard rules: for hosts, versions and names that the catalog doesn't know. */
export function standardRouteOf(base: string, operationName: string): Required<OperationRoute> {
  return {
    pattern: "**",
    get: fillTemplate(standardTemplates.get, base, operationName),
    cancel: fillTemplate(standardTemplates.cancel, base, operationName),
    delete: fillTemplate(standardTemplates.delete, base, operationName),
    wait: fillTemplate(standardTemplates.wait, base, operationName),
  };
}

/**
 * The route that lists the operations below a parent. The name of their collection comes from the catalog's patterns
 * (`operations` but for a few). An empty parent means the service's own top collection.
 */
export function listRouteOf(version: CatalogVersion | undefined, base: string, parent: string): Route {
  const matching = version && listPatternOf(version, parent);
  const collection = matching?.pattern.split("/").at(-2) ?? "operations";
  const name = parent === "" ? collection : `${parent}/${collection}`;
  const inPath = matching === undefined ? name : collectionInPath(version, matching.pattern, name);
  return { method: "GET", path: `${base}/${inPath}` };
}

/** The pattern of an operation's name whose list contains the operation; `undefined` if the version has no such list. */
export function listedPatternOf(version: CatalogVersion, operationName: string): NamePattern | undefined {
  const segments = operationName.split("/");
  const parent = segments.slice(0, -2).join("/");
  const matching = listPatternOf(version, parent);
  return matching !== undefined && fitsPattern(operationName, matching.pattern) ? matching : undefined;
}

/** Checks whether a version has a list of the operations directly below a parent. */
export function hasList(version: CatalogVersion, parent: string): boolean {
  return listPatternOf(version, parent) !== undefined;
}

/** The patterns of the parents whose operations a version lists, the shortest first. */
export function listedParents({ names }: CatalogVersion): string[] {
  const parents = names
    .filter(({ methods }) => methods.has("list"))
    .map(({ pattern }) => parentPattern(pattern))
    .filter((parent) => parent !== "");
  return [...new Set(parents)].sort((a, b) => a.split("/").length - b.split("/").length);
}

function listPatternOf({ names }: CatalogVersion, parent: string): NamePattern | undefined {
  return names
    .filter(({ methods }) => methods.has("list"))
    .find(({ pattern }) => fitsParent(parent, parentPattern(pattern)));
}

/** Checks whether a parent fits a pattern segment by segment: a list never spans several levels. */
function fitsParent(parent: string, pattern: string): boolean {
  const isSameDepth = parent.split("/").length === pattern.split("/").length;
  return parent === "" || pattern === "" ? parent === pattern : isSameDepth && fitsPattern(parent, pattern);
}

/**
 * The parent whose list contains operations started by a request to a path: the nearest ancestor of the path with a list
 * in the catalog, else the location or project.
 */
export function nearestListParent(version: CatalogVersion | undefined, path: string): string {
  const lists = version?.names.filter(({ methods }) => methods.has("list")) ?? [];
  const listParent = nearestParent(lists, path.replace(/:[^/]*$/, ""));
  return listParent ?? /^projects\/[^/]+(?:\/locations\/[^/]+)?/.exec(path)?.[0] ?? "";
}

/** The longest beginning of a name that is the parent of operations whose names fit a pattern; the name itself counts. */
export function nearestParent(patterns: readonly NamePattern[], name: string): string | undefined {
  const parents = patterns.map(({ pattern }) => parentPattern(pattern));
  const segments = name.split("/");
  return segments
    .map((_, index) => segments.slice(0, segments.length - index).join("/"))
    .find((beginning) => parents.some((parent) => fitsPattern(beginning, parent)));
}

/** The route that cancels an operation; a standard one if the catalog doesn't know the name; `undefined` if none does. */
export function cancelRouteOf(
  service: CatalogService | undefined,
  version: string,
  operationName: string,
): Route | undefined {
  const route = routeOf(service, version, operationName);
  const base = service?.versions.get(version)?.base ?? version;
  return route === undefined ? standardRouteOf(base, operationName).cancel : route.cancel;
}

/** Checks for the name of an operation that the service runs by itself. */
export function isServiceManaged(
  { serviceManagedOperations }: CatalogService,
  operationName: string,
): boolean {
  return serviceManagedOperations.some((pattern) => fitsPattern(operationName, pattern));
}

function fillTemplate(template: string, base: string, name: string): Route {
  const [method = "GET", path = ""] = template.split(" ");
  return {
    method: method as Route["method"],
    path: path.replace("{base}", () => base).replace("{name}", () => name),
  };
}

/** The form of a name in paths: nearly always the name itself. */
function nameInPath({ renamed }: CatalogVersion, pattern: string, name: string): string {
  const form = renamed?.[pattern];
  if (form === undefined) {
    return name;
  }
  const wildcards = pattern.split("/");
  const values = name.split("/").filter((_, index) => wildcards[index] === "*");
  return form.replace(/\{(\d+)\}/g, (_, number: string) => values[Number(number) - 1] ?? "");
}

/** The form of a collection in paths. A collection is a name without its last segment. */
function collectionInPath(version: CatalogVersion | undefined, pattern: string, collection: string): string {
  return version === undefined
    ? collection
    : nameInPath(version, pattern, `${collection}/-`).split("/").slice(0, -1).join("/");
}
