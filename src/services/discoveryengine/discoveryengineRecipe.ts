import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import type { DiscoveryengineDataStore, DiscoveryengineEngine } from "../recipes/gcpResources.js";
import { type ProjectLocationArgs, resourceVariable, segmentVariable } from "../recipes/pathVariables.js";
import { recipeFactory } from "../recipes/recipe.js";
import { RESOURCE_KINDS } from "../recipes/resourceKinds.js";

/**
 * `projects/…/locations/…/collections/…/dataStores/…`, the same without the collection, which is then the
 * default one, or the `gcp.discoveryengine.DataStore`.
 */
export type DataStoreReference = Input<string | DiscoveryengineDataStore>;

/**
 * `projects/…/locations/…/collections/…/engines/…`, or the `gcp.discoveryengine.SearchEngine`, `ChatEngine` or
 * `RecommendationEngine`.
 */
export type EngineReference = Input<string | DiscoveryengineEngine>;

/** The collection of a new data store or engine. */
export interface CollectionArgs extends Pick<ProjectLocationArgs, "project"> {
  /** `global`, `us` or `eu`. Requests about `us` and `eu` go to a host of their own. */
  location: Input<LiteralUnion<MultiRegion>>;
  /** Default `default_collection`. */
  collection?: Input<string>;
}

/** @inline */
export type MultiRegion = "global" | "us" | "eu";

/**
 * The solutions that Discovery Engine has published so far.
 *
 * @inline
 */
export type SolutionType =
  | "SOLUTION_TYPE_SEARCH"
  | "SOLUTION_TYPE_RECOMMENDATION"
  | "SOLUTION_TYPE_CHAT"
  | "SOLUTION_TYPE_GENERATIVE_CHAT"
  | "SOLUTION_TYPE_AI_MODE";

export const INDUSTRY_VERTICALS = ["GENERIC", "MEDIA", "HEALTHCARE_FHIR"] as const;
export type IndustryVertical = (typeof INDUSTRY_VERTICALS)[number];

const dataStore = resourceVariable(RESOURCE_KINDS.dataStore);

/** Makes a recipe for Discovery Engine. The service takes no request ID. */
export const discoveryengineRecipe = recipeFactory("discoveryengine", "v1alpha", {
  collection: segmentVariable("collection", "Give the collection ID.", () => "default_collection"),
  /** With its collection, as the service itself forms the name. */
  dataStore: {
    ...dataStore,
    expand: (text) =>
      dataStore
        .expand(text)
        ?.replace(
          /^([^/]+\/[^/]+\/[^/]+\/[^/]+)\/dataStores\//,
          "$1/collections/default_collection/dataStores/",
        ),
  },
  branch: segmentVariable("branch", "Give the branch ID, such as default_branch.", () => "default_branch"),
});
