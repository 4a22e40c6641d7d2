import { oneOfWords, required, requiredWord } from "../recipes/fieldRules.js";

const SUBSCRIPTION_TYPES = ["STANDARD", "TRIAL"] as const;
export type SubscriptionType = (typeof SUBSCRIPTION_TYPES)[number];

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export type Day = (typeof DAYS)[number];

/** The rules for what a cluster can be created, restored and updated with. */
export const clusterRules = {
  subscriptionType: oneOfWords(SUBSCRIPTION_TYPES),
  "encryptionConfig.kmsKeyName": required,
  "automatedBackupPolicy.weeklySchedule.daysOfWeek": oneOfWords(DAYS),
  "automatedBackupPolicy.quantityBasedRetention.count": required,
  "automatedBackupPolicy.timeBasedRetention.retentionPeriod": required,
  "maintenanceUpdatePolicy.maintenanceWindows.day": requiredWord(DAYS),
  "maintenanceUpdatePolicy.maintenanceWindows.startTime": required,
};
