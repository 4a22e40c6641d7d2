import type { Output } from "@pulumi/pulumi";
import { findService } from "../../google/catalog/catalog.js";
import { fitsPattern } from "../../google/catalog/namePattern.js";
import { pathProblem, splitFullName } from "../../google/names/resourceName.js";
import { type FieldRule, isGiven } from "./fieldRules.js";
import { resolveIds } from "./gcpResources.js";

/** A kind of resource that requests name. */
export interface ResourceKind {
  /** Catalog key of the service that has it. */
  service: string;
  /** The argument of recipes for the resource of the request. */
  argument: string;
  /** The description in messages, with an article. */
  description: string;
  /** Its class in @pulumi/gcp. */
  gcpClass: string;
  /** The forms of its name. Messages show the first. */
  patterns: readonly [string, ...string[]];
}

const PARENT = "projects/*/locations/*";

/** The resources that recipes take by their name. */
export const RESOURCE_KINDS = {
  alloydbCluster: {
    service: "alloydb",
    argument: "cluster",
    description: "an AlloyDB cluster",
    gcpClass: "gcp.alloydb.Cluster",
    patterns: [`${PARENT}/clusters/*`],
  },
  alloydbInstance: {
    service: "alloydb",
    argument: "instance",
    description: "an AlloyDB instance",
    gcpClass: "gcp.alloydb.Instance",
    patterns: [`${PARENT}/clusters/*/instances/*`],
  },
  alloydbBackup: {
    service: "alloydb",
    argument: "backup",
    description: "an AlloyDB backup",
    gcpClass: "gcp.alloydb.Backup",
    patterns: [`${PARENT}/backups/*`],
  },
  datafusionInstance: {
    service: "datafusion",
    argument: "instance",
    description: "a Data Fusion instance",
    gcpClass: "gcp.datafusion.Instance",
    patterns: [`${PARENT}/instances/*`],
  },
  dataStore: {
    service: "discoveryengine",
    argument: "dataStore",
    description: "a data store",
    gcpClass: "gcp.discoveryengine.DataStore",
    patterns: [`${PARENT}/collections/*/dataStores/*`, `${PARENT}/dataStores/*`],
  },
  engine: {
    service: "discoveryengine",
    argument: "engine",
    description: "an engine",
    gcpClass: "gcp.discoveryengine.SearchEngine, ChatEngine or RecommendationEngine",
    patterns: [`${PARENT}/collections/*/engines/*`],
  },
  codeRepositoryIndex: {
    service: "cloudaicompanion",
    argument: "codeRepositoryIndex",
    description: "a code repository index",
    gcpClass: "gcp.gemini.CodeRepositoryIndex",
    patterns: [`${PARENT}/codeRepositoryIndexes/*`],
  },
  repositoryGroup: {
    service: "cloudaicompanion",
    argument: "repositoryGroup",
    description: "a repository group",
    gcpClass: "gcp.gemini.RepositoryGroup",
    patterns: [`${PARENT}/codeRepositoryIndexes/*/repositoryGroups/*`],
  },
} as const satisfies Record<string, ResourceKind>;

/** A rule for a required resource name: the name, the name after its host, or the resource's ID. */
export function resourceNameRule(kind: ResourceKind): FieldRule {
  return (value, quote) => {
    const name = typeof value === "string" ? nameWithoutHost(kind, value) : "";
    const reason = name === "" ? undefined : problemOf(name);
    if (name && reason === undefined && isNameOf(kind, name)) {
      return undefined;
    }
    const wrong = isGiven(value) ? `${quote(value)} is not the name of ${kind.description}.` : "is missing.";
    return `${wrong}${reason === undefined ? "" : ` ${reason}`} Give ${kind.patterns[0].replaceAll("*", "…")} or the ${kind.gcpClass} itself.`;
  };
}

/** The problem of a name, in a sentence. One that still has its host is that of another service. */
function problemOf(name: string): string | undefined {
  return splitFullName(name).host === undefined
    ? pathProblem(name)
    : "It names a resource of another service.";
}

/** A resource's name as an input of a request's body. */
export function resourceNameInput(kind: ResourceKind, reference: unknown): Output<unknown> {
  return resolveIds(reference).apply((text) =>
    typeof text === "string" ? nameWithoutHost(kind, text) : text,
  );
}

/** The name in a full resource name. The text itself if it has no host or the host of another service. */
export function nameWithoutHost(kind: ResourceKind, text: string): string {
  const { host, name } = splitFullName(text);
  return host !== undefined && findService(host)?.key === kind.service ? name : text;
}

/** Only a project's ID may have a colon (`example.com:shop`). In other segments a colon begins a custom method. */
function isNameOf(kind: ResourceKind, name: string): boolean {
  const [, , ...afterProject] = name.split("/");
  return (
    kind.patterns.some((pattern) => fitsPattern(name, pattern)) &&
    !afterProject.some((segment) => segment.includes(":"))
  );
}
