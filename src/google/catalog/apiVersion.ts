import { type CancelSupport, cancelSupport, startCancelSupport } from "./cancelSupport.js";
import type { CatalogService } from "./catalog.js";
import { fitsPattern, looksLikeOperation } from "./namePattern.js";

/**
 * Chooses the default version: the one that has the start's method, if the catalog says so; else
 * the service's preferred version; else the newest that can cancel the operation (stable ones first), else the
 * newest. Versions that have operations of a name come before those that don't. For a start that the catalog
 * doesn't know, a stable version comes before a beta that is known to cancel. An alpha version is chosen only if there is no
 * other: it is closed to most projects.
 *
 * @param resourceName an operation's name, or the path that starts one
 */
export function defaultVersion(service: CatalogService, resourceName?: string): string {
  const isName = resourceName !== undefined && looksLikeOperation(resourceName);
  const startVersion =
    resourceName === undefined || isName ? undefined : versionOfStart(service, resourceName);
  if (startVersion !== undefined) {
    return startVersion;
  }
  const versions = newestFirst(service);
  const withName = isName
    ? versions.filter((version) => supportOf(service, version, resourceName) !== "unknown")
    : versions;
  const candidates = withName.length > 0 ? withName : versions;
  const { preferredVersion } = service;
  if (preferredVersion !== undefined && candidates.includes(preferredVersion)) {
    return preferredVersion;
  }
  const stable = candidates.filter(isStable);
  const findWith = (versions: string[], support: CancelSupport): string | undefined =>
    resourceName === undefined
      ? undefined
      : versions.find((version) => supportOf(service, version, resourceName) === support);
  const stableUnknown = isName ? undefined : findWith(stable, "unknown");
  const nonAlpha = candidates.filter((version) => !isAlpha(version));
  const [newest = "v1"] = candidates;
  return findWith(stable, "supported") ?? stableUnknown ?? findWith(nonAlpha, "supported") ?? newest;
}

/** The version that has the method of a start, if the catalog says so. The longest matching prefix of its path counts. */
export function versionOfStart({ startVersions }: CatalogService, path: string): string | undefined {
  const [resource, verb] = splitVerb(path);
  const segments = resource.split("/");
  const prefix = Object.keys(startVersions)
    .filter((pattern) => {
      const [resourcePattern, patternVerb] = splitVerb(pattern);
      const { length } = resourcePattern.split("/");
      const part =
        patternVerb === undefined ? segments.slice(0, length) : patternVerb === verb ? segments : [];
      return fitsPattern(part.join("/"), resourcePattern);
    })
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? undefined : startVersions[prefix];
}

/** Splits a path at its custom verb: `a/b:import` into `a/b` and `import`. */
function splitVerb(path: string): [resource: string, verb?: string] {
  const [, resource = path, verb] = /^(.*):([^/:]*)$/.exec(path) ?? [];
  return verb === undefined ? [resource] : [resource, verb];
}

/** The support for cancelling an operation of that name, or one that a request to that path starts. */
function supportOf(service: CatalogService, version: string, resourceName: string): CancelSupport {
  const nameSupport = cancelSupport(service, version, resourceName);
  return nameSupport === "unknown" && !looksLikeOperation(resourceName)
    ? startCancelSupport(service, version, resourceName)
    : nameSupport;
}

/** Checks whether a text is an API version, such as `v1`, `v2beta3`, `v1p2beta1`. */
export function looksLikeVersion(text: string): boolean {
  return VERSION.test(text);
}

/** Checks whether two versions are of one API: `v2` and `v2beta1`. */
export function isSameMajor(a: string, b: string): boolean {
  return VERSION.exec(a)?.[1] === VERSION.exec(b)?.[1];
}

const VERSION = /^v(\d+)(?:p(\d+))?(?:(alpha|beta|eap|dev)(\d*))?$/;

/** Sorts a service's versions: stable, beta, alpha (often closed to most projects); among those the newest first. */
export function newestFirst({ versions }: CatalogService): string[] {
  return [...versions.keys()].sort((a, b) => {
    const left = rank(a);
    const right = rank(b);
    const difference = left.map((part, index) => (right[index] ?? 0) - part).find((part) => part !== 0);
    return difference ?? a.localeCompare(b);
  });
}

function isStable(version: string): boolean {
  return rank(version)[0] === 2;
}

function isAlpha(version: string): boolean {
  return rank(version)[0] === 0;
}

function rank(version: string): number[] {
  const [, major = "0", point = "0", stage, preview = "0"] = VERSION.exec(version) ?? [];
  const stability = stage === undefined ? 2 : stage === "beta" ? 1 : 0;
  return [stability, Number(major), Number(point), Number(preview)];
}
