import type { CatalogService } from "./catalog.js";
import { looksLikeOperation } from "./namePattern.js";
import { type CancelSupport, cancelSupport } from "./operationRoute.js";
import { startCanBeCancelled } from "./startForecast.js";

/**
 * The version to use when none is asked for: the one the project settled on for the service, else the newest
 * that can cancel the operation (stable ones first), else the newest. For a start of which nothing is known, a
 * stable version comes before a beta that is known to cancel. An alpha version is chosen only where there is
 * nothing else: it is closed to most projects.
 *
 * `about` is an operation's name or the path that starts one.
 */
export function defaultVersion(service: CatalogService, about?: string): string {
  const newestFirst = [...service.versions.keys()].sort(newerFirst);
  const open = newestFirst.filter((version) => !isAlpha(version));
  const stable = newestFirst.filter(isStable);
  const find = (versions: string[], support: CancelSupport): string | undefined =>
    about === undefined
      ? undefined
      : versions.find((version) => supportOf(service, version, about) === support);
  const ofStart = about !== undefined && !looksLikeOperation(about) ? find(stable, "unknown") : undefined;
  const [newest = "v1"] = newestFirst;
  return service.settledVersion ?? find(stable, "supported") ?? ofStart ?? find(open, "supported") ?? newest;
}

/** Of an operation with that name, or of one that is started by that path. */
function supportOf(service: CatalogService, version: string, about: string): CancelSupport {
  const ofName = cancelSupport(service, version, about);
  return ofName === "unknown" && !looksLikeOperation(about)
    ? startCanBeCancelled(service, version, about)
    : ofName;
}

/** Whether a text is an API version, such as `v1`, `v2beta3`, `v1p2beta1`. */
export function looksLikeVersion(text: string): boolean {
  return versionForm.test(text);
}

const versionForm = /^v(\d+)(?:p(\d+))?(?:(alpha|beta|eap|dev)(\d*))?$/;

/** Orders versions: stable, beta, alpha (often closed to most projects); among those by number, newest first. */
function newerFirst(a: string, b: string): number {
  const left = rank(a);
  const right = rank(b);
  const difference = left.map((part, index) => (right[index] ?? 0) - part).find((part) => part !== 0);
  return difference ?? a.localeCompare(b);
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
