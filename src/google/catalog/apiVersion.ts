import { type CancelSupport, cancelSupport, startCanBeCancelled } from "./cancelSupport.js";
import type { CatalogService } from "./catalog.js";
import { fitsPattern, looksLikeOperation } from "./namePattern.js";

/**
 * Chooses the version to use if none is asked for: the one that has the start's method, if the catalog says so; else
 * the service's preferred version; else the newest that can cancel the operation (stable ones first), else the
 * newest. Versions that have operations of a name come before those that don't. For a start of which nothing is
 * known, a stable version comes before a beta that is known to cancel. An alpha version is chosen only if there is no
 * other: it is closed to most projects.
 *
 * @param resourceName an operation's name, or the path that starts one
 */
export function defaultVersion(service: CatalogService, resourceName?: string): string {
  const isName = resourceName !== undefined && looksLikeOperation(resourceName);
  const ofMethod = resourceName === undefined || isName ? undefined : versionOfStart(service, resourceName);
  if (ofMethod !== undefined) {
    return ofMethod;
  }
  const all = newestFirst(service);
  const fitting = isName
    ? all.filter((version) => supportOf(service, version, resourceName) !== "unknown")
    : all;
  const candidates = fitting.length > 0 ? fitting : all;
  const { preferredVersion } = service;
  if (preferredVersion !== undefined && candidates.includes(preferredVersion)) {
    return preferredVersion;
  }
  const stable = candidates.filter(isStable);
  const find = (versions: string[], support: CancelSupport): string | undefined =>
    resourceName === undefined
      ? undefined
      : versions.find((version) => supportOf(service, version, resourceName) === support);
  const ofStart = isName ? undefined : find(stable, "unknown");
  const open = candidates.filter((version) => !isAlpha(version));
  const [newest = "v1"] = candidates;
  return find(stable, "supported") ?? ofStart ?? find(open, "supported") ?? newest;
}

/** The version that has the method of a start, if the catalog says so. The longest beginning of its path counts. */
export function versionOfStart({ startVersions }: CatalogService, path: string): string | undefined {
  const [resource, verb] = splitVerb(path);
  const segments = resource.split("/");
  const beginning = Object.keys(startVersions)
    .filter((pattern) => {
      const [form, itsVerb] = splitVerb(pattern);
      const { length } = form.split("/");
      const part = itsVerb === undefined ? segments.slice(0, length) : itsVerb === verb ? segments : [];
      return fitsPattern(part.join("/"), form);
    })
    .sort((a, b) => b.length - a.length)[0];
  return beginning === undefined ? undefined : startVersions[beginning];
}

/** `a/b:import` is `a/b` and `import`. */
function splitVerb(path: string): [resource: string, verb?: string] {
  const [, resource = path, verb] = /^(.*):([^/:]*)$/.exec(path) ?? [];
  return verb === undefined ? [resource] : [resource, verb];
}

/** The verdict on an operation with that name, or on one that this path starts. */
function supportOf(service: CatalogService, version: string, resourceName: string): CancelSupport {
  const ofName = cancelSupport(service, version, resourceName);
  return ofName === "unknown" && !looksLikeOperation(resourceName)
    ? startCanBeCancelled(service, version, resourceName)
    : ofName;
}

/** Checks whether a text is an API version, such as `v1`, `v2beta3`, `v1p2beta1`. */
export function looksLikeVersion(text: string): boolean {
  return versionForm.test(text);
}

/** Checks whether two versions are of one API: `v2` and `v2beta1`. */
export function isSameMajor(a: string, b: string): boolean {
  return versionForm.exec(a)?.[1] === versionForm.exec(b)?.[1];
}

const versionForm = /^v(\d+)(?:p(\d+))?(?:(alpha|beta|eap|dev)(\d*))?$/;

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
  const [, major = "0", point = "0", stage, preview = "0"] = versionForm.exec(version) ?? [];
  const stability = stage === undefined ? 2 : stage === "beta" ? 1 : 0;
  return [stability, Number(major), Number(point), Number(preview)];
}
