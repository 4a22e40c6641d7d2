import type { CatalogService } from "./catalog.js";
import { fitsPattern, type NamePattern } from "./namePattern.js";
import { isServiceManaged, routeOf } from "./operationRoutes.js";

/**
 * The support for cancelling an operation, according to the catalog. `serviceManaged`: the service runs the operation by
 * itself, so this package doesn't cancel it. `unknown`: the catalog doesn't contain that name or service.
 */
export type CancelSupport = "supported" | "unsupported" | "serviceManaged" | "unknown";

/**
 * Returns the support for cancelling an operation, by its name.
 *
 * @param verb the operation's verb from its metadata, if known: some services can cancel only some verbs
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
  const isUncancellableVerb = verb !== undefined && verbs !== undefined && !verbs.includes(verb);
  return route.cancel === undefined || isUncancellableVerb ? "unsupported" : "supported";
}

/** Lists the versions of a service that can cancel an operation of that name, oldest first. */
export function cancellableVersions(service: CatalogService, operationName: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => cancelSupport(service, version, operationName) === "supported",
  );
}

/**
 * Returns the support for cancelling an operation that a request to this path starts.
 *
 * If a service can cancel only some of its operations and the catalog lists their starts, the list decides. Otherwise
 * the result is that of all patterns that the operation's name may have: operations are below the resource that
 * they work on, or below one of its ancestors. If the patterns differ, the result is `unknown`.
 */
export function startCancelSupport(
  service: CatalogService | undefined,
  version: string,
  startPath: string,
): CancelSupport {
  const catalogVersion = service?.versions.get(version);
  if (catalogVersion === undefined) {
    return "unknown";
  }
  if (catalogVersion.cancellableStarts !== undefined) {
    const isListed = catalogVersion.cancellableStarts.some((pattern) => fitsPattern(startPath, pattern));
    return isListed ? "supported" : "unsupported";
  }
  const nearby = catalogVersion.names.filter(({ pattern }) => mayContainOperationOf(startPath, pattern));
  const possible = nearby.length > 0 ? nearby : catalogVersion.names;
  const cancellable = possible.filter(({ methods }) => methods.has("cancel")).length;
  if (cancellable === 0) {
    return "unsupported";
  }
  return cancellable === possible.length || coversAll(possible) ? "supported" : "unknown";
}

/** Lists the versions of a service that can cancel an operation that this path starts, oldest first. */
export function cancellableStartVersions(service: CatalogService, startPath: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => startCancelSupport(service, version, startPath) === "supported",
  );
}

/** Checks whether operations of a pattern may work on the resource of a path, or on the one that the path creates. */
function mayContainOperationOf(startPath: string, pattern: string): boolean {
  const parent = pattern.split("/").slice(0, -2);
  if (parent.length === 0) {
    return true;
  }
  const resource = [...startPath.replace(/:[^/:]*$/, "").split("/"), "-"];
  return fitsPattern(resource.slice(0, parent.length).join("/"), parent.join("/"));
}

/** Checks for a pattern with cancel that matches every name of the other patterns, such as `operations/**`. */
function coversAll(patterns: readonly NamePattern[]): boolean {
  return patterns.some(
    ({ pattern, methods }) =>
      methods.has("cancel") &&
      patterns.every((other) => other.pattern === pattern || fitsPattern(other.pattern, pattern)),
  );
}
