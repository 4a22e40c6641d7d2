import { type Input, interpolate, secret } from "@pulumi/pulumi";
import { locationName, type PlaceArgs } from "../place.js";
import { queryFlag } from "../queryText.js";
import { given, type OneOf, type Recipe } from "../recipe.js";
import { updateMask } from "../updateMask.js";
import { alloydb, type BackupReference, backupName, type ClusterReference, clusterName } from "./alloydb.js";
import type { ClusterSettings } from "./clusterSettings.js";

export interface CreateClusterArgs extends ClusterSettings, PlaceArgs {
  clusterId: Input<string>;
  /** Kept as a secret, whatever it is given as. */
  initialUser?: Input<InitialUser>;
}

export interface InitialUser {
  /** Default `postgres`. */
  user?: Input<string>;
  password: Input<string>;
}

export interface CreateSecondaryClusterArgs extends ClusterSettings, PlaceArgs {
  clusterId: Input<string>;
  /** The cluster to replicate, which is in another region. */
  primaryCluster: ClusterReference;
}

/** Exactly one of `backupSource` and `continuousBackupSource` is given. */
export type RestoreClusterArgs = ClusterSettings &
  PlaceArgs & { clusterId: Input<string> } & OneOf<RestoreSources>;

export interface RestoreSources {
  backupSource: { backupName: BackupReference };
  continuousBackupSource: {
    /** A cluster that has continuous backup. */
    cluster: ClusterReference;
    /** RFC 3339. */
    pointInTime: Input<string>;
  };
}

export interface UpdateClusterArgs extends ClusterSettings {
  cluster: ClusterReference;
  /** Fields to overwrite, comma-separated: `networkConfig.network,labels`. Default: those that are given. */
  updateMask?: Input<string>;
}

export interface DeleteClusterArgs {
  cluster: ClusterReference;
  /** Its instances are deleted too; a cluster that has some needs it. Default false. */
  force?: Input<boolean>;
  /** Refuses (ABORTED) when the cluster is no longer the one with this etag. */
  etag?: Input<string>;
}

/**
 * Creates a cluster: `POST projects/{project}/locations/{location}/clusters`.
 *
 * Whether cancellation is honoured is undocumented; there is a route. Expect a cluster, whole or in state FAILED,
 * that has to be deleted by itself.
 */
export function createCluster(args: CreateClusterArgs): Recipe {
  const { project, location, clusterId, initialUser, ...settings } = args;
  const body = { ...settings, ...(initialUser !== undefined && { initialUser: secret(initialUser) }) };
  const path = interpolate`${locationName("alloydb", args)}/clusters`;
  return alloydb({ method: "POST", path, query: { clusterId }, body, requestId: "query" });
}

/**
 * Creates a cluster that replicates another:
 * `POST projects/{project}/locations/{location}/clusters:createsecondary`. It may take more than two hours, after
 * which the cluster exists (GoogleCloudPlatform/terraform-google-alloy-db#196).
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCluster}.
 */
export function createSecondaryCluster(args: CreateSecondaryClusterArgs): Recipe {
  const { project, location, clusterId, primaryCluster, ...settings } = args;
  const primaryClusterName = clusterName(primaryCluster, "primaryCluster");
  const body = { ...settings, secondaryConfig: { primaryClusterName } };
  const path = interpolate`${locationName("alloydb", args)}/clusters:createsecondary`;
  return alloydb({ method: "POST", path, query: { clusterId }, body, requestId: "query" });
}

/**
 * Creates a cluster from a backup or from another cluster's past:
 * `POST projects/{project}/locations/{location}/clusters:restore`. 14 TB took 64 minutes
 * (GoogleCloudPlatform/magic-modules#12455).
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCluster}.
 */
export function restoreCluster(args: RestoreClusterArgs): Recipe {
  const { project, location, clusterId, backupSource, continuousBackupSource, ...settings } = args;
  const body = {
    clusterId,
    cluster: given(settings),
    ...(backupSource && {
      backupSource: { backupName: backupName(backupSource.backupName, "backupSource.backupName") },
    }),
    ...(continuousBackupSource && {
      continuousBackupSource: {
        ...continuousBackupSource,
        cluster: clusterName(continuousBackupSource.cluster, "continuousBackupSource.cluster"),
      },
    }),
  };
  const path = interpolate`${locationName("alloydb", args)}/clusters:restore`;
  return alloydb({ method: "POST", path, body, requestId: "body" });
}

/**
 * Changes a cluster: `PATCH {cluster}`. What isn't given stays as it is.
 *
 * Whether cancellation is honoured is undocumented, and so is what it would leave of the change.
 */
export function updateCluster(args: UpdateClusterArgs): Recipe {
  const { cluster, updateMask: asked, ...body } = args;
  const query = { updateMask: updateMask("alloydb", body, asked) };
  return alloydb({ method: "PATCH", path: clusterName(cluster), query, body, requestId: "query" });
}

/**
 * Deletes a cluster: `DELETE {cluster}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export function deleteCluster({ cluster, force, etag }: DeleteClusterArgs): Recipe {
  const query = { force: queryFlag(force), etag };
  return alloydb({ method: "DELETE", path: clusterName(cluster), query, requestId: "query" });
}
