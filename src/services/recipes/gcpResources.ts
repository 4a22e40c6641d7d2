import { type Output, output } from "@pulumi/pulumi";
import { isPending } from "./fieldRules.js";

/**
 * A resource of @pulumi/gcp that a recipe takes in place of a name. Its type is described here by the outputs that
 * distinguish its class. It isn't imported: the classes of every version fit, and a program without @pulumi/gcp
 * compiles.
 */
type GcpResource<Outputs> = {
  /** The full resource name. */
  readonly id: Output<string>;
  readonly urn: Output<string>;
} & { readonly [Name in keyof Outputs]: Output<Outputs[Name]> };

/** `gcp.alloydb.Cluster` */
export type AlloydbCluster = GcpResource<{ clusterId: string; databaseVersion: string }>;

/** `gcp.alloydb.Instance` */
export type AlloydbInstance = GcpResource<{ instanceId: string; availabilityType: string }>;

/** `gcp.alloydb.Backup` */
export type AlloydbBackup = GcpResource<{ backupId: string; clusterUid: string }>;

/** `gcp.datafusion.Instance` */
export type DatafusionInstance = GcpResource<{ tenantProjectId: string; enableRbac: boolean | undefined }>;

/** `gcp.discoveryengine.DataStore` */
export type DiscoveryengineDataStore = GcpResource<{
  dataStoreId: string;
  contentConfig: string | undefined;
}>;

/** `gcp.discoveryengine.SearchEngine`, `ChatEngine` and `RecommendationEngine` */
export type DiscoveryengineEngine = GcpResource<{ engineId: string; dataStoreIds: string[] }>;

/** `gcp.gemini.CodeRepositoryIndex` */
export type GeminiCodeRepositoryIndex = GcpResource<{ codeRepositoryIndexId: string; state: string }>;

/** `gcp.gemini.RepositoryGroup` */
export type GeminiRepositoryGroup = GcpResource<{ repositoryGroupId: string; codeRepositoryIndex: string }>;

/** `gcp.firestore.Database` */
export type FirestoreDatabase = GcpResource<{ locationId: string; concurrencyMode: string }>;

/** Replaces each resource of @pulumi/gcp in a value by its ID. Pending inputs stay as they are. */
export function withIds(value: unknown): unknown {
  if (isPending(value) || typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(withIds);
  }
  return "id" in value && "urn" in value
    ? value.id
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withIds(member)]));
}

/** The value of an input with the ID in place of each resource, including a resource that is itself an output. */
export function resolveIds<Value>(input: Value): Output<Value> {
  const known = output<unknown>(withIds(input)) as Output<unknown>;
  return known.apply((value) => output<unknown>(withIds(value))) as Output<Value>;
}
