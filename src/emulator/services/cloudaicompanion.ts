import { standardRoutes } from "./operationsRoutes.js";
import type { ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import {
  emptyResponse,
  leadingSegments,
  type MessageName,
  resourceResponse,
  standardMetadata,
  standardOperationId,
} from "./standardOperation.js";

const versions = ["v1", "v1alpha"];
const indexes = "projects/*/locations/*/codeRepositoryIndexes";
const groups = `${indexes}/*/repositoryGroups`;
const indexFields = ["createTime", "kmsKey", "labels", "name", "state", "updateTime"];
const groupFields = ["createTime", "labels", "name", "repositories", "updateTime"];

const message =
  (name: string): MessageName =>
  (version) =>
    `google.cloud.cloudaicompanion.${version}.${name}`;

/** Create, update and delete of one kind of resource. All know a request id. */
function lifecycle(
  resource: string,
  collection: string,
  fields: readonly string[],
  idParameter: string,
  state: string | undefined,
): StartDefinition[] {
  const response = resourceResponse(message(resource), state);
  return [
    {
      method: `create${resource}`,
      http: "POST",
      path: collection,
      query: [idParameter, "requestId"],
      requiredQuery: [idParameter],
      body: fields,
      requestId: "query",
      newId: { query: idParameter },
      verb: "create",
      response,
    },
    {
      method: `update${resource}`,
      http: "PATCH",
      path: `${collection}/*`,
      query: ["updateMask", "requestId"],
      body: fields,
      requestId: "query",
      verb: "update",
      response,
    },
    {
      method: `delete${resource}`,
      http: "DELETE",
      path: `${collection}/*`,
      query: ["force", "requestId"],
      requestId: "query",
      verb: "delete",
      response: emptyResponse,
    },
  ];
}

/**
 * Gemini for Google Cloud. Its metadata type is published nowhere; the standard one is assumed, with
 * `requestedCancellation`.
 */
export const cloudaicompanion: ServiceDefinition = {
  service: "cloudaicompanion",
  host: "cloudaicompanion.googleapis.com",
  versions,
  routes: standardRoutes(versions, ["projects/*/locations/*"], ["get", "list", "cancel", "delete"]),
  starts: [
    ...lifecycle("CodeRepositoryIndex", indexes, indexFields, "codeRepositoryIndexId", "ACTIVE"),
    ...lifecycle("RepositoryGroup", groups, groupFields, "repositoryGroupId", undefined),
  ],
  dialect: {
    operationName: (facts) => `${leadingSegments(facts.target, 4)}/operations/${standardOperationId(facts)}`,
    metadata: (look) => ({
      "@type": `type.googleapis.com/${message("OperationMetadata")(look.record.version)}`,
      ...standardMetadata(look),
    }),
    writesDoneFalse: true,
    metadataAtStart: true,
    lists: "all",
    listOptions: "obeyed",
    deletesInFlight: true,
  },
};
