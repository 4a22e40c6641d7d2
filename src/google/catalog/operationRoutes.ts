import type { CatalogService, CatalogVersion } from "./catalog.js";
import { fitsPattern, parentPattern } from "./namePattern.js";

/** One request's method, and its path below the base URL. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: string;
}

/** The routes of one operation. A missing method is one that the service doesn't have for the name. */
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
  const known = service?.versions.get(version);
  const fitting = known?.names.filter(({ pattern }) => fitsPattern(operationName, pattern)) ?? [];
  const pattern = fitting[0]?.pattern;
  if (service === undefined || known === undefined || pattern === undefined) {
    return undefined;
  }
  const route: OperationRoute = { pattern };
  const inPath = nameInPath(known, pattern, operationName);
  const serviceManaged = isServiceManaged(service, operationName);
  for (const method of ["get", "cancel", "delete", "wait"] as const) {
    if (fitting.some(({ methods }) => methods.has(method)) && !(serviceManaged && method === "cancel")) {
      route[method] = fill(known.templates[method] ?? standardTemplates[method], known.base, inPath);
    }
  }
  return route;
}

/** The routes by the standard rules: for hosts, versions and names that the catalog doesn't know. */
export function standardRouteOf(base: string, operationName: string): Required<OperationRoute> {
  return {
    pattern: "**",
    get: fill(standardTemplates.get, base, operationName),
    cancel: fill(standardTemplates.cancel, base, operationName),
    delete: fill(standardTemplates.delete, base, operationName),
    wait: fill(standardTemplates.wait, base, operationName),
  };
}

/**
 * The route that lists the operations below a parent. The name of their collection comes from the catalog's patterns
 * (`operations` but for a few). An empty parent means the service's own top collection.
 */
export function listRouteOf(version: CatalogVersion | undefined, base: string, parent: string): Route {
  const fitting = version?.names
    .filter(({ methods }) => methods.has("list"))
    .find(({ pattern }) => isParent(parent, parentPattern(pattern)));
  const collection = fitting?.pattern.split("/").at(-2) ?? "operations";
  const name = parent === "" ? collection : `${parent}/${collection}`;
  const inPath = fitting === undefined ? name : collectionInPath(version, fitting.pattern, name);
  return { method: "GET", path: `${base}/${inPath}` };
}

/** Checks whether a parent fits a pattern segment by segment: a list never spans several levels. */
function isParent(parent: string, pattern: string): boolean {
  const isSameDepth = parent.split("/").length === pattern.split("/").length;
  return parent === "" || pattern === "" ? parent === pattern : isSameDepth && fitsPattern(parent, pattern);
}

/**
 * The parent whose list shows the operations that a path started: the nearest above the path that the catalog knows a
 * list for, else its location or project.
 */
export function listParentNear(version: CatalogVersion | undefined, path: string): string {
  const segments = path.replace(/:[^/]*$/, "").split("/");
  const above = segments.map((_, index) => segments.slice(0, segments.length - index).join("/"));
  const parents = (version?.names ?? [])
    .filter(({ methods }) => methods.has("list"))
    .map(({ pattern }) => parentPattern(pattern));
  const listed = above.find((candidate) =>
    parents.some((parent) => parent !== "" && fitsPattern(candidate, parent)),
  );
  return listed ?? /^projects\/[^/]+(?:\/locations\/[^/]+)?/.exec(path)?.[0] ?? "";
}

/** The route that cancels an operation, by the standard rules if the catalog doesn't know it; `undefined` if none does. */
export function cancelRouteOf(
  service: CatalogService | undefined,
  version: string,
  operationName: string,
): Route | undefined {
  const known = routeOf(service, version, operationName);
  const base = service?.versions.get(version)?.base ?? version;
  return known === undefined ? standardRouteOf(base, operationName).cancel : known.cancel;
}

/** Checks whether a name is of an operation that the service runs by itself. */
export function isServiceManaged({ ownOperations }: CatalogService, operationName: string): boolean {
  return ownOperations.some((pattern) => fitsPattern(operationName, pattern));
}

function fill(template: string, base: string, name: string): Route {
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

/** The same for a collection, which is a name without its last segment. */
function collectionInPath(version: CatalogVersion | undefined, pattern: string, collection: string): string {
  return version === undefined
    ? collection
    : nameInPath(version, pattern, `${collection}/-`).split("/").slice(0, -1).join("/");
}
