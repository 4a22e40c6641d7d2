import { fieldNames } from "./fieldNames.js";
import type { MessageName } from "./standardOperation.js";

/** AlloyDB's messages, whose package carries the API version. */
export function alloydbMessage(message: string): MessageName {
  return (version) => `google.cloud.alloydb.${version}.${message}`;
}

/** Fields of each resource, over all versions. */
export const clusterFields = fieldNames(`
  annotations automatedBackupPolicy backupSource backupdrBackupSource backupdrInfo cloudsqlBackupRunSource
  clusterType continuousBackupConfig continuousBackupInfo createTime databaseVersion dataplexConfig
  deleteTime displayName edition encryptionConfig encryptionInfo etag expressConfig geminiConfig
  initialUser labels maintenanceSchedule maintenanceUpdatePolicy maintenanceVersionSelectionPolicy
  migrationSource name network networkConfig primaryConfig pscConfig reconciling satisfiesPzi satisfiesPzs
  secondaryConfig serviceAccountEmail sslConfig state subscriptionType tags trialMetadata uid updateTime
`);

export const instanceFields = fieldNames(`
  activationPolicy annotations availabilityType clientConnectionConfig connectionPoolConfig createTime
  dataApiAccess databaseFlags deleteTime displayName etag gcaConfig gceZone geminiConfig instanceType
  ipAddress labels machineConfig maintenanceVersionName name networkConfig nodes observabilityConfig
  observabilityInstanceInfo outboundPublicIpAddresses pscInstanceConfig pscInstanceInfo publicIpAddress
  queryInsightsConfig queryInsightsInfo readPoolConfig reconciling satisfiesPzi satisfiesPzs state uid
  updatePolicy updateTime writableNode
`);

export const backupFields = fieldNames(`
  annotations clusterDeleted clusterName clusterUid createCompletionTime createTime databaseVersion
  deleteTime description displayName edition encryptionConfig encryptionInfo etag expiryQuantity expiryTime
  expressConfig labels name reconciling satisfiesPzi satisfiesPzs sizeBytes state tags type uid updateTime
`);

export const createQuery = ["requestId", "validateOnly"];
export const updateQuery = ["updateMask", "requestId", "validateOnly", "allowMissing"];
export const deleteQuery = ["requestId", "validateOnly", "etag"];
