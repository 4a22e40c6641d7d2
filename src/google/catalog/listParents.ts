import { defaultVersion } from "./apiVersion.js";
import type { CatalogService } from "./catalog.js";
import { fitsPattern, parentPattern } from "./namePattern.js";

/** The parents below which a service lists the operations of a project. All are empty for a service without a list. */
export interface ListParents {
  /** Patterns of parents that exist once in a project: `projects/*`, `projects/*\/locations/global`. */
  direct: string[];
  /** The collections of locations: `locations`, and `regions` or `zones` of a few older services. */
  places: string[];
  /** Patterns of other resources, such as `projects/*\/instances/*`. */
  resources: string[];
}

const collections = ["locations", "regions", "zones"];

/**
 * Returns the parents of a service's lists, in the version that lists each of them.
 *
 * @param apiVersion the only version to consider. Default: for each parent, the default version of its operations
 */
export function listParents(service: CatalogService, apiVersion?: string): ListParents {
  const canList = (parent: string) => {
    const version = apiVersion ?? defaultVersion(service, `${parent}/operations/-`);
    return parentPatterns(service, version).some((pattern) => fitsPattern(parent, pattern));
  };
  const all = collections.filter((collection) => canList(`projects/-/${collection}/-`));
  const hasLocations = all.includes("locations");
  // The wildcard of GKE's locations includes zones.
  const places = hasLocations ? all.filter((collection) => collection !== "zones") : all;
  const patterns = parentPatterns(service, apiVersion ?? defaultVersion(service));
  const others = patterns.filter((pattern) => /^projects\/[*_]\/./.test(pattern) && !isPlace(pattern));
  const ofProject = others.filter((pattern) => wildcards(pattern) === 1 && pattern.startsWith("projects/*"));
  return {
    direct: [...(canList("projects/-") ? ["projects/*"] : []), ...(hasLocations ? [] : ofProject)],
    places,
    resources: others.filter((pattern) => !ofProject.includes(pattern)),
  };
}

/** The patterns of the parents that a version lists, shortest first. */
function parentPatterns({ versions }: CatalogService, version: string): string[] {
  const names = versions.get(version)?.names ?? [];
  const patterns = names
    .filter(({ methods }) => methods.has("list"))
    .map(({ pattern }) => parentPattern(pattern));
  return [...new Set(patterns)].sort((a, b) => a.split("/").length - b.split("/").length);
}

function isPlace(pattern: string): boolean {
  return collections.some((collection) => pattern === `projects/*/${collection}/*`);
}

function wildcards(pattern: string): number {
  return pattern.split("/").filter((segment) => segment === "*").length;
}
