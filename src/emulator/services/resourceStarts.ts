import type { StartDefinition } from "./serviceDefinition.js";
import { emptyResponse } from "./standardOperation.js";

/** One kind of resource that a service creates, updates and deletes by operations. */
interface ResourceFacts {
  /** The resource in the methods' names: "Cluster". Its id is the query parameter `clusterId` of the create. */
  resource: string;
  /** The collection's path behind the version. */
  collection: string;
  fields: readonly string[];
  /** Fields that a create must have. */
  requiredBody?: readonly string[];
  query: Readonly<Record<"create" | "update" | "delete", readonly string[]>>;
  requestId?: "query";
  response: StartDefinition["response"];
}

/** Create, update and delete of one kind of resource. */
export function resourceStarts(facts: ResourceFacts): StartDefinition[] {
  const { resource, collection, fields: body, requiredBody = [], query, requestId, response } = facts;
  const idParameter = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}Id`;
  const shared = requestId === undefined ? {} : { requestId };
  return [
    {
      ...shared,
      method: `create${resource}`,
      http: "POST",
      path: collection,
      query: [...query.create, idParameter],
      requiredQuery: [idParameter],
      body,
      requiredBody,
      newId: { query: idParameter },
      verb: "create",
      response,
    },
    {
      ...shared,
      method: `update${resource}`,
      http: "PATCH",
      path: `${collection}/*`,
      query: query.update,
      body,
      verb: "update",
      response,
    },
    {
      ...shared,
      method: `delete${resource}`,
      http: "DELETE",
      path: `${collection}/*`,
      query: query.delete,
      verb: "delete",
      response: emptyResponse,
    },
  ];
}
