import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { enumValue, required, requiredEnumValue } from "../recipes/fieldRules.js";
import type { StringMap } from "../recipes/recipe.js";

const SUBSCRIPTION_TYPES = ["STANDARD", "TRIAL"] as const;
type SubscriptionType = (typeof SUBSCRIPTION_TYPES)[number];

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
type Day = (typeof DAYS)[number];

/** The versions that AlloyDB has published so far. */
export type DatabaseVersion = "POSTGRES_13" | "POSTGRES_14" | "POSTGRES_15" | "POSTGRES_16" | "POSTGRES_17";

/** The settings of a cluster that create, restore and update requests take. */
export interface ClusterSettings {
  displayName?: Input<string>;
  labels?: StringMap;
  /** Small amounts of data for client tools. */
  annotations?: StringMap;
  /** For example `POSTGRES_16`. Default: the service's own. */
  databaseVersion?: Input<LiteralUnion<DatabaseVersion>>;
  networkConfig?: Input<ClusterNetworkConfig>;
  /** Private Service Connect in place of `networkConfig`. */
  pscConfig?: Input<{ pscEnabled: Input<boolean> }>;
  /** Default: Google's keys. */
  encryptionConfig?: Input<EncryptionConfig>;
  /** Default: once a day, kept for 14 days. */
  automatedBackupPolicy?: Input<AutomatedBackupPolicy>;
  continuousBackupConfig?: Input<ContinuousBackupConfig>;
  maintenanceUpdatePolicy?: Input<MaintenanceUpdatePolicy>;
  subscriptionType?: Input<SubscriptionType>;
}

export interface ClusterNetworkConfig {
  /** `projects/{project number}/global/networks/…`, in the cluster's own project. */
  network?: Input<string>;
  /** Name of the range that private IP addresses come from, such as `google-managed-services-default`. */
  allocatedIpRange?: Input<string>;
}

export interface EncryptionConfig {
  /** `projects/…/locations/…/keyRings/…/cryptoKeys/…` of Cloud KMS, in the same region. */
  kmsKeyName: Input<string>;
}

export interface AutomatedBackupPolicy {
  /** Default true. */
  enabled?: Input<boolean>;
  /** The time after which a backup has failed, in seconds: `3600s` (the default). At least `300s`. */
  backupWindow?: Input<string>;
  /** Default: the cluster's region, which is the only one supported. */
  location?: Input<string>;
  /** Labels of the backups. */
  labels?: StringMap;
  /** Default: the cluster's own. */
  encryptionConfig?: Input<EncryptionConfig>;
  weeklySchedule?: Input<WeeklySchedule>;
  /** The number of backups to keep. Not together with `timeBasedRetention`. */
  quantityBasedRetention?: Input<{ count: Input<number> }>;
  /** The time to keep backups, in seconds: `1209600s`. */
  timeBasedRetention?: Input<{ retentionPeriod: Input<string> }>;
}

export interface WeeklySchedule {
  /** Default: every day. */
  daysOfWeek?: Input<Input<Day>[]>;
  /** Whole hours in UTC. Default: one that the service chooses. */
  startTimes?: Input<Input<TimeOfDay>[]>;
}

export interface TimeOfDay {
  /** 0 to 23. */
  hours: Input<number>;
}

export interface ContinuousBackupConfig {
  enabled?: Input<boolean>;
  /** The age of the oldest point in time that can be restored, in days. Default 14. */
  recoveryWindowDays?: Input<number>;
  /** Default: the cluster's own. */
  encryptionConfig?: Input<EncryptionConfig>;
}

export interface MaintenanceUpdatePolicy {
  /** At most one. */
  maintenanceWindows?: Input<Input<MaintenanceWindow>[]>;
}

export interface MaintenanceWindow {
  day: Input<Day>;
  /** Maintenance begins within an hour of it. */
  startTime: Input<TimeOfDay>;
}

/** The rules for cluster settings. */
export const clusterRules = {
  subscriptionType: enumValue(SUBSCRIPTION_TYPES),
  "encryptionConfig.kmsKeyName": required,
  "automatedBackupPolicy.weeklySchedule.daysOfWeek": enumValue(DAYS),
  "automatedBackupPolicy.quantityBasedRetention.count": required,
  "automatedBackupPolicy.timeBasedRetention.retentionPeriod": required,
  "maintenanceUpdatePolicy.maintenanceWindows.day": requiredEnumValue(DAYS),
  "maintenanceUpdatePolicy.maintenanceWindows.startTime": required,
};
