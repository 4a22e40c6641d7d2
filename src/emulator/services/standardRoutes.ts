import type { JsonObject } from "../../core/json.js";
import type {
  OperationLook,
  OperationsAction,
  OperationsRoute,
  ServiceDefinition,
  StartDefinition,
} from "./serviceDefinition.js";
import { cloudMessage, leadingSegments, standardMetadata, standardOperationId } from "./standardOperation.js";

const forms: Readonly<Record<OperationsAction, { http: OperationsRoute["http"]; suffix: string }>> = {
  get: { http: "GET", suffix: "" },
  list: { http: "GET", suffix: "/operations" },
  cancel: { http: "POST", suffix: ":cancel" },
  delete: { http: "DELETE", suffix: "" },
  wait: { http: "POST", suffix: ":wait" },
};

/**
 * The routes of google.longrunning.Operations in their usual form, for the operations below each parent
 * ("projects/*\/locations/*"), in every version.
 */
export function standardRoutes(
  versions: readonly string[],
  parents: readonly string[],
  actions: readonly OperationsAction[],
): OperationsRoute[] {
  return versions.flatMap((version) =>
    parents.flatMap((parent) =>
      actions.map((action) => ({
        action,
        http: forms[action].http,
        template: `/${version}/{+name}${forms[action].suffix}`,
        pattern: action === "list" ? parent : `${parent}/operations/*`,
      })),
    ),
  );
}

/** A service whose operations lie below locations and look as those of most of Google's control planes do. */
export function locationsService(
  service: string,
  versions: readonly string[],
  starts: readonly StartDefinition[],
  more: {
    /** Fields of the metadata beside the usual ones. */
    metadata?: (look: OperationLook) => JsonObject;
    enums?: ServiceDefinition["dialect"]["enums"];
  } = {},
): ServiceDefinition {
  return {
    service,
    host: `${service}.googleapis.com`,
    versions,
    routes: standardRoutes(versions, ["projects/*/locations/*"], ["get", "list", "cancel", "delete"]),
    starts,
    dialect: {
      operationName: (facts) =>
        `${leadingSegments(facts.target, 4)}/operations/${standardOperationId(facts)}`,
      metadata: (look) => ({
        "@type": `type.googleapis.com/${cloudMessage(service, "OperationMetadata")(look.record.version)}`,
        ...standardMetadata(look),
        ...more.metadata?.(look),
      }),
      writesDoneFalse: true,
      enums: more.enums,
    },
  };
}
