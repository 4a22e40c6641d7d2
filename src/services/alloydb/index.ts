export type { BackupReference, ClusterReference, InstanceReference } from "./alloydbRecipe.js";
export * from "./backups.js";
export * from "./clusterMethods.js";
export type {
  AutomatedBackupPolicy,
  ClusterNetworkConfig,
  ClusterSettings,
  ContinuousBackupConfig,
  DatabaseVersion,
  EncryptionConfig,
  MaintenanceUpdatePolicy,
  MaintenanceWindow,
  TimeOfDay,
  WeeklySchedule,
} from "./clusterSettings.js";
export * from "./clusters.js";
export * from "./instances.js";
