import type { CatalogService, CatalogVersion } from "./catalog.js";
import { fitsPattern } from "./namePattern.js";

/** One request's method, and its path below the base URL. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: string;
}

/** How a service reaches one operation. A missing method is one that the service doesn't have for the name. */
export interface OperationRoute {
  /** The pattern that the name fits. */
  pattern: string;
  get?: Route;
  cancel?: Route;
  delete?: Route;
  wait?: Route;
}

/** Whether a service can cancel an operation. `unknown`: the catalog has no word on that name or service. */
export type CancelSupport = "supported" | "unsupported" | "unknown";

/** The HTTP rules of google/longrunning/operations.proto, which nearly all services follow. */
const standardTemplates = {
  get: "GET {base}/{name}",
  cancel: "POST {base}/{name}:cancel",
  delete: "DELETE {base}/{name}",
  wait: "POST {base}/{name}:wait",
} as const;

/** The routes of an operation; `undefined` where the version is unknown or the name fits none of its patterns. */
export function routeOf(
  service: CatalogService,
  version: string,
  operationName: string,
): OperationRoute | undefined {
  const known = service.versions.get(version);
  const fitting = known?.names.filter(({ pattern }) => fitsPattern(operationName, pattern)) ?? [];
  const pattern = fitting[0]?.pattern;
  if (known === undefined || pattern === undefined) {
    return undefined;
  }
  const route: OperationRoute = { pattern };
  for (const method of ["get", "cancel", "delete", "wait"] as const) {
    if (fitting.some(({ methods }) => methods.has(method))) {
      route[method] = fill(known.templates[method] ?? standardTemplates[method], known.base, operationName);
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
 * Where the operations below a parent are listed: its collection, whose name the catalog's patterns tell
 * (`operations` but for a few). An empty parent means the service's own top collection.
 */
export function listRouteOf(version: CatalogVersion | undefined, base: string, parent: string): Route {
  const collection = version?.names
    .filter(({ methods }) => methods.has("list"))
    .map(({ pattern }) => pattern.split("/"))
    .find((segments) => {
      const above = segments.slice(0, -2).join("/");
      return parent === "" ? above === "" : above !== "" && fitsPattern(parent, above);
    })
    ?.at(-2);
  const below = [base, parent, collection ?? "operations"].filter((part) => part !== "");
  return { method: "GET", path: below.join("/") };
}

export function cancelSupport(
  service: CatalogService | undefined,
  version: string,
  operationName: string,
): CancelSupport {
  const route = service && routeOf(service, version, operationName);
  if (route === undefined) {
    return "unknown";
  }
  return route.cancel === undefined ? "unsupported" : "supported";
}

/** The versions of a service that can cancel an operation of that name, oldest first. */
export function cancellableVersions(service: CatalogService, operationName: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => cancelSupport(service, version, operationName) === "supported",
  );
}

/**
 * Whether an operation that a request to this path starts could be cancelled. Where a service can cancel only
 * some of its operations, the catalog lists the starts of those.
 */
export function startCanBeCancelled(
  service: CatalogService | undefined,
  version: string,
  startPath: string,
): CancelSupport {
  const known = service?.versions.get(version);
  if (known === undefined) {
    return "unknown";
  }
  if (known.cancellableStarts !== undefined) {
    const listed = known.cancellableStarts.some((pattern) => fitsPattern(startPath, pattern));
    return listed ? "supported" : "unsupported";
  }
  const cancellable = known.names.filter(({ methods }) => methods.has("cancel")).length;
  if (cancellable === 0) {
    return "unsupported";
  }
  return cancellable === known.names.length ? "supported" : "unknown";
}

function fill(template: string, base: string, name: string): Route {
  const [method = "GET", path = ""] = template.split(" ");
  return {
    method: method as Route["method"],
    path: path.replace("{base}", () => base).replace("{name}", () => name),
  };
}
