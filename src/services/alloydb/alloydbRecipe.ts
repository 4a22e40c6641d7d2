import type { Input } from "@pulumi/pulumi";
import type { AlloydbBackup, AlloydbCluster, AlloydbInstance } from "../recipes/gcpResources.js";
import { resourceVariable } from "../recipes/pathVariables.js";
import { recipeFactory } from "../recipes/recipe.js";
import { RESOURCE_KINDS } from "../recipes/resourceKinds.js";

/** `projects/…/locations/…/clusters/…` or the `gcp.alloydb.Cluster`. */
export type ClusterReference = Input<string | AlloydbCluster>;

/** `projects/…/locations/…/clusters/…/instances/…` or the `gcp.alloydb.Instance`. */
export type InstanceReference = Input<string | AlloydbInstance>;

/** `projects/…/locations/…/backups/…` or the `gcp.alloydb.Backup`. */
export type BackupReference = Input<string | AlloydbBackup>;

/** The argument of requests that change or delete a resource. */
export interface EtagArgs {
  /** The service refuses the request (ABORTED) if the resource no longer has this etag. */
  etag?: Input<string>;
}

const cluster = resourceVariable(RESOURCE_KINDS.alloydbCluster);

/**
 * Makes a recipe for AlloyDB. The service takes a request ID in the query of create, update and delete requests, in
 * the body of custom methods, and in neither of export and import.
 */
export const alloydbRecipe = recipeFactory("alloydb", "v1beta", {
  /** The project and location of the cluster. */
  clusterLocation: { ...cluster, expand: (text) => cluster.expand(text)?.split("/").slice(0, 4).join("/") },
});

/** Makes a recipe for a custom method whose arguments need no rules, such as `POST {cluster}:promote`. */
export function customMethod<Args extends object>(name: string, request: `POST {${string}}:${string}`) {
  return alloydbRecipe<Args>(name, { request, requestId: "body" });
}
