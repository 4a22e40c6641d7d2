export * from "./dataStores.js";
export type { DataStoreReference, EngineReference } from "./discoveryengineRecipe.js";
export type {
  AlloyDbSource,
  BigquerySource,
  BigtableColumn,
  BigtableColumnFamily,
  BigtableOptions,
  BigtableSource,
  BigtableType,
  CloudSqlSource,
  DocumentContent,
  DocumentSources,
  FhirStoreSource,
  FirestoreSource,
  GcsSource,
  InlineDocument,
  SpannerSource,
} from "./documentSources.js";
export * from "./documents.js";
export * from "./engines.js";
export * from "./userEvents.js";
