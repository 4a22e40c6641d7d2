import type { CatalogService } from "./catalog.js";
import { fitsPattern, type NamePattern } from "./namePattern.js";
import { isServiceManaged, routeOf } from "./operationRoutes.js";

/**
 * The catalog's verdict on cancelling an operation. `serviceManaged`: the service runs it by itself, so that only the
 * owner of the service's resource may end it. `unknown`: the catalog doesn't contain that name or service.
 */
export type CancelSupport = "supported" | "unsupported" | "serviceManaged" | "unknown";

/**
 * Tells whether a service can cancel the operation of a name.
 *
 * @param verb as the operation reports it, if it is known: some services can cancel only some kinds
 */
export function cancelSupport(
  service: CatalogService | undefined,
  version: string,
  operationName: string,
  verb?: string,
): CancelSupport {
  const route = routeOf(service, version, operationName);
  if (service === undefined || route === undefined) {
    return "unknown";
  }
  if (isServiceManaged(service, operationName)) {
    return "serviceManaged";
  }
  const verbs = service.versions.get(version)?.cancellableVerbs;
  const isOtherKind = verb !== undefined && verbs !== undefined && !verbs.includes(verb);
  return route.cancel === undefined || isOtherKind ? "unsupported" : "supported";
}

/** Lists the versions of a service that can cancel an operation of that name, oldest first. */
export function cancellableVersions(service: CatalogService, operationName: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => cancelSupport(service, version, operationName) === "supported",
  );
}

/**
 * Tells whether an operation that a request to this path starts can be cancelled.
 *
 * If a service can cancel only some of its operations and the catalog lists their starts, the list decides. Otherwise
 * the verdict is that of all patterns that the operation's name may have: operations are below the resource that
 * they work on, or below one of its ancestors. If the patterns differ, the verdict is `unknown`.
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
  const near = known.names.filter(({ pattern }) => isAbove(startPath, pattern));
  const possible = near.length > 0 ? near : known.names;
  const cancellable = possible.filter(({ methods }) => methods.has("cancel")).length;
  if (cancellable === 0) {
    return "unsupported";
  }
  return cancellable === possible.length || coversAll(possible) ? "supported" : "unknown";
}

/** Lists the versions of a service that can cancel an operation that this path starts, oldest first. */
export function cancellableStartVersions(service: CatalogService, startPath: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => startCanBeCancelled(service, version, startPath) === "supported",
  );
}

/** Checks whether a pattern's operations may be those of a resource: the path's, or the one that it creates. */
function isAbove(startPath: string, pattern: string): boolean {
  const above = pattern.split("/").slice(0, -2);
  if (above.length === 0) {
    return true;
  }
  const resource = [...startPath.replace(/:[^/:]*$/, "").split("/"), "-"];
  return fitsPattern(resource.slice(0, above.length).join("/"), above.join("/"));
}

/** Checks for a pattern with cancel that takes every name of the other patterns, such as `operations/**`. */
function coversAll(patterns: readonly NamePattern[]): boolean {
  return patterns.some(
    ({ pattern, methods }) =>
      methods.has("cancel") &&
      patterns.every((other) => other.pattern === pattern || fitsPattern(other.pattern, pattern)),
  );
}
