import type { Input } from "@pulumi/pulumi";
import { required } from "../recipes/fieldRules.js";
import type { StringMap } from "../recipes/recipe.js";
import { RESOURCE_KINDS, resourceNameInput } from "../recipes/resourceKinds.js";
import {
  alloydbRecipe,
  type BackupReference,
  type ClusterReference,
  type EtagArgs,
} from "./alloydbRecipe.js";
import type { EncryptionConfig } from "./clusterSettings.js";

export interface CreateBackupArgs {
  /** The backup is created in this cluster's project and region. */
  cluster: ClusterReference;
  backupId: Input<string>;
  displayName?: Input<string>;
  description?: Input<string>;
  labels?: StringMap;
  /** Small amounts of data for client tools. */
  annotations?: StringMap;
  /** Default: Google's keys. */
  encryptionConfig?: Input<EncryptionConfig>;
}

export interface DeleteBackupArgs extends EtagArgs {
  backup: BackupReference;
}

/**
 * Backs a cluster up: `POST projects/{project}/locations/{location}/backups`.
 *
 * Cancellation is documented while the cluster is READY and the backup is pending, and may fail
 * (https://cloud.google.com/alloydb/docs/backup/cancel-pending). It may leave a backup in state FAILED.
 */
export const createBackup = alloydbRecipe<CreateBackupArgs>("createBackup", {
  request: "POST {clusterLocation}/backups",
  query: ["backupId"],
  fields: { backupId: required, "encryptionConfig.kmsKeyName": required },
  body: (rest, { cluster }) => ({
    ...rest,
    clusterName: resourceNameInput(RESOURCE_KINDS.alloydbCluster, cluster),
  }),
  requestId: "query",
});

/**
 * Deletes a backup: `DELETE {backup}`.
 *
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteBackup = alloydbRecipe<DeleteBackupArgs>("deleteBackup", {
  request: "DELETE {backup}",
  query: ["etag"],
  requestId: "query",
});
