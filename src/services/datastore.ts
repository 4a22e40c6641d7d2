import type { Input } from "@pulumi/pulumi";
import { enumValue, required, requiredEnumValue } from "./recipes/fieldRules.js";
import type { FirestoreDatabase } from "./recipes/gcpResources.js";
import { type PathVariable, projectVariable, segmentVariable } from "./recipes/pathVariables.js";
import { recipeFactory, type StringList, type StringMap } from "./recipes/recipe.js";

const DATABASE = /^projects\/([^/]+)\/databases\/([^/]+)$/;

/** The project, by its ID or by its default database. */
const project: PathVariable = {
  from: ["project", "database"],
  expand: (text) => DATABASE.exec(text ?? "")?.[1] ?? projectVariable.expand(text),
  rule: (value, quote) => {
    if (typeof value !== "string" || !value.includes("/")) {
      return projectVariable.rule(value, quote);
    }
    const [, id, database] = DATABASE.exec(value) ?? [];
    if (database === undefined) {
      return `${quote(value)} is not the name of a database. Give projects/…/databases/(default) or the gcp.firestore.Database itself.`;
    }
    return database === "(default)"
      ? projectVariable.rule(id, quote)
      : `${quote(value)} is not a default database, and the Datastore API exports and imports only those. In place of the recipe, set service to "firestore" and start.path to the name of the database with ":exportDocuments" at the end.`;
  },
};

/** Makes a recipe for Datastore. The service takes no request ID. */
const datastoreRecipe = recipeFactory("datastore", "v1", {
  project,
  indexId: segmentVariable("indexId", "Give only the ID, as in metadata.indexId."),
});

const ANCESTORS = ["NONE", "ALL_ANCESTORS"] as const;
const DIRECTIONS = ["ASCENDING", "DESCENDING"] as const;

/** The project of the entities and indexes: one of the two, or neither for the configured project. */
export type DatastoreArgs =
  | {
      /** ID of the project. Default: as for pulumi-gcp, `gcp:project` or the environment. */
      project?: Input<string | undefined>;
      database?: undefined;
    }
  | {
      /**
       * The project's database, `projects/…/databases/(default)` or its `gcp.firestore.Database`. The Datastore API
       * knows a project's default database only.
       */
      database: Input<string | FirestoreDatabase>;
      project?: undefined;
    };

/** Selects the entities whose kind and namespace are both in the lists. */
export interface EntityFilter {
  /** Default: all kinds. */
  kinds?: StringList;
  /** Default: all namespaces. `""` is the default namespace. */
  namespaceIds?: StringList;
}

export type ExportEntitiesArgs = DatastoreArgs & {
  /** `gs://bucket` or `gs://bucket/path`. Without a path the service makes one from the time. */
  outputUrlPrefix: Input<string>;
  /** Default: everything. */
  entityFilter?: Input<EntityFilter>;
  /** Labels of the operation, by which you can find it: Datastore takes no request ID. */
  labels?: StringMap;
};

export type ImportEntitiesArgs = DatastoreArgs & {
  /** Metadata file of the export: `gs://bucket/path/path.overall_export_metadata`. */
  inputUrl: Input<string>;
  /** A subset of the export. Default: everything. */
  entityFilter?: Input<EntityFilter>;
  /** Labels of the operation, by which you can find it: Datastore takes no request ID. */
  labels?: StringMap;
};

/** @inline */
interface IndexSettings {
  /** Kind of the entities. */
  kind: Input<string>;
  /** Default `NONE`. */
  ancestor?: Input<(typeof ANCESTORS)[number]>;
  /** In the order of the index; at most 100. */
  properties: Input<Input<IndexedProperty>[]>;
}

export type CreateIndexArgs = DatastoreArgs & IndexSettings;

export interface IndexedProperty {
  name: Input<string>;
  direction: Input<(typeof DIRECTIONS)[number]>;
}

export type DeleteIndexArgs = DatastoreArgs & {
  /** ID of the index: `metadata.indexId` of the operation that created it. */
  indexId: Input<string>;
};

/**
 * Exports entities to Cloud Storage: `POST projects/{project}:export`.
 *
 * Cancellation is documented. A cancelled export may leave partial data in Cloud Storage; only the output of one
 * that completed may be used (google/datastore/admin/v1/datastore_admin.proto, ExportEntities).
 */
export const exportEntities = datastoreRecipe<ExportEntitiesArgs>("exportEntities", {
  request: "POST projects/{project}:export",
  fields: { outputUrlPrefix: required },
});

/**
 * Imports entities from an export: `POST projects/{project}:import`. Entities of the same key are overwritten.
 *
 * Cancellation is documented. The entities that a cancelled import has written stay
 * (google/datastore/admin/v1/datastore_admin.proto, ImportEntities).
 */
export const importEntities = datastoreRecipe<ImportEntitiesArgs>("importEntities", {
  request: "POST projects/{project}:import",
  fields: { inputUrl: required },
});

/**
 * Creates a composite index: `POST projects/{project}/indexes`. The service may refuse several at once with
 * 409 for contention (hashicorp/terraform-provider-google#16599).
 *
 * The effect of cancellation is unknown: there is a route, but the role for indexes lacks the permission
 * `datastore.operations.cancel` (https://cloud.google.com/datastore/docs/access/iam). The index stays in any
 * case. It can be deleted in state READY or ERROR, not while it is CREATING.
 */
export const createIndex = datastoreRecipe<CreateIndexArgs>("createIndex", {
  request: "POST projects/{project}/indexes",
  fields: {
    kind: required,
    ancestor: enumValue(ANCESTORS),
    properties: required,
    "properties.name": required,
    "properties.direction": requiredEnumValue(DIRECTIONS),
  },
  body: (index) => ({ ...index, ancestor: index.ancestor ?? "NONE" }),
});

/**
 * Deletes a composite index: `DELETE projects/{project}/indexes/{index}`.
 *
 * The effect of cancellation is unknown, as for {@link createIndex}.
 */
export const deleteIndex = datastoreRecipe<DeleteIndexArgs>("deleteIndex", {
  request: "DELETE projects/{project}/indexes/{indexId}",
});
