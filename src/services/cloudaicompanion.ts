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
  /** Deletes its repository groups too. An index with groups needs it. Default false. */
  force?: Input<boolean>;
}

export interface RepositoryGroupSettings {
  repositories?: Input<Input<Repository>[]>;
  labels?: StringMap;
}

export interface Repository {
  /** `projects/…/locations/…/connections/…/gitRepositoryLinks/…` of Developer Connect. */
  resource: Input<string>;
  /** The branches to index, as a regular expression (RE2): `main|release-.*`. */
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
 * Cancellation has a route and a permission (`cloudaicompanion.operations.cancel`); its effect is undocumented.
 * Expect an index that you have to delete yourself.
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
 * Cancellation is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export const updateCodeRepositoryIndex = geminiRecipe<UpdateCodeRepositoryIndexArgs>(
  "updateCodeRepositoryIndex",
  { request: "PATCH {codeRepositoryIndex}", query: ["updateMask"], requestId: "query" },
);

/**
 * Deletes an index: `DELETE {index}`.
 *
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteCodeRepositoryIndex = geminiRecipe<DeleteCodeRepositoryIndexArgs>(
  "deleteCodeRepositoryIndex",
  { request: "DELETE {codeRepositoryIndex}", query: ["force"], requestId: "query" },
);

/**
 * Creates a group of repositories: `POST {index}/repositoryGroups`. The service answers 409 while the index is
 * CREATING ("parent resource not in ready state") or busy ("unable to queue the operation").
 *
 * Cancellation is undocumented, as for {@link createCodeRepositoryIndex}.
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
 * Cancellation is undocumented, as for {@link createCodeRepositoryIndex}.
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
 * Cancellation is undocumented. It is not known to restore what a deletion has already removed.
 */
export const deleteRepositoryGroup = geminiRecipe<DeleteRepositoryGroupArgs>("deleteRepositoryGroup", {
  request: "DELETE {repositoryGroup}",
  requestId: "query",
});
