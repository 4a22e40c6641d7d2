import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { enumValue, required } from "../recipes/fieldRules.js";
import type { StringList } from "../recipes/recipe.js";

/** The sources that documents can be imported from. */
export interface DocumentSources {
  gcsSource: Input<GcsSource>;
  bigquerySource: Input<BigquerySource>;
  inlineSource: Input<{ documents: Input<Input<InlineDocument>[]> }>;
  fhirStoreSource: Input<FhirStoreSource>;
  spannerSource: Input<SpannerSource>;
  cloudSqlSource: Input<CloudSqlSource>;
  firestoreSource: Input<FirestoreSource>;
  alloyDbSource: Input<AlloyDbSource>;
  bigtableSource: Input<BigtableSource>;
}

export interface GcsSource {
  /** `gs://bucket/path/*.jsonl`; at most 100 files, or 100,000 if `dataSchema` is `content`. */
  inputUris: StringList;
  /**
   * `document` (the default for documents), `content` (files as they are), `custom`, `csv`; for user events
   * `user_event`; for a purge `document_id`.
   */
  dataSchema?: Input<LiteralUnion<"document" | "content" | "custom" | "csv" | "user_event" | "document_id">>;
}

export interface BigquerySource {
  datasetId: Input<string>;
  tableId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  /** `gs://bucket/path` for intermediate files. */
  gcsStagingDir?: Input<string>;
  /** `document` (the default for documents), `custom`; for user events `user_event`. */
  dataSchema?: Input<LiteralUnion<"document" | "custom" | "user_event">>;
  /** One partition of a table that is partitioned by time. */
  partitionDate?: Input<{ year: Input<number>; month: Input<number>; day: Input<number> }>;
}

/** At most 100 in one request. */
export interface InlineDocument {
  id: Input<string>;
  /** The document's fields, by the data store's schema; or the same as `jsonData`. */
  structData?: Input<Record<string, unknown>>;
  jsonData?: Input<string>;
  /** For data stores with `contentConfig` CONTENT_REQUIRED. */
  content?: Input<DocumentContent>;
  schemaId?: Input<string>;
  parentDocumentId?: Input<string>;
}

export interface DocumentContent {
  mimeType: Input<string>;
  /** `gs://bucket/file`; or the content itself as `rawBytes`, in base64. */
  uri?: Input<string>;
  rawBytes?: Input<string>;
}

export interface FhirStoreSource {
  /** `projects/…/locations/…/datasets/…/fhirStores/…` */
  fhirStore: Input<string>;
  /** `gs://bucket/path` for intermediate files. */
  gcsStagingDir?: Input<string>;
  /** Default: all that are supported. */
  resourceTypes?: StringList;
  updateFromLatestPredefinedSchema?: Input<boolean>;
}

export interface SpannerSource {
  instanceId: Input<string>;
  databaseId: Input<string>;
  tableId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  /** Reads by Data Boost, at its own cost. Default false. */
  enableDataBoost?: Input<boolean>;
}

export interface CloudSqlSource {
  instanceId: Input<string>;
  databaseId: Input<string>;
  tableId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  /** `gs://bucket/path` for intermediate files. */
  gcsStagingDir?: Input<string>;
  /** Exports on a server of its own, at its own cost. Default false. */
  offload?: Input<boolean>;
}

export interface FirestoreSource {
  databaseId: Input<string>;
  collectionId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  /** `gs://bucket/path` for intermediate files. */
  gcsStagingDir?: Input<string>;
}

export interface AlloyDbSource {
  locationId: Input<string>;
  clusterId: Input<string>;
  databaseId: Input<string>;
  tableId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  /** `gs://bucket/path` for intermediate files. */
  gcsStagingDir?: Input<string>;
}

export interface BigtableSource {
  instanceId: Input<string>;
  tableId: Input<string>;
  /** Default: the data store's project. */
  projectId?: Input<string>;
  bigtableOptions: Input<BigtableOptions>;
}

export interface BigtableOptions {
  /** Field that the row's key is put into. */
  keyFieldName?: Input<string>;
  /** By family name; others are left out. */
  families: Input<Record<string, Input<BigtableColumnFamily>>>;
}

export interface BigtableColumnFamily extends BigtableType {
  /** Others are left out. */
  columns?: Input<Input<BigtableColumn>[]>;
}

export interface BigtableColumn extends BigtableType {
  qualifier: Input<string>;
}

const BIGTABLE_ENCODINGS = ["TEXT", "BINARY"] as const;
const BIGTABLE_TYPES = [
  "STRING",
  "NUMBER",
  "INTEGER",
  "VAR_INTEGER",
  "BIG_NUMERIC",
  "BOOLEAN",
  "JSON",
] as const;

export interface BigtableType {
  /** Field of the document. Default: made from the family's or column's own name. */
  fieldName?: Input<string>;
  /** The type of a field that is not a STRING. */
  encoding?: Input<(typeof BIGTABLE_ENCODINGS)[number]>;
  type?: Input<(typeof BIGTABLE_TYPES)[number]>;
}

/** Rules for the sources that documents and user events share. */
export const fileSourceRules = {
  "gcsSource.inputUris": required,
  "bigquerySource.datasetId": required,
  "bigquerySource.tableId": required,
};

/** Rules for all sources of documents. */
export const documentSourceRules = {
  ...fileSourceRules,
  "inlineSource.documents": required,
  "inlineSource.documents.id": required,
  "fhirStoreSource.fhirStore": required,
  "spannerSource.instanceId": required,
  "spannerSource.databaseId": required,
  "spannerSource.tableId": required,
  "cloudSqlSource.instanceId": required,
  "cloudSqlSource.databaseId": required,
  "cloudSqlSource.tableId": required,
  "firestoreSource.databaseId": required,
  "firestoreSource.collectionId": required,
  "alloyDbSource.locationId": required,
  "alloyDbSource.clusterId": required,
  "alloyDbSource.databaseId": required,
  "alloyDbSource.tableId": required,
  "bigtableSource.instanceId": required,
  "bigtableSource.tableId": required,
  "bigtableSource.bigtableOptions": required,
  "bigtableSource.bigtableOptions.families.*.encoding": enumValue(BIGTABLE_ENCODINGS),
  "bigtableSource.bigtableOptions.families.*.type": enumValue(BIGTABLE_TYPES),
  "bigtableSource.bigtableOptions.families.*.columns.qualifier": required,
  "bigtableSource.bigtableOptions.families.*.columns.encoding": enumValue(BIGTABLE_ENCODINGS),
  "bigtableSource.bigtableOptions.families.*.columns.type": enumValue(BIGTABLE_TYPES),
};

/** The sources of an import, of which exactly one is given. */
export const DOCUMENT_SOURCES: readonly (keyof DocumentSources)[] = [
  "gcsSource",
  "bigquerySource",
  "inlineSource",
  "fhirStoreSource",
  "spannerSource",
  "cloudSqlSource",
  "firestoreSource",
  "alloyDbSource",
  "bigtableSource",
];
