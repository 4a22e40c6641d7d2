import type { JsonObject } from "../../core/json.js";
import { standardRoutes } from "./operationsRoutes.js";
import type { OperationLook, ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import { cloudMessage, leadingSegments, standardMetadata, standardOperationId } from "./standardOperation.js";

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
