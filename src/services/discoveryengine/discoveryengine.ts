import { type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { DiscoveryengineDataStore, DiscoveryengineEngine } from "../gcpResources.js";
import { locationName, type PlaceArgs, segmentOf } from "../place.js";
import { completeRecipe, type Recipe, type RecipeDraft } from "../recipe.js";
import { resourceName } from "../resourceName.js";

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

/** A recipe for Discovery Engine, which takes a request id nowhere. */
export function discoveryengine(draft: RecipeDraft): Recipe {
  return completeRecipe("discoveryengine", "v1alpha", draft);
}

export function collectionName(args: CollectionArgs): Output<string> {
  const { collection = "default_collection" } = args;
  const id = segmentOf("discoveryengine", "collection", collection, "Give the collection's id.");
  return interpolate`${locationName("discoveryengine", args)}/collections/${id}`;
}

/**
 * The name with its collection, as the service itself forms it.
 *
 * @throws RecipeError for what names no data store
 */
export function dataStoreName(reference: DataStoreReference): Output<string> {
  return resourceName(
    {
      service: "discoveryengine",
      what: "a data store",
      patterns: ["projects/*/locations/*/collections/*/dataStores/*", "projects/*/locations/*/dataStores/*"],
      gcpClass: "gcp.discoveryengine.DataStore",
    },
    "dataStore",
    reference,
  ).apply((name) =>
    name.replace(
      /^([^/]+\/[^/]+\/[^/]+\/[^/]+)\/dataStores\//,
      "$1/collections/default_collection/dataStores/",
    ),
  );
}

/** @throws RecipeError for what names no engine */
export function engineName(reference: EngineReference): Output<string> {
  return resourceName(
    {
      service: "discoveryengine",
      what: "an engine",
      patterns: ["projects/*/locations/*/collections/*/engines/*"],
      gcpClass: "gcp.discoveryengine.SearchEngine, ChatEngine or RecommendationEngine",
    },
    "engine",
    reference,
  );
}
