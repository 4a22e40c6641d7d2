export type { BackupReference, ClusterReference, InstanceReference } from "./alloydb/alloydb.js";
export * from "./alloydb/backups.js";
export * from "./alloydb/clusterLifecycle.js";
export * from "./alloydb/clusterMethods.js";
export type * from "./alloydb/clusterSettings.js";
export * from "./alloydb/instances.js";
