import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { enumValue, required } from "../recipes/fieldRules.js";
import type { StringList } from "../recipes/recipe.js";
import {
  type CollectionArgs,
  type DataStoreReference,
  discoveryengineRecipe,
  INDUSTRY_VERTICALS,
  type IndustryVertical,
  type SolutionType,
} from "./discoveryengineRecipe.js";
import type { ErrorConfig } from "./documents.js";

const CONTENT_CONFIGS = ["NO_CONTENT", "CONTENT_REQUIRED", "PUBLIC_WEBSITE", "GOOGLE_WORKSPACE"] as const;

export interface CreateDataStoreArgs extends CollectionArgs {
  /** At most 63 characters, by RFC 1034. */
  dataStoreId: Input<string>;
  displayName: Input<string>;
  industryVertical?: Input<IndustryVertical>;
  solutionTypes?: Input<Input<LiteralUnion<SolutionType>>[]>;
  /** Default `NO_CONTENT`. */
  contentConfig?: Input<(typeof CONTENT_CONFIGS)[number]>;
  /** True if documents have access control lists. Default false. */
  aclEnabled?: Input<boolean>;
  /** `projects/…/cryptoKeys/…` of Cloud KMS. Default: Google's keys. */
  kmsKeyName?: Input<string>;
  /** The service's DocumentProcessingConfig: how it parses documents and splits them into chunks. */
  documentProcessingConfig?: Input<Record<string, unknown>>;
  /** Advanced indexing of a website from the start. Default false. */
  createAdvancedSiteSearch?: Input<boolean>;
  /** Leaves out the default schema; you have to create one before documents. Default false. */
  skipDefaultSchemaCreation?: Input<boolean>;
}

export interface DeleteDataStoreArgs {
  dataStore: DataStoreReference;
}

export interface RecrawlUrisArgs {
  /** A website data store with advanced indexing. */
  dataStore: DataStoreReference;
  /** At most 10,000, each within a target site. */
  uris: StringList;
  /** ID of the credential to crawl with. */
  siteCredential?: Input<string>;
}

export interface TrainCustomModelArgs {
  dataStore: DataStoreReference;
  /** `search-tuning` is the only one supported. */
  modelType?: Input<LiteralUnion<"search-tuning">>;
  /** Default: one that the service makes. */
  modelId?: Input<string>;
  gcsTrainingInput?: Input<GcsTrainingInput>;
  /** Empty folder for errors. Default: they are lost with the operation. */
  errorConfig?: Input<ErrorConfig>;
}

/** Files in Cloud Storage: `gs://bucket/file`. */
export interface GcsTrainingInput {
  /** Newline-delimited JSON with `_id`, `title` and `text`. */
  corpusDataPath?: Input<string>;
  /** Newline-delimited JSON with `_id` and `text`. */
  queryDataPath?: Input<string>;
  /** Tab-separated query, document and score. */
  trainDataPath?: Input<string>;
  /** As `trainDataPath`. Default: a fifth of that. */
  testDataPath?: Input<string>;
}

/**
 * Creates a data store: `POST {collection}/dataStores`. The operation is often done at once.
 *
 * It can't be cancelled: the service has no route for operations of a collection (discoveryengine_v1alpha.yaml).
 * You have to delete the data store yourself.
 */
export const createDataStore = discoveryengineRecipe<CreateDataStoreArgs>("createDataStore", {
  request: "POST projects/{project}/locations/{location}/collections/{collection}/dataStores",
  query: ["dataStoreId", "createAdvancedSiteSearch", "skipDefaultSchemaCreation"],
  fields: {
    dataStoreId: required,
    displayName: required,
    industryVertical: enumValue(INDUSTRY_VERTICALS),
    contentConfig: enumValue(CONTENT_CONFIGS),
  },
});

/**
 * Deletes a data store: `DELETE {data store}`. After the operation is done the service may clean up for
 * hours and refuse to delete its dependencies (google/stellar-engine#183).
 *
 * It can't be cancelled: the service has no route for operations of a collection.
 */
export const deleteDataStore = discoveryengineRecipe<DeleteDataStoreArgs>("deleteDataStore", {
  request: "DELETE {dataStore}",
});

/**
 * Crawls pages of a website again: `POST {data store}/siteSearchEngine:recrawlUris`.
 *
 * It can't be cancelled: the service has no route for operations of a site search engine.
 */
export const recrawlUris = discoveryengineRecipe<RecrawlUrisArgs>("recrawlUris", {
  request: "POST {dataStore}/siteSearchEngine:recrawlUris",
  fields: { uris: required },
});

/**
 * Trains a model of a data store's own: `POST {data store}:trainCustomModel`.
 *
 * It can't be cancelled: the service has no route for operations of a data store or its models.
 */
export const trainCustomModel = discoveryengineRecipe<TrainCustomModelArgs>("trainCustomModel", {
  request: "POST {dataStore}:trainCustomModel",
  fields: { "errorConfig.gcsPrefix": required },
});
