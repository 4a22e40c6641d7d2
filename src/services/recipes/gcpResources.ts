import type { Output } from "@pulumi/pulumi";

/**
 * Resources of @pulumi/gcp that recipes take in place of a name, by the outputs that tell them from each other.
 * Described here and not imported: the classes fit, whatever their version, and a program that has no
 * @pulumi/gcp compiles.
 */
export interface GcpResource {
  /** The full resource name. */
  readonly id: Output<string>;
  readonly urn: Output<string>;
}

/** `gcp.alloydb.Cluster` */
export interface AlloydbCluster extends GcpResource {
  readonly clusterId: Output<string>;
  readonly databaseVersion: Output<string>;
}

/** `gcp.alloydb.Instance` */
export interface AlloydbInstance extends GcpResource {
  readonly instanceId: Output<string>;
  readonly availabilityType: Output<string>;
}

/** `gcp.alloydb.Backup` */
export interface AlloydbBackup extends GcpResource {
  readonly backupId: Output<string>;
  readonly clusterUid: Output<string>;
}

/** `gcp.datafusion.Instance` */
export interface DatafusionInstance extends GcpResource {
  readonly tenantProjectId: Output<string>;
  readonly enableRbac: Output<boolean | undefined>;
}

/** `gcp.discoveryengine.DataStore` */
export interface DiscoveryengineDataStore extends GcpResource {
  readonly dataStoreId: Output<string>;
  readonly contentConfig: Output<string | undefined>;
}

/** `gcp.discoveryengine.SearchEngine`, `ChatEngine` and `RecommendationEngine` */
export interface DiscoveryengineEngine extends GcpResource {
  readonly engineId: Output<string>;
  readonly dataStoreIds: Output<string[]>;
}

/** `gcp.gemini.CodeRepositoryIndex` */
export interface GeminiCodeRepositoryIndex extends GcpResource {
  readonly codeRepositoryIndexId: Output<string>;
  readonly state: Output<string>;
}

/** `gcp.gemini.RepositoryGroup` */
export interface GeminiRepositoryGroup extends GcpResource {
  readonly repositoryGroupId: Output<string>;
  readonly codeRepositoryIndex: Output<string>;
}

/** `gcp.firestore.Database` */
export interface FirestoreDatabase extends GcpResource {
  readonly locationId: Output<string>;
  readonly concurrencyMode: Output<string>;
}
