import type { Input } from "@pulumi/pulumi";
import { enumValue, required } from "../recipes/fieldRules.js";
import type { OneOf, StringList } from "../recipes/recipe.js";
import { type DataStoreReference, discoveryengineRecipe } from "./discoveryengineRecipe.js";
import type { DocumentSources, GcsSource } from "./documentSources.js";
import { DOCUMENT_SOURCES, documentSourceRules } from "./documentSources.js";

const RECONCILIATION_MODES = ["INCREMENTAL", "FULL"] as const;

/** Which branch of which data store. */
export interface BranchArgs {
  dataStore: DataStoreReference;
  /** Default `default_branch`. */
  branch?: Input<string>;
}

/** Exactly one source is given. */
export type ImportDocumentsArgs = ImportSettings & OneOf<DocumentSources>;

export interface ImportSettings extends BranchArgs {
  /**
   * `INCREMENTAL` (the default) adds and replaces; `FULL` also deletes documents that the source doesn't have.
   */
  reconciliationMode?: Input<(typeof RECONCILIATION_MODES)[number]>;
  /** Empty folder for errors. Default: they are lost with the operation. */
  errorConfig?: Input<ErrorConfig>;
  /** Makes ids from the content where there are none. Default false; then `FULL` avoids duplicates. */
  autoGenerateIds?: Input<boolean>;
  /** Field or column that holds the ids, for sources of your own schema. */
  idField?: Input<string>;
  /** Fields of existing documents to overwrite, comma-separated. Default: all. */
  updateMask?: Input<string>;
  /** Reads unstructured content again even where it did not change. Default false. */
  forceRefreshContent?: Input<boolean>;
}

export interface ErrorConfig {
  /** `gs://bucket/path`, an empty folder that exists. */
  gcsPrefix: Input<string>;
}

/** Exactly one of `filter`, `gcsSource` and `inlineSource` is given, and tells which documents. */
export type PurgeDocumentsArgs = BranchArgs & {
  /** Default false: nothing is deleted, the response tells how many documents would be. */
  force?: Input<boolean>;
  /** Empty folder for errors. Default: they are lost with the operation. */
  errorConfig?: Input<ErrorConfig>;
} & OneOf<PurgedDocuments>;

export interface PurgedDocuments {
  /** `*`, all documents, is the only value supported. */
  filter: Input<string>;
  /** Files of ids, one in a line, with `dataSchema` `document_id`. */
  gcsSource: Input<GcsSource>;
  /** Full names, at most 100. */
  inlineSource: Input<{ documents: StringList }>;
}

/**
 * Imports documents into a data store: `POST {data store}/branches/{branch}/documents:import`.
 *
 * There is a route for cancellation, also where it isn't for other operations of the service
 * (discoveryengine_v1alpha.yaml), and an official sample
 * (https://github.com/GoogleCloudPlatform/python-docs-samples/pull/13330). Metadata never show that it was asked
 * for. What has been imported stays. There is no request id: a start whose answer is lost is not repeated.
 */
export const importDocuments = discoveryengineRecipe<ImportDocumentsArgs>("importDocuments", {
  request: "POST {dataStore}/branches/{branch}/documents:import",
  fields: {
    reconciliationMode: enumValue(RECONCILIATION_MODES),
    "errorConfig.gcsPrefix": required,
    ...documentSourceRules,
  },
  oneOf: DOCUMENT_SOURCES,
});

/**
 * Deletes documents: `POST {data store}/branches/{branch}/documents:purge`. Only with `force`.
 *
 * There is a route for cancellation, as for {@link importDocuments}. What has been deleted stays deleted.
 */
export const purgeDocuments = discoveryengineRecipe<PurgeDocumentsArgs>("purgeDocuments", {
  request: "POST {dataStore}/branches/{branch}/documents:purge",
  fields: { "errorConfig.gcsPrefix": required, "gcsSource.inputUris": required },
  oneOf: ["filter", "gcsSource", "inlineSource"],
});
