import { required } from "../recipes/fieldRules.js";
import type { DocumentSources } from "./documentSources.js";

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
