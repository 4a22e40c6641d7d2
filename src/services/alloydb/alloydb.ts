import type { Input } from "@pulumi/pulumi";
import type { AlloydbBackup, AlloydbCluster, AlloydbInstance } from "../recipes/gcpResources.js";
import { locationId, nameOf, projectId } from "../recipes/names.js";
import { recipesOf } from "../recipes/recipe.js";
import { alloydbBackup, alloydbCluster, alloydbInstance } from "../recipes/resourceKinds.js";

/** `projects/…/locations/…/clusters/…` or the `gcp.alloydb.Cluster`. */
export type ClusterReference = Input<string | AlloydbCluster>;

/** `projects/…/locations/…/clusters/…/instances/…` or the `gcp.alloydb.Instance`. */
export type InstanceReference = Input<string | AlloydbInstance>;

/** `projects/…/locations/…/backups/…` or the `gcp.alloydb.Backup`. */
export type BackupReference = Input<string | AlloydbBackup>;

const cluster = nameOf(alloydbCluster, "cluster");

/**
 * Recipes for AlloyDB. It takes a request id in the query of what creates, updates and deletes, in the body of
 * custom methods, and in none of export and import.
 */
export const alloydb = recipesOf("alloydb", "v1beta", {
  project: projectId,
  location: locationId,
  cluster,
  /** The project and location of the cluster. */
  clusterPlace: { ...cluster, form: (text) => cluster.form(text)?.split("/").slice(0, 4).join("/") },
  instance: nameOf(alloydbInstance, "instance"),
  backup: nameOf(alloydbBackup, "backup"),
});
