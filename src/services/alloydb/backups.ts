import type { Input } from "@pulumi/pulumi";
import { required } from "../recipes/fieldRules.js";
import { nameInput } from "../recipes/names.js";
import type { TextMap } from "../recipes/recipe.js";
import { alloydbCluster } from "../recipes/resourceKinds.js";
import { alloydb, type BackupReference, type ClusterReference } from "./alloydb.js";
import type { EncryptionConfig } from "./clusterSettings.js";

export interface CreateBackupArgs {
  /** The backup is created in this cluster's project and region. */
  cluster: ClusterReference;
  backupId: Input<string>;
  displayName?: Input<string>;
  description?: Input<string>;
  labels?: TextMap;
  /** Small amounts of data for client tools. */
  annotations?: TextMap;
  /** Default: Google's keys. */
  encryptionConfig?: Input<EncryptionConfig>;
}

export interface DeleteBackupArgs {
  backup: BackupReference;
  /** Refuses (ABORTED) when the backup is no longer the one with this etag. */
  etag?: Input<string>;
}

/**
 * Backs a cluster up: `POST projects/{project}/locations/{location}/backups`.
 *
 * Cancellation is documented while the cluster is READY and the backup is pending; the attempt may fail
 * (https://cloud.google.com/alloydb/docs/backup/cancel-pending). Whether a backup in state FAILED remains is not
 * documented.
 */
export const createBackup = alloydb<CreateBackupArgs>("createBackup", {
  request: "POST {clusterPlace}/backups",
  query: ["backupId"],
  fields: { backupId: required, "encryptionConfig.kmsKeyName": required },
  body: (rest, { cluster }) => ({ ...rest, clusterName: nameInput(alloydbCluster, cluster) }),
  requestId: "query",
});

/**
 * Deletes a backup: `DELETE {backup}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export const deleteBackup = alloydb<DeleteBackupArgs>("deleteBackup", {
  request: "DELETE {backup}",
  query: ["etag"],
  requestId: "query",
});
