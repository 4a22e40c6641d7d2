/** A kind of resource that requests name. */
export interface ResourceKind {
  /** Catalog key of the service that has it. */
  service: string;
  /** Its name in messages, with the article. */
  what: string;
  /** The forms of its name. Messages show the first. */
  patterns: readonly [string, ...string[]];
  /** Its class in @pulumi/gcp. */
  gcpClass: string;
}

function kind(
  service: string,
  what: string,
  gcpClass: string,
  ...patterns: [string, ...string[]]
): ResourceKind {
  return { service, what, gcpClass: `gcp.${gcpClass}`, patterns };
}

const place = "projects/*/locations/*";

export const alloydbCluster = kind("alloydb", "an AlloyDB cluster", "alloydb.Cluster", `${place}/clusters/*`);
export const alloydbInstance = kind(
  "alloydb",
  "an AlloyDB instance",
  "alloydb.Instance",
  `${place}/clusters/*/instances/*`,
);
export const alloydbBackup = kind("alloydb", "an AlloyDB backup", "alloydb.Backup", `${place}/backups/*`);
export const datafusionInstance = kind(
  "datafusion",
  "a Data Fusion instance",
  "datafusion.Instance",
  `${place}/instances/*`,
);
export const dataStore = kind(
  "discoveryengine",
  "a data store",
  "discoveryengine.DataStore",
  `${place}/collections/*/dataStores/*`,
  `${place}/dataStores/*`,
);
export const engine = kind(
  "discoveryengine",
  "an engine",
  "discoveryengine.SearchEngine, ChatEngine or RecommendationEngine",
  `${place}/collections/*/engines/*`,
);
export const codeRepositoryIndex = kind(
  "cloudaicompanion",
  "a code repository index",
  "gemini.CodeRepositoryIndex",
  `${place}/codeRepositoryIndexes/*`,
);
export const repositoryGroup = kind(
  "cloudaicompanion",
  "a repository group",
  "gemini.RepositoryGroup",
  `${place}/codeRepositoryIndexes/*/repositoryGroups/*`,
);
