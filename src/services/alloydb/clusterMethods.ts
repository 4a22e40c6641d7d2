import type { Input } from "@pulumi/pulumi";
import { required } from "../recipes/fieldRules.js";
import type { OneOf, TextList } from "../recipes/recipe.js";
import { alloydb, type ClusterReference } from "./alloydb.js";

/** Exactly one of `csvExportOptions` and `sqlExportOptions` is given, and decides on the format. */
export type ExportClusterArgs = {
  cluster: ClusterReference;
  /** Name of the database, as `SELECT current_database()` tells it. */
  database: Input<string>;
  /** The file: `gs://bucket/path`. */
  gcsDestination: Input<{ uri: Input<string> }>;
} & OneOf<{ csvExportOptions: Input<CsvExportOptions>; sqlExportOptions: Input<SqlExportOptions> }>;

export interface CsvExportOptions extends CsvCharacters {
  /** The SELECT query whose result is exported. */
  selectQuery: Input<string>;
}

/** Characters as hexadecimal ASCII codes: `2C` is the comma. */
export interface CsvCharacters {
  /** Default: comma. */
  fieldDelimiter?: Input<string>;
  /** Default: double quote. */
  quoteCharacter?: Input<string>;
  /** Default: the quote character. */
  escapeCharacter?: Input<string>;
}

export interface SqlExportOptions {
  /** Default: all tables. */
  tables?: TextList;
  /** The schema without data. Default false. */
  schemaOnly?: Input<boolean>;
  /** Writes DROP commands before those that create. Default false. */
  cleanTargetObjects?: Input<boolean>;
  /** Makes them DROP … IF EXISTS. Default false. */
  ifExistTargetObjects?: Input<boolean>;
}

/** Exactly one of `csvImportOptions` and `sqlImportOptions` is given, and tells the format. */
export type ImportClusterArgs = {
  cluster: ClusterReference;
  /** The file: `gs://bucket/path`. */
  gcsUri: Input<string>;
  /** Name of the database. A SQL file may name it itself. */
  database?: Input<string>;
  /** Database user to import as. */
  user?: Input<string>;
} & OneOf<{ csvImportOptions: Input<CsvImportOptions>; sqlImportOptions: Input<Record<string, never>> }>;

export interface CsvImportOptions extends CsvCharacters {
  table: Input<string>;
  /** Default: all of the table's columns. */
  columns?: TextList;
}

export interface UpgradeClusterArgs {
  cluster: ClusterReference;
  /** Major version to upgrade to: `POSTGRES_17`. */
  version: Input<string>;
  /** Refuses (ABORTED) when the cluster is no longer the one with this etag. */
  etag?: Input<string>;
}

export interface PromoteClusterArgs {
  /** A secondary cluster. */
  cluster: ClusterReference;
  /** Refuses (ABORTED) when the cluster is no longer the one with this etag. */
  etag?: Input<string>;
}

export interface SwitchoverClusterArgs {
  /** The secondary cluster that becomes the primary one. */
  cluster: ClusterReference;
}

/**
 * Exports a database to Cloud Storage: `POST {cluster}:export`.
 *
 * Cancellation is documented (https://cloud.google.com/alloydb/docs/cancel-export). That it removes what has been
 * written is not; look for an incomplete file at `gcsDestination`. There is no request id: a start whose answer is
 * lost is not repeated.
 */
export const exportCluster = alloydb<ExportClusterArgs>("exportCluster", {
  request: "POST {cluster}:export",
  fields: {
    database: required,
    gcsDestination: required,
    "gcsDestination.uri": required,
    "csvExportOptions.selectQuery": required,
  },
  oneOf: ["csvExportOptions", "sqlExportOptions"],
});

/**
 * Imports a file from Cloud Storage into a database: `POST {cluster}:import`.
 *
 * Cancellation is documented (https://cloud.google.com/alloydb/docs/cancel-import). That it takes back what has
 * been imported is not. There is no request id: a start whose answer is lost is not repeated.
 */
export const importCluster = alloydb<ImportClusterArgs>("importCluster", {
  request: "POST {cluster}:import",
  fields: { gcsUri: required, "csvImportOptions.table": required },
  oneOf: ["csvImportOptions", "sqlImportOptions"],
});

/**
 * Upgrades a cluster in place to a new major version: `PATCH {cluster}:upgrade`.
 *
 * Cancellation is documented up to a point within the primary instance's upgrade, for as long as
 * `metadata.upgradeClusterStatus.cancellable` is true
 * (https://cloud.google.com/alloydb/docs/major-version-upgrade-inplace-overview). The backups that AlloyDB makes
 * on the way stay. Later, the upgrade goes on to its end.
 */
export const upgradeCluster = alloydb<UpgradeClusterArgs>("upgradeCluster", {
  request: "PATCH {cluster}:upgrade",
  fields: { version: required },
  requestId: "body",
});

/**
 * Makes a secondary cluster one of its own: `POST {cluster}:promote`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export const promoteCluster = alloydb<PromoteClusterArgs>("promoteCluster", {
  request: "POST {cluster}:promote",
  requestId: "body",
});

/**
 * Makes a secondary cluster the primary one, and the other way round: `POST {cluster}:switchover`.
 *
 * Whether cancellation is honoured is undocumented.
 */
export const switchoverCluster = alloydb<SwitchoverClusterArgs>("switchoverCluster", {
  request: "POST {cluster}:switchover",
  requestId: "body",
});
