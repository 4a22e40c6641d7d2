import type { CatalogService } from "./catalog.js";
import { fitsPattern, type NamePattern } from "./namePattern.js";
import type { CancelSupport } from "./operationRoutes.js";

/**
 * Whether an operation that a request to this path starts could be cancelled.
 *
 * Where a service can cancel only some of its operations and the catalog lists the starts of those, the list
 * decides. Else it is what holds of every pattern that the operation's name may have: operations are below the
 * resource that they work on, or below one of its ancestors. Where the patterns differ, it is unknown.
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

/** The versions of a service whose operation could be cancelled if this path started it, oldest first. */
export function cancellableStartVersions(service: CatalogService, startPath: string): string[] {
  return [...service.versions.keys()].filter(
    (version) => startCanBeCancelled(service, version, startPath) === "supported",
  );
}

/** Whether operations of a pattern may be those of a resource: the path's, or the one that it creates. */
function isAbove(startPath: string, pattern: string): boolean {
  const above = pattern.split("/").slice(0, -2);
  if (above.length === 0) {
    return true;
  }
  const resource = [...startPath.replace(/:[^/:]*$/, "").split("/"), "-"];
  return fitsPattern(resource.slice(0, above.length).join("/"), above.join("/"));
}

/** A pattern that takes every name of the others has the last word on them: `operations/**`. */
function coversAll(patterns: readonly NamePattern[]): boolean {
  return patterns.some(
    ({ pattern, methods }) =>
      methods.has("cancel") &&
      patterns.every((other) => other.pattern === pattern || fitsPattern(other.pattern, pattern)),
  );
}
