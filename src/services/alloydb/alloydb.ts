import type { Input, Output } from "@pulumi/pulumi";
import type { AlloydbBackup, AlloydbCluster, AlloydbInstance } from "../gcpResources.js";
import { completeRecipe, type Recipe, type RecipeDraft } from "../recipe.js";
import { resourceName } from "../resourceName.js";

/** `projects/…/locations/…/clusters/…` or the `gcp.alloydb.Cluster`. */
export type ClusterReference = Input<string | AlloydbCluster>;

/** `projects/…/locations/…/clusters/…/instances/…` or the `gcp.alloydb.Instance`. */
export type InstanceReference = Input<string | AlloydbInstance>;

/** `projects/…/locations/…/backups/…` or the `gcp.alloydb.Backup`. */
export type BackupReference = Input<string | AlloydbBackup>;

/**
 * A recipe for AlloyDB. It takes a request id in the query of what creates, updates and deletes, in the body of
 * custom methods, and in none of export and import.
 */
export function alloydb(draft: RecipeDraft): Recipe {
  return completeRecipe("alloydb", "v1beta", draft);
}

/** @throws RecipeError for what names no cluster */
export function clusterName(reference: ClusterReference, property = "cluster"): Output<string> {
  return resourceName(
    {
      service: "alloydb",
      what: "an AlloyDB cluster",
      patterns: ["projects/*/locations/*/clusters/*"],
      gcpClass: "gcp.alloydb.Cluster",
    },
    property,
    reference,
  );
}

/** @throws RecipeError for what names no instance */
export function instanceName(reference: InstanceReference): Output<string> {
  return resourceName(
    {
      service: "alloydb",
      what: "an AlloyDB instance",
      patterns: ["projects/*/locations/*/clusters/*/instances/*"],
      gcpClass: "gcp.alloydb.Instance",
    },
    "instance",
    reference,
  );
}

/** @throws RecipeError for what names no backup */
export function backupName(reference: BackupReference, property = "backup"): Output<string> {
  return resourceName(
    {
      service: "alloydb",
      what: "an AlloyDB backup",
      patterns: ["projects/*/locations/*/backups/*"],
      gcpClass: "gcp.alloydb.Backup",
    },
    property,
    reference,
  );
}
