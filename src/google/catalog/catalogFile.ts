/**
 * The form of catalog.json, kept compact because it holds every Google service that can cancel operations, and
 * those of Google Cloud that can't. generate/generate.mjs generates the file; generate/supplement.json names the sources
 * of the facts that npm's `googleapis` doesn't contain.
 */
export type CatalogFile = Record<string, ServiceEntry>;

export interface ServiceEntry {
  /** Default: `<key>.googleapis.com`. */
  host?: string;
  /** True if there is a host for mutual TLS, with `.mtls` before `.googleapis.com`. */
  mtls?: true;
  /** Templates of the other hosts of the service, with `{location}`. */
  regional?: string[];
  /**
   * The templates of the hosts of locations that have their own: the location, `region` or `*` (any but `global`), to
   * template.
   */
  located?: Record<string, string>;
  /** The default version. Default: the newest stable one that can cancel the operation. */
  default?: string;
  /**
   * The prefix of a start's path, or the full path with its verb, to the version that has the method. For services whose
   * default version may be another API without it.
   */
  startVersions?: Record<string, string>;
  /** The IAM permission for cancelling its operations, if it is documented. */
  cancelPermission?: string;
  /** The form of operations, if it isn't google.longrunning's: `status: "DONE"` instead of `done`. */
  form?: "status";
  /** OAuth scopes that suffice as cloud-platform does, relative to https://www.googleapis.com/auth/. */
  scopes?: string[];
  /** OAuth scopes of which one is needed, for services that don't accept cloud-platform. */
  onlyScopes?: string[];
  list?: ListDeviation[];
  /** Patterns of operations that the service runs by itself: no request started them, and none is cancelled. */
  own?: string[];
  /** True if operations are runs of a schedule: a cancel ends one run, and later ones still start. */
  scheduled?: true;
  /** The API versions. A string in place of an entry names another version with the same entry. */
  versions: Record<string, VersionEntry | string>;
}

/**
 * Deviations of a service's list from google.longrunning: shows no finished operations
 * (`pendingOnly`), ignores or refuses the filter (`noFilter`), or the page size and token (`noPaging`); calls
 * the page size `maxResults`; refuses to list without a filter (`needsFilter`).
 */
export type ListDeviation = "pendingOnly" | "noFilter" | "noPaging" | "maxResults" | "needsFilter";

export interface VersionEntry {
  /** The part of a path before the resource name. Default: the version. */
  base?: string;
  /**
   * Name pattern (`*`: one segment, `**`: one or more) to the service's methods for such names: `g`et,
   * `c`ancel, `l`ist, `f`ilter of list, `d`elete, `w`ait.
   */
  names: Record<string, string>;
  /** Method and path of each method that is not `GET {base}/{name}`, `POST {base}/{name}:cancel` and so on. */
  templates?: Partial<Record<"get" | "cancel" | "delete" | "wait", string>>;
  /**
   * Pattern of names to their form in paths, if that is not the name itself: `{1}` is the segment in place of the
   * first `*`.
   */
  renamed?: Record<string, string>;
  /** Paths of starts whose operations can be cancelled, if not all can. */
  cancellableStarts?: string[];
  /** Verbs, as operations report them, of operations that can be cancelled, if not all can. */
  cancellableVerbs?: string[];
}

let loaded: CatalogFile | undefined;

/** Reads the catalog on first use: a program that only loads this package should not pay for it. */
export function loadCatalog(): CatalogFile {
  loaded ??= require("./catalog.json") as CatalogFile;
  return loaded;
}
