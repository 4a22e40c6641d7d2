import { type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { GeminiCodeRepositoryIndex, GeminiRepositoryGroup } from "./gcpResources.js";
import { locationName, type PlaceArgs } from "./place.js";
import { queryFlag } from "./queryText.js";
import { completeRecipe, type Recipe, type RecipeDraft, type TextMap } from "./recipe.js";
import { resourceName } from "./resourceName.js";
import { updateMask } from "./updateMask.js";

export interface CreateCodeRepositoryIndexArgs extends PlaceArgs {
  codeRepositoryIndexId: Input<string>;
  /** `projects/…/cryptoKeys/…` of Cloud KMS. Default: Google's keys. It can't be changed later. */
  kmsKey?: Input<string>;
  labels?: TextMap;
}

export interface UpdateCodeRepositoryIndexArgs {
  /** `projects/…/locations/…/codeRepositoryIndexes/…` or the `gcp.gemini.CodeRepositoryIndex`. */
  codeRepositoryIndex: Input<string | GeminiCodeRepositoryIndex>;
  labels?: TextMap;
  /** Fields to overwrite, comma-separated. Default: those that are given. */
  updateMask?: Input<string>;
}

export interface DeleteCodeRepositoryIndexArgs {
  /** `projects/…/locations/…/codeRepositoryIndexes/…` or the `gcp.gemini.CodeRepositoryIndex`. */
  codeRepositoryIndex: Input<string | GeminiCodeRepositoryIndex>;
  /** Its repository groups are deleted too; an index that has some needs it. Default false. */
  force?: Input<boolean>;
}

export interface RepositoryGroupSettings {
  repositories?: Input<Input<Repository>[]>;
  labels?: TextMap;
}

export interface Repository {
  /** `projects/…/locations/…/connections/…/gitRepositoryLinks/…` of Developer Connect. */
  resource: Input<string>;
  /** Which branches to index, as a regular expression (RE2): `main|release-.*`. */
  branchPattern: Input<string>;
}

export interface CreateRepositoryGroupArgs extends RepositoryGroupSettings {
  /** `projects/…/locations/…/codeRepositoryIndexes/…` or the `gcp.gemini.CodeRepositoryIndex`. */
  codeRepositoryIndex: Input<string | GeminiCodeRepositoryIndex>;
  repositoryGroupId: Input<string>;
  repositories: Input<Input<Repository>[]>;
}

export interface UpdateRepositoryGroupArgs extends RepositoryGroupSettings {
  /** `projects/…/codeRepositoryIndexes/…/repositoryGroups/…` or the `gcp.gemini.RepositoryGroup`. */
  repositoryGroup: Input<string | GeminiRepositoryGroup>;
  /** Fields to overwrite, comma-separated. Default: those that are given. */
  updateMask?: Input<string>;
}

export interface DeleteRepositoryGroupArgs {
  /** `projects/…/codeRepositoryIndexes/…/repositoryGroups/…` or the `gcp.gemini.RepositoryGroup`. */
  repositoryGroup: Input<string | GeminiRepositoryGroup>;
}

/**
 * Creates the index of Gemini's code customization:
 * `POST projects/{project}/locations/{location}/codeRepositoryIndexes`. It usually takes 30 minutes, up to an
 * hour; a project has one at most (https://cloud.google.com/gemini/docs/codeassist/code-customization).
 *
 * There is a route for cancellation, and a permission (`cloudaicompanion.operations.cancel`); whether and when
 * it is honoured is undocumented. The index has to be expected to be there and to be deleted by itself.
 */
export function createCodeRepositoryIndex(args: CreateCodeRepositoryIndexArgs): Recipe {
  const { project, location, codeRepositoryIndexId, ...body } = args;
  const path = interpolate`${locationName("cloudaicompanion", args)}/codeRepositoryIndexes`;
  return cloudaicompanion({ method: "POST", path, query: { codeRepositoryIndexId }, body });
}

/**
 * Changes an index: `PATCH {index}`.
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export function updateCodeRepositoryIndex(args: UpdateCodeRepositoryIndexArgs): Recipe {
  const { codeRepositoryIndex, updateMask: asked, ...body } = args;
  const query = { updateMask: updateMask("cloudaicompanion", body, asked) };
  return cloudaicompanion({ method: "PATCH", path: indexName(codeRepositoryIndex), query, body });
}

/**
 * Deletes an index: `DELETE {index}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export function deleteCodeRepositoryIndex(args: DeleteCodeRepositoryIndexArgs): Recipe {
  const query = { force: queryFlag(args.force) };
  return cloudaicompanion({ method: "DELETE", path: indexName(args.codeRepositoryIndex), query });
}

/**
 * Creates a group of repositories: `POST {index}/repositoryGroups`. It is answered 409 while the index is
 * CREATING ("parent resource not in ready state") or busy ("unable to queue the operation").
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export function createRepositoryGroup(args: CreateRepositoryGroupArgs): Recipe {
  const { codeRepositoryIndex, repositoryGroupId, ...body } = args;
  const path = interpolate`${indexName(codeRepositoryIndex)}/repositoryGroups`;
  return cloudaicompanion({ method: "POST", path, query: { repositoryGroupId }, body });
}

/**
 * Changes a group of repositories: `PATCH {group}`.
 *
 * Whether cancellation is honoured is undocumented, as for {@link createCodeRepositoryIndex}.
 */
export function updateRepositoryGroup(args: UpdateRepositoryGroupArgs): Recipe {
  const { repositoryGroup, updateMask: asked, ...body } = args;
  const query = { updateMask: updateMask("cloudaicompanion", body, asked) };
  return cloudaicompanion({ method: "PATCH", path: groupName(repositoryGroup), query, body });
}

/**
 * Deletes a group of repositories: `DELETE {group}`.
 *
 * Whether cancellation is honoured is undocumented; a deletion that began is not known to be undone.
 */
export function deleteRepositoryGroup({ repositoryGroup }: DeleteRepositoryGroupArgs): Recipe {
  return cloudaicompanion({ method: "DELETE", path: groupName(repositoryGroup) });
}

/** Gemini takes a request id with every one of its starts. */
function cloudaicompanion(draft: RecipeDraft): Recipe {
  return completeRecipe("cloudaicompanion", "v1", { ...draft, requestId: "query" });
}

function indexName(reference: Input<string | GeminiCodeRepositoryIndex>): Output<string> {
  return resourceName(
    {
      service: "cloudaicompanion",
      what: "a code repository index",
      patterns: ["projects/*/locations/*/codeRepositoryIndexes/*"],
      gcpClass: "gcp.gemini.CodeRepositoryIndex",
    },
    "codeRepositoryIndex",
    reference,
  );
}

function groupName(reference: Input<string | GeminiRepositoryGroup>): Output<string> {
  return resourceName(
    {
      service: "cloudaicompanion",
      what: "a repository group",
      patterns: ["projects/*/locations/*/codeRepositoryIndexes/*/repositoryGroups/*"],
      gcpClass: "gcp.gemini.RepositoryGroup",
    },
    "repositoryGroup",
    reference,
  );
}
