import type { Input } from "@pulumi/pulumi";
import type { DiscoveryengineDataStore, DiscoveryengineEngine } from "../recipes/gcpResources.js";
import { locationId, nameOf, type PlaceArgs, projectId, segmentOf } from "../recipes/names.js";
import { recipesOf } from "../recipes/recipe.js";
import { dataStore, engine } from "../recipes/resourceKinds.js";

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

/** Where a data store or engine is created. */
export interface CollectionArgs extends Pick<PlaceArgs, "project"> {
  /** `global`, `us` or `eu`. Requests about `us` and `eu` go to a host of their own. */
  location: Input<string>;
  /** Default `default_collection`. */
  collection?: Input<string>;
}

export const INDUSTRY_VERTICALS = ["GENERIC", "MEDIA", "HEALTHCARE_FHIR"] as const;
export type IndustryVertical = (typeof INDUSTRY_VERTICALS)[number];

const named = nameOf(dataStore, "dataStore");

/** Recipes for Discovery Engine, which takes a request id nowhere. */
export const discoveryengine = recipesOf("discoveryengine", "v1alpha", {
  project: projectId,
  location: locationId,
  collection: segmentOf("collection", "Give the collection's id.", () => "default_collection"),
  /** With its collection, as the service itself forms the name. */
  dataStore: {
    ...named,
    form: (text) =>
      named
        .form(text)
        ?.replace(
          /^([^/]+\/[^/]+\/[^/]+\/[^/]+)\/dataStores\//,
          "$1/collections/default_collection/dataStores/",
        ),
  },
  branch: segmentOf("branch", "Give the branch's id, such as default_branch.", () => "default_branch"),
  engine: nameOf(engine, "engine"),
});
