export type { BackupReference, ClusterReference, InstanceReference } from "./alloydb.js";
export * from "./backups.js";
export * from "./clusterMethods.js";
export type * from "./clusterSettings.js";
export * from "./clusters.js";
export * from "./instances.js";
