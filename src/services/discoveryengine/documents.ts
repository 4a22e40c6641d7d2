import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { enumValue, required } from "../recipes/fieldRules.js";
import type { OneOf, StringList } from "../recipes/recipe.js";
import { type DataStoreReference, discoveryengineRecipe } from "./discoveryengineRecipe.js";
import type { DocumentSources, GcsSource } from "./documentSources.js";
import { DOCUMENT_SOURCES, documentSourceRules } from "./documentSources.js";

const RECONCILIATION_MODES = ["INCREMENTAL", "FULL"] as const;

/** The branch of a data store that the request is about. */
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
  /** Makes IDs from the content for documents without one. Default false; then `FULL` avoids duplicates. */
  autoGenerateIds?: Input<boolean>;
  /** Field or column with the IDs, for sources with your own schema. */
  idField?: Input<string>;
  /** Fields of existing documents to overwrite, comma-separated. Default: all. */
  updateMask?: Input<string>;
  /** Reads unchanged unstructured content again. Default false. */
  forceRefreshContent?: Input<boolean>;
}

export interface ErrorConfig {
  /** `gs://bucket/path`, an empty folder that exists. */
  gcsPrefix: Input<string>;
}

/** Exactly one of `filter`, `gcsSource` and `inlineSource` is given. It selects the documents. */
export type PurgeDocumentsArgs = PurgeSettings & OneOf<PurgedDocuments>;

export interface PurgeSettings extends BranchArgs {
  /** Default false: deletes nothing; the response has the number of documents that would be deleted. */
  force?: Input<boolean>;
  /** Empty folder for errors. Default: they are lost with the operation. */
  errorConfig?: Input<ErrorConfig>;
}

export interface PurgedDocuments {
  /** `*`, all documents, is the only value supported. */
  filter: Input<LiteralUnion<"*">>;
  /** Files of ids, one in a line, with `dataSchema` `document_id`. */
  gcsSource: Input<GcsSource>;
  /** Full names, at most 100. */
  inlineSource: Input<{ documents: StringList }>;
}

/**
 * Imports documents into a data store: `POST {data store}/branches/{branch}/documents:import`.
 *
 * Cancellation has a route, unlike for other operations of the service (discoveryengine_v1alpha.yaml), and an
 * official sample (https://github.com/GoogleCloudPlatform/python-docs-samples/pull/13330). The metadata never show
 * that it was requested. Imported documents stay. The service takes no request ID, so a start whose response is lost
 * is not repeated.
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
 * Cancellation has a route, as for {@link importDocuments}. Deleted documents stay deleted.
 */
export const purgeDocuments = discoveryengineRecipe<PurgeDocumentsArgs>("purgeDocuments", {
  request: "POST {dataStore}/branches/{branch}/documents:purge",
  fields: { "errorConfig.gcsPrefix": required, "gcsSource.inputUris": required },
  oneOf: ["filter", "gcsSource", "inlineSource"],
});
