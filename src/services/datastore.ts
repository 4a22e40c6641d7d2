import { type Input, interpolate, type Output } from "@pulumi/pulumi";
import { quoted } from "../google/resourcePath.js";
import { RecipeError } from "./errors/recipeError.js";
import type { FirestoreDatabase } from "./gcpResources.js";
import { projectName, segmentOf } from "./place.js";
import { readText } from "./readText.js";
import { completeRecipe, type Recipe, type RecipeDraft, type TextList, type TextMap } from "./recipe.js";

/** Which project's entities and indexes. Give one of the two, or neither for the configured project. */
export interface DatastoreArgs {
  /** Id of the project. Default: as for pulumi-gcp, `gcp:project` or the environment. */
  project?: Input<string | undefined>;
  /**
   * The project's database, `projects/…/databases/(default)` or its `gcp.firestore.Database`, in place of
   * `project`. The Datastore API knows a project's default database only.
   */
  database?: Input<string | FirestoreDatabase>;
}

/** Which entities: those whose kind and namespace are both in the lists. */
export interface EntityFilter {
  /** Default: all kinds. */
  kinds?: TextList;
  /** Default: all namespaces. `""` is the default namespace. */
  namespaceIds?: TextList;
}

export interface ExportEntitiesArgs extends DatastoreArgs {
  /** `gs://bucket` or `gs://bucket/path`. Without a path a new one is made from the time. */
  outputUrlPrefix: Input<string>;
  /** Default: everything. */
  entityFilter?: Input<EntityFilter>;
  /** Labels of the operation. They are what it can be found by: Datastore takes no request id. */
  labels?: TextMap;
}

export interface ImportEntitiesArgs extends DatastoreArgs {
  /** An export's metadata file: `gs://bucket/path/path.overall_export_metadata`. */
  inputUrl: Input<string>;
  /** A subset of what was exported. Default: everything that was. */
  entityFilter?: Input<EntityFilter>;
  /** Labels of the operation. They are what it can be found by: Datastore takes no request id. */
  labels?: TextMap;
}

export interface CreateIndexArgs extends DatastoreArgs {
  /** Kind of the entities. */
  kind: Input<string>;
  /** `NONE` or `ALL_ANCESTORS`. Default `NONE`. */
  ancestor?: Input<string>;
  /** In the order of the index; at most 100. */
  properties: Input<Input<IndexedProperty>[]>;
}

export interface IndexedProperty {
  name: Input<string>;
  /** `ASCENDING` or `DESCENDING`. */
  direction: Input<string>;
}

export interface DeleteIndexArgs extends DatastoreArgs {
  /** Id of the index, as `metadata.indexId` of the operation that created it tells. */
  indexId: Input<string>;
}

/**
 * Exports entities to Cloud Storage: `POST projects/{project}:export`.
 *
 * Cancellation is documented. A cancelled export may leave partial data in Cloud Storage; only the output of one
 * that completed may be used (google/datastore/admin/v1/datastore_admin.proto, ExportEntities).
 */
export function exportEntities(args: ExportEntitiesArgs): Recipe {
  const { project, database, ...body } = args;
  return datastore({ method: "POST", path: interpolate`${projectOf(args)}:export`, body });
}

/**
 * Imports entities from an export: `POST projects/{project}:import`. Entities of the same key are overwritten.
 *
 * Cancellation is documented. What a cancelled import has written stays written
 * (google/datastore/admin/v1/datastore_admin.proto, ImportEntities).
 */
export function importEntities(args: ImportEntitiesArgs): Recipe {
  const { project, database, ...body } = args;
  return datastore({ method: "POST", path: interpolate`${projectOf(args)}:import`, body });
}

/**
 * Creates a composite index: `POST projects/{project}/indexes`. Several at once may be answered 409 for
 * contention (hashicorp/terraform-provider-google#16599).
 *
 * Whether cancellation is honoured is unknown: there is a route, but the role for indexes lacks the permission
 * `datastore.operations.cancel` (https://cloud.google.com/datastore/docs/access/iam). The index stays in any
 * case; it can be deleted once it is READY or ERROR, not while it is CREATING.
 */
export function createIndex(args: CreateIndexArgs): Recipe {
  const { project, database, ...index } = args;
  const body = { ...index, ancestor: index.ancestor ?? "NONE" };
  return datastore({ method: "POST", path: interpolate`${projectOf(args)}/indexes`, body });
}

/**
 * Deletes a composite index: `DELETE projects/{project}/indexes/{index}`.
 *
 * Whether cancellation is honoured is unknown, as for {@link createIndex}.
 */
export function deleteIndex(args: DeleteIndexArgs): Recipe {
  const id = segmentOf(
    "datastore",
    "indexId",
    args.indexId,
    "Give the id alone, as metadata.indexId tells it.",
  );
  return datastore({ method: "DELETE", path: interpolate`${projectOf(args)}/indexes/${id}` });
}

/** Datastore takes a request id nowhere. */
function datastore(draft: RecipeDraft): Recipe {
  return completeRecipe("datastore", "v1", draft);
}

function projectOf({ project, database }: DatastoreArgs): Output<string> {
  if (database === undefined) {
    return projectName("datastore", project);
  }
  if (project !== undefined) {
    throw new RecipeError("datastore", "database", "It says which project; leave out project.");
  }
  return readText(database, (text = "") => {
    const [, parent, id] = /^(projects\/[^/]+)\/databases\/([^/]+)$/.exec(text) ?? [];
    if (parent !== undefined && id === "(default)") {
      return parent;
    }
    const reason =
      id === undefined
        ? `${quoted(text)} is not the name of a database. Give projects/…/databases/(default) or the gcp.firestore.Database itself.`
        : `The Datastore API knows a project's (default) database only, not ${quoted(id)}. For others use service "firestore" with a start of its own, such as { path: "${parent}/databases/${id}:exportDocuments" }.`;
    throw new RecipeError("datastore", "database", reason);
  });
}
