import type { Input } from "@pulumi/pulumi";
import { required } from "./recipes/fieldRules.js";
import type { GeminiCodeRepositoryIndex, GeminiRepositoryGroup } from "./recipes/gcpResources.js";
import type { ProjectLocationArgs } from "./recipes/pathVariables.js";
import { recipeFactory, type StringMap, type UpdateMaskArgs } from "./recipes/recipe.js";

/** Makes a recipe for Gemini. The service takes a request ID in the query of every start. */
const geminiRecipe = recipeFactory("cloudaicompanion", "v1");

/** `projects/…/locations/…/codeRepositoryIndexes/…` or the `gcp.gemini.CodeRepositoryIndex`. */
export type CodeRepositoryIndexReference = Input<string | GeminiCodeRepositoryIndex>;

/** `projects/…/codeRepositoryIndexes/…/repositoryGroups/…` or the `gcp.gemini.RepositoryGroup`. */
export type RepositoryGroupReference = Input<string | GeminiRepositoryGroup>;

const repositoryRules = { "repositories.resource": required, "repositories.branchPattern": required };

export interface CreateCodeRepositoryIndexArgs extends ProjectLocationArgs {
  codeRepositoryIndexId: Input<string>;
  /** `projects/…/cryptoKeys/…` of Cloud KMS. Default: Google's keys. It can't be changed later. */
  kmsKey?: Input<string>;
  labels?: StringMap;
}

export interface UpdateCodeRepositoryIndexArgs extends UpdateMaskArgs {
  codeRepositoryIndex: CodeRepositoryIndexReference;
  labels?: StringMap;
}

export interface DeleteCodeRepositoryIndexArgs {
  codeRepositoryIndex: CodeRepositoryIndexReference;
  /** Its repository groups are deleted too; an index that has some needs it. Default false. */
  force?: Input<boolean>;
}

export interface RepositoryGroupSettings {
  repositories?: Input<Input<Repository>[]>;
  labels?: StringMap;
}

export interface Repository {
  /** `projects/…/locations/…/connections/…/gitRepositoryLinks/…` of Developer Connect. */
  resource: Input<string>;
  /** Which branches to index, as a regular expression (RE2): `main|release-.*`. */
  branchPattern: Input<string>;
}

export interface CreateRepositoryGroupArgs extends RepositoryGroupSettings {
  codeRepositoryIndex: CodeRepositoryIndexReference;
  repositoryGroupId: Input<string>;
  repositories: Input<Input<Repository>[]>;
}

export interface UpdateRepositoryGroupArgs extends RepositoryGroupSettings, UpdateMaskArgs {
  repositoryGroup: RepositoryGroupReference;
}

export interface DeleteRepositoryGroupArgs {
  repositoryGroup: RepositoryGroupReference;
}

/**
 * Creates the index of Gemini's code customization:
 * `POST projects/{project}/locations/{location}/codeRepositoryIndexes`. It usually takes 30 minutes, up to an
 * hour; a project has one at most (https://cloud.google.com/gemini/docs/codeassist/code-customization).
 *
 * There is a route for cancellation, and a permission (`cloudaicompanion.operations.cancel`); whether and when
 * it is honoured is undocumented. The index has to be expected to be there and to be deleted by itself.
 */
export const createCodeRepositoryIndex = geminiRecipe<CreateCodeRepositoryIndexArgs>(
  "createCodeRepositoryIndex",
  {
    request: "POST projects/{project}/locations/{location}/codeRepositoryIndexes",
    query: ["codeRepositoryIndexId"],
    fields: { codeRepositoryIndexId: required },
    requestId: "query",
  },
);

/**
 * Changes an index: `PATCH {index}`.
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export const updateCodeRepositoryIndex = geminiRecipe<UpdateCodeRepositoryIndexArgs>(
  "updateCodeRepositoryIndex",
  { request: "PATCH {codeRepositoryIndex}", query: ["updateMask"], requestId: "query" },
);

/**
 * Deletes an index: `DELETE {index}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export const deleteCodeRepositoryIndex = geminiRecipe<DeleteCodeRepositoryIndexArgs>(
  "deleteCodeRepositoryIndex",
  { request: "DELETE {codeRepositoryIndex}", query: ["force"], requestId: "query" },
);

/**
 * Creates a group of repositories: `POST {index}/repositoryGroups`. It is answered 409 while the index is
 * CREATING ("parent resource not in ready state") or busy ("unable to queue the operation").
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export const createRepositoryGroup = geminiRecipe<CreateRepositoryGroupArgs>("createRepositoryGroup", {
  request: "POST {codeRepositoryIndex}/repositoryGroups",
  query: ["repositoryGroupId"],
  fields: { repositoryGroupId: required, repositories: required, ...repositoryRules },
  requestId: "query",
});

/**
 * Changes a group of repositories: `PATCH {group}`.
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export const updateRepositoryGroup = geminiRecipe<UpdateRepositoryGroupArgs>("updateRepositoryGroup", {
  request: "PATCH {repositoryGroup}",
  query: ["updateMask"],
  fields: repositoryRules,
  requestId: "query",
});

/**
 * Deletes a group of repositories: `DELETE {group}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export const deleteRepositoryGroup = geminiRecipe<DeleteRepositoryGroupArgs>("deleteRepositoryGroup", {
  request: "DELETE {repositoryGroup}",
  requestId: "query",
});
