import type { StartDefinition } from "./serviceDefinition.js";
import { cloudMessage, locationsService, resourceResponse, resourceStarts } from "./standardService.js";

const indexes = "projects/*/locations/*/codeRepositoryIndexes";
const groups = `${indexes}/*/repositoryGroups`;
const indexFields = ["createTime", "kmsKey", "labels", "name", "state", "updateTime"];
const groupFields = ["createTime", "labels", "name", "repositories", "updateTime"];

/** Create, update and delete of one kind of resource. All accept a request id. */
function lifecycle(
  resource: string,
  collection: string,
  fields: readonly string[],
  state?: string,
): StartDefinition[] {
  const query = {
    create: ["requestId"],
    update: ["updateMask", "requestId"],
    delete: ["force", "requestId"],
  };
  const response = resourceResponse(cloudMessage("cloudaicompanion", resource), state);
  return resourceStarts({ resource, collection, fields, query, requestId: "query", response });
}

/**
 * Gemini for Google Cloud. Google doesn't publish its metadata type; this is the standard one, with
 * `requestedCancellation`.
 */
export const cloudaicompanion = locationsService(
  "cloudaicompanion",
  ["v1", "v1alpha"],
  [
    ...lifecycle("CodeRepositoryIndex", indexes, indexFields, "ACTIVE"),
    ...lifecycle("RepositoryGroup", groups, groupFields),
  ],
);
