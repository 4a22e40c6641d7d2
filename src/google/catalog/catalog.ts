import { suggest } from "../../core/text.js";
import { type ListDeviation, loadCatalog, type ServiceEntry, type VersionEntry } from "./catalogFile.js";
import type { NamePattern, OperationMethod } from "./namePattern.js";

/** A service that the catalog knows. */
export interface CatalogService {
  /** Short name, such as `alloydb`. */
  key: string;
  /** The host in full resource names. */
  host: string;
  mtlsHost?: string;
  /** Templates of the hosts of locations that have their own. */
  locationHosts: LocationHosts;
  /** Templates of its other hosts, with `{location}`. */
  regionalHosts?: readonly string[];
  /** The default version, if the newest one is not the best. */
  preferredVersion?: string;
  /** Prefixes of starts' paths, or full paths with their verb, to the version that has the method. */
  startVersions: Readonly<Record<string, string>>;
  /** The IAM permission for cancelling its operations, if it is documented. */
  cancelPermission?: string;
  versions: ReadonlyMap<string, CatalogVersion>;
  /** Present if operations have a `status` instead of google.longrunning's `done`. */
  operationFormat?: "status";
  /** Full URLs of the OAuth scopes of which any one suffices. */
  scopes: string[];
  listDeviations: readonly ListDeviation[];
  /** Patterns of operations that the service runs by itself: no request started them, and none is cancelled. */
  serviceManagedOperations: readonly string[];
  /** True if operations are runs of a schedule: a cancel ends one run, and later ones still start. */
  isScheduled: boolean;
}

/** Location, `region` or `*` (any but `global`) to a template of a host with `{location}`. */
type LocationHosts = Readonly<Record<string, string>>;

/** One API version of a service. */
export interface CatalogVersion {
  /** The part of a path before the resource name. */
  base: string;
  names: readonly NamePattern[];
  /** Method and path of the methods that deviate from google.longrunning's HTTP rules. */
  templates: NonNullable<VersionEntry["templates"]>;
  /** Patterns of names to their form in paths, if that is not the name itself. */
  renamed?: Readonly<Record<string, string>>;
  cancellableStarts?: readonly string[];
  cancellableVerbs?: readonly string[];
}

const CLOUD_PLATFORM = "cloud-platform";
const methodOfLetter: Readonly<Record<string, OperationMethod>> = {
  g: "get",
  c: "cancel",
  l: "list",
  d: "delete",
  w: "wait",
};
const methodsOfLetters = new Map<string, ReadonlySet<OperationMethod>>();
const services = new Map<string, CatalogService>();

/** Finds a service by key (`alloydb`) or by any of its hosts, regional and mTLS ones included. */
export function findService(nameOrHost: string): CatalogService | undefined {
  const text = nameOrHost.toLowerCase();
  const catalog = loadCatalog();
  const key = text.includes(".")
    ? Object.keys(catalog).find((candidate) => hasHost(candidate, catalog[candidate], text))
    : text;
  const entry = key !== undefined && Object.hasOwn(catalog, key) ? catalog[key] : undefined;
  return key === undefined || entry === undefined ? undefined : serviceOf(key, entry);
}

/** Up to three service keys that resemble a text, nearest first; for messages about an unknown service. */
export function nearestServices(text: string): string[] {
  const word = text.toLowerCase().split(".")[0] ?? "";
  return suggest(word, Object.keys(loadCatalog()), 3);
}

/** Services without cancellable operations, each with the reason. */
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  bigquery: "BigQuery jobs are not google.longrunning operations. To cancel one, call jobs.cancel.",
  compute: "Compute Engine operations can't be cancelled: the API has no cancel method.",
  dataflow:
    "Dataflow jobs are not google.longrunning operations. To cancel one, update the job's requestedState.",
  deploymentmanager: "Deployment Manager operations can't be cancelled: the API has no cancel method.",
};

/** The reason why a service, by key or host, is out of scope; undefined for any other. */
export function outOfScope(nameOrHost: string): string | undefined {
  const [, key = ""] = /^([a-z]+)(?:\.(?:.+\.)?googleapis\.com)?$/.exec(nameOrHost.toLowerCase()) ?? [];
  return Object.hasOwn(OUT_OF_SCOPE, key) ? OUT_OF_SCOPE[key] : undefined;
}

/** The IAM permission for cancelling a service's operations, by its key or host, if it is documented. */
export function documentedCancelPermission(nameOrHost: string): string | undefined {
  return findService(nameOrHost)?.cancelPermission;
}

function hasHost(key: string, entry: ServiceEntry | undefined, host: string): boolean {
  if (entry === undefined) {
    return false;
  }
  const templates = [...Object.values(entry.located ?? {}), ...(entry.regional ?? [])];
  return (
    host === hostOf(key, entry) ||
    (entry.mtls === true && host === mtlsHostOf(key, entry)) ||
    templates.some((template) => locationInHost(host, template) !== undefined)
  );
}

function hostOf(key: string, entry: ServiceEntry): string {
  return entry.host ?? `${key}.googleapis.com`;
}

function mtlsHostOf(key: string, entry: ServiceEntry): string {
  return hostOf(key, entry).replace(".", ".mtls.");
}

function serviceOf(key: string, entry: ServiceEntry): CatalogService {
  const cached = services.get(key);
  if (cached !== undefined) {
    return cached;
  }
  const scopes = entry.onlyScopes ?? [CLOUD_PLATFORM, ...(entry.scopes ?? [])];
  const service: CatalogService = {
    key,
    host: hostOf(key, entry),
    ...(entry.mtls === true && { mtlsHost: mtlsHostOf(key, entry) }),
    locationHosts: entry.located ?? {},
    ...(entry.regional !== undefined && { regionalHosts: entry.regional }),
    ...(entry.default !== undefined && { preferredVersion: entry.default }),
    startVersions: entry.startVersions ?? {},
    ...(entry.cancelPermission !== undefined && { cancelPermission: entry.cancelPermission }),
    ...(entry.form !== undefined && { operationFormat: entry.form }),
    versions: new Map(Object.keys(entry.versions).map((version) => [version, versionOf(entry, version)])),
    scopes: scopes.map((scope) => `https://www.googleapis.com/auth/${scope}`),
    listDeviations: entry.list ?? [],
    serviceManagedOperations: entry.own ?? [],
    isScheduled: entry.scheduled === true,
  };
  services.set(key, service);
  return service;
}

function versionOf(entry: ServiceEntry, version: string): CatalogVersion {
  const entryOrAlias = entry.versions[version];
  const details = typeof entryOrAlias === "string" ? entry.versions[entryOrAlias] : entryOrAlias;
  if (details === undefined || typeof details === "string") {
    throw new Error(`catalog.json: version ${version} points at no entry.`);
  }
  return {
    base: details.base ?? version,
    names: Object.entries(details.names).map(([pattern, letters]) => ({
      pattern,
      methods: methodsOf(letters),
      filter: letters.includes("f"),
    })),
    templates: details.templates ?? {},
    ...(details.renamed !== undefined && { renamed: details.renamed }),
    ...(details.cancellableStarts !== undefined && { cancellableStarts: details.cancellableStarts }),
    ...(details.cancellableVerbs !== undefined && { cancellableVerbs: details.cancellableVerbs }),
  };
}

/** The methods of a combination of letters, cached: a service may have hundreds of patterns, nearly all alike. */
function methodsOf(letters: string): ReadonlySet<OperationMethod> {
  let methods = methodsOfLetters.get(letters);
  if (methods === undefined) {
    methods = new Set([...letters].flatMap((letter) => methodOfLetter[letter] ?? []));
    methodsOfLetters.set(letters, methods);
  }
  return methods;
}

/** The text in place of `{location}` in a host of that template; undefined for another host. */
function locationInHost(host: string, template: string): string | undefined {
  const [before = "", after = ""] = template.split("{location}");
  const location = host.slice(before.length, host.length - after.length);
  return host === before + location + after && /^[a-z0-9-]+$/.test(location) ? location : undefined;
}

/**
 * The location that a host of the service serves: `eu` of `eu-discoveryengine.googleapis.com`. Undefined
 * for hosts that serve every location, and for hosts of other services.
 *
 * @param host one of Google's own universe
 */
export function locationOfHost(
  { host: mainHost, locationHosts, regionalHosts = [] }: CatalogService,
  host: string,
): string | undefined {
  const plain = host.replace(".mtls.", ".").toLowerCase();
  if (plain === mainHost) {
    return undefined;
  }
  const templates = [...Object.values(locationHosts), ...regionalHosts];
  return templates
    .map((template) => locationInHost(plain, template))
    .find((location) => location !== undefined);
}
