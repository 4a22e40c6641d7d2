import { type Input, secret } from "@pulumi/pulumi";
import { required } from "../recipes/fieldRules.js";
import type { ProjectLocationArgs } from "../recipes/pathVariables.js";
import type { OneOf, UpdateMaskArgs } from "../recipes/recipe.js";
import { RESOURCE_KINDS, resourceNameInput, resourceNameRule } from "../recipes/resourceKinds.js";
import {
  alloydbRecipe,
  type BackupReference,
  type ClusterReference,
  type EtagArgs,
} from "./alloydbRecipe.js";
import { type ClusterSettings, clusterRules } from "./clusterSettings.js";

const { alloydbBackup, alloydbCluster } = RESOURCE_KINDS;

export interface CreateClusterArgs extends ClusterSettings, ProjectLocationArgs {
  clusterId: Input<string>;
  /** Always kept as a secret. */
  initialUser?: Input<InitialUser>;
}

export interface InitialUser {
  /** Default `postgres`. */
  user?: Input<string>;
  password: Input<string>;
}

export interface CreateSecondaryClusterArgs extends ClusterSettings, ProjectLocationArgs {
  clusterId: Input<string>;
  /** The cluster to replicate, which is in another region. */
  primaryCluster: ClusterReference;
}

/** Exactly one of `backupSource` and `continuousBackupSource` is given. */
export type RestoreClusterArgs = RestoreSettings & OneOf<RestoreSources>;

export interface RestoreSettings extends ClusterSettings, ProjectLocationArgs {
  clusterId: Input<string>;
}

export interface RestoreSources {
  backupSource: { backupName: BackupReference };
  continuousBackupSource: {
    /** A cluster that has continuous backup. */
    cluster: ClusterReference;
    /** RFC 3339. */
    pointInTime: Input<string>;
  };
}

export interface UpdateClusterArgs extends ClusterSettings, UpdateMaskArgs {
  cluster: ClusterReference;
}

export interface DeleteClusterArgs extends EtagArgs {
  cluster: ClusterReference;
  /** Deletes its instances too. A cluster with instances needs it. Default false. */
  force?: Input<boolean>;
}

/**
 * Creates a cluster: `POST projects/{project}/locations/{location}/clusters`.
 *
 * Cancellation has a route but is undocumented. Expect a cluster, complete or in state FAILED, that you have to
 * delete yourself.
 */
export const createCluster = alloydbRecipe<CreateClusterArgs>("createCluster", {
  request: "POST projects/{project}/locations/{location}/clusters",
  query: ["clusterId"],
  fields: { clusterId: required, "initialUser.password": required, ...clusterRules },
  body: ({ initialUser, ...settings }) => ({
    ...settings,
    ...(initialUser !== undefined && { initialUser: secret(initialUser) }),
  }),
  requestId: "query",
});

/**
 * Creates a cluster that replicates another:
 * `POST projects/{project}/locations/{location}/clusters:createsecondary`. It may take more than two hours, after
 * which the cluster exists (GoogleCloudPlatform/terraform-google-alloy-db#196).
 *
 * Cancellation is undocumented, as for {@link createCluster}.
 */
export const createSecondaryCluster = alloydbRecipe<CreateSecondaryClusterArgs>("createSecondaryCluster", {
  request: "POST projects/{project}/locations/{location}/clusters:createsecondary",
  query: ["clusterId"],
  fields: {
    clusterId: required,
    primaryCluster: resourceNameRule(alloydbCluster),
    ...clusterRules,
  },
  body: ({ primaryCluster, ...settings }) => ({
    ...settings,
    secondaryConfig: { primaryClusterName: resourceNameInput(alloydbCluster, primaryCluster) },
  }),
  requestId: "query",
});

/**
 * Creates a cluster from a backup or from another cluster's past:
 * `POST projects/{project}/locations/{location}/clusters:restore`. 14 TB took 64 minutes
 * (GoogleCloudPlatform/magic-modules#12455).
 *
 * Cancellation is undocumented, as for {@link createCluster}.
 */
export const restoreCluster = alloydbRecipe<RestoreClusterArgs>("restoreCluster", {
  request: "POST projects/{project}/locations/{location}/clusters:restore",
  fields: {
    clusterId: required,
    "backupSource.backupName": resourceNameRule(alloydbBackup),
    "continuousBackupSource.cluster": resourceNameRule(alloydbCluster),
    "continuousBackupSource.pointInTime": required,
    ...clusterRules,
  },
  oneOf: ["backupSource", "continuousBackupSource"],
  body: ({ clusterId, backupSource, continuousBackupSource, ...settings }) => ({
    clusterId,
    cluster: settings,
    ...(isObject(backupSource) && {
      backupSource: {
        ...backupSource,
        backupName: resourceNameInput(alloydbBackup, backupSource.backupName),
      },
    }),
    ...(isObject(continuousBackupSource) && {
      continuousBackupSource: {
        ...continuousBackupSource,
        cluster: resourceNameInput(alloydbCluster, continuousBackupSource.cluster),
      },
    }),
  }),
  requestId: "body",
});

/**
 * Changes a cluster: `PATCH {cluster}`. Settings that aren't given stay as they are.
 *
 * Cancellation is undocumented, and so is its effect on a change that is partly done.
 */
export const updateCluster = alloydbRecipe<UpdateClusterArgs>("updateCluster", {
  request: "PATCH {cluster}",
  query: ["updateMask"],
  fields: clusterRules,
  requestId: "query",
});

/**
 * Deletes a cluster: `DELETE {cluster}`.
 *
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteCluster = alloydbRecipe<DeleteClusterArgs>("deleteCluster", {
  request: "DELETE {cluster}",
  query: ["force", "etag"],
  requestId: "query",
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
