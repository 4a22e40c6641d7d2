import type { Input } from "@pulumi/pulumi";
import { placeOf } from "../place.js";
import type { Recipe, TextMap } from "../recipe.js";
import { alloydb, type BackupReference, backupName, type ClusterReference, clusterName } from "./alloydb.js";
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
export function createBackup(args: CreateBackupArgs): Recipe {
  const { cluster, backupId, ...settings } = args;
  const source = clusterName(cluster);
  const path = source.apply((name) => `${placeOf(name)}/backups`);
  const body = { ...settings, clusterName: source };
  return alloydb({ method: "POST", path, query: { backupId }, body, requestId: "query" });
}

/**
 * Deletes a backup: `DELETE {backup}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export function deleteBackup({ backup, etag }: DeleteBackupArgs): Recipe {
  return alloydb({ method: "DELETE", path: backupName(backup), query: { etag }, requestId: "query" });
}
