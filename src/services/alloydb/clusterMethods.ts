import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import { required } from "../recipes/fieldRules.js";
import type { OneOf, StringList } from "../recipes/recipe.js";
import { alloydbRecipe, type ClusterReference, customMethod, type EtagArgs } from "./alloydbRecipe.js";
import type { DatabaseVersion } from "./clusterSettings.js";

/** Exactly one of `csvExportOptions` and `sqlExportOptions` is given. It decides on the format. */
export type ExportClusterArgs = ExportSettings & OneOf<ExportFormats>;

export interface ExportFormats {
  csvExportOptions: Input<CsvExportOptions>;
  sqlExportOptions: Input<SqlExportOptions>;
}

export interface ExportSettings {
  cluster: ClusterReference;
  /** Name of the database, as `SELECT current_database()` returns it. */
  database: Input<string>;
  /** The file: `gs://bucket/path`. */
  gcsDestination: Input<{ uri: Input<string> }>;
}

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
  tables?: StringList;
  /** The schema without data. Default false. */
  schemaOnly?: Input<boolean>;
  /** Writes DROP commands before those that create. Default false. */
  cleanTargetObjects?: Input<boolean>;
  /** Makes them DROP … IF EXISTS. Default false. */
  ifExistTargetObjects?: Input<boolean>;
}

/** Exactly one of `csvImportOptions` and `sqlImportOptions` is given. It decides on the format. */
export type ImportClusterArgs = ImportSettings & OneOf<ImportFormats>;

export interface ImportFormats {
  csvImportOptions: Input<CsvImportOptions>;
  sqlImportOptions: Input<Record<string, never>>;
}

export interface ImportSettings {
  cluster: ClusterReference;
  /** The file: `gs://bucket/path`. */
  gcsUri: Input<string>;
  /** Name of the database. A SQL file may name it itself. */
  database?: Input<string>;
  /** Database user to import as. */
  user?: Input<string>;
}

export interface CsvImportOptions extends CsvCharacters {
  table: Input<string>;
  /** Default: all of the table's columns. */
  columns?: StringList;
}

export interface UpgradeClusterArgs extends EtagArgs {
  cluster: ClusterReference;
  /** Major version to upgrade to: `POSTGRES_17`. */
  version: Input<LiteralUnion<DatabaseVersion>>;
}

export interface PromoteClusterArgs extends EtagArgs {
  /** A secondary cluster. */
  cluster: ClusterReference;
}

export interface SwitchoverClusterArgs {
  /** The secondary cluster that becomes the primary one. */
  cluster: ClusterReference;
}

/**
 * Exports a database to Cloud Storage: `POST {cluster}:export`.
 *
 * Cancellation is documented (https://cloud.google.com/alloydb/docs/cancel-export), but not that it removes the data
 * already written: look for an incomplete file at `gcsDestination`. The service takes no request ID, so a start whose
 * response is lost is not repeated.
 */
export const exportCluster = alloydbRecipe<ExportClusterArgs>("exportCluster", {
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
 * Cancellation is documented (https://cloud.google.com/alloydb/docs/cancel-import), but not that it removes the data
 * already imported. The service takes no request ID, so a start whose response is lost is not repeated.
 */
export const importCluster = alloydbRecipe<ImportClusterArgs>("importCluster", {
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
 * during the upgrade stay. After that point the upgrade continues to its end.
 */
export const upgradeCluster = alloydbRecipe<UpgradeClusterArgs>("upgradeCluster", {
  request: "PATCH {cluster}:upgrade",
  fields: { version: required },
  requestId: "body",
});

/**
 * Makes a secondary cluster independent: `POST {cluster}:promote`.
 *
 * Cancellation is undocumented.
 */
export const promoteCluster = customMethod<PromoteClusterArgs>("promoteCluster", "POST {cluster}:promote");

/**
 * Makes a secondary cluster the primary one, and the other way round: `POST {cluster}:switchover`.
 *
 * Cancellation is undocumented.
 */
export const switchoverCluster = customMethod<SwitchoverClusterArgs>(
  "switchoverCluster",
  "POST {cluster}:switchover",
);
