import { fieldNames } from "./fieldNames.js";
import { standardRoutes } from "./operationsRoutes.js";
import type { OperationLook, ServiceDefinition, StartDefinition } from "./serviceDefinition.js";
import {
  emptyResponse,
  leadingSegments,
  namedResponse,
  resourceResponse,
  standardMetadata,
  standardOperationId,
} from "./standardOperation.js";

const versions = ["v1", "v1beta1"];
const instances = "projects/*/locations/*/instances";

const instanceFields = fieldNames(`
  accelerators apiEndpoint availableVersion createTime cryptoKeyConfig dataplexDataLineageIntegrationEnabled
  dataprocServiceAccount description disabledReason displayName enableRbac enableStackdriverLogging
  enableStackdriverMonitoring enableZoneSeparation eventPublishConfig gcsBucket labels loggingConfig
  maintenanceEvents maintenancePolicy monitoringConfig name networkConfig options p4ServiceAccount
  patchRevision privateInstance satisfiesPzi satisfiesPzs serviceAccount serviceEndpoint state stateMessage
  tags tenantProjectId type updateTime version workforceIdentityServiceEndpoint zone
`);

const instanceMessage = (version: string): string => `google.cloud.datafusion.${version}.Instance`;

/** Data Fusion's requests that start operations. None knows a request id. */
const starts: readonly StartDefinition[] = [
  {
    method: "createInstance",
    http: "POST",
    path: instances,
    query: ["instanceId"],
    requiredQuery: ["instanceId"],
    body: instanceFields,
    requiredBody: ["type"],
    newId: { query: "instanceId" },
    verb: "create",
    response: (look) => resourceResponse(instanceMessage, readyState(look))(look),
  },
  {
    method: "updateInstance",
    http: "PATCH",
    path: `${instances}/*`,
    query: ["updateMask"],
    body: instanceFields,
    verb: "update",
    response: (look) => resourceResponse(instanceMessage, readyState(look))(look),
  },
  {
    method: "deleteInstance",
    http: "DELETE",
    path: `${instances}/*`,
    query: ["force"],
    verb: "delete",
    response: emptyResponse,
  },
  {
    method: "restartInstance",
    http: "POST",
    path: `${instances}/*:restart`,
    body: ["name"],
    verb: "restart",
    response: (look) => namedResponse(instanceMessage, readyState(look))(look),
  },
];

/** v1beta1 has its own word for a working instance. */
function readyState({ record }: OperationLook): string {
  return record.version === "v1beta1" ? "RUNNING" : "ACTIVE";
}

/** Data Fusion: the usual OperationMetadata, but with `statusDetail`. */
export const datafusion: ServiceDefinition = {
  service: "datafusion",
  host: "datafusion.googleapis.com",
  versions,
  routes: standardRoutes(versions, ["projects/*/locations/*"], ["get", "list", "cancel", "delete"]),
  starts,
  dialect: {
    operationName: (facts) => `${leadingSegments(facts.target, 4)}/operations/${standardOperationId(facts)}`,
    metadata: (look) => ({
      "@type": `type.googleapis.com/google.cloud.datafusion.${look.record.version}.OperationMetadata`,
      ...standardMetadata(look),
      ...(look.life.done ? {} : { statusDetail: `${look.record.start.method}: ${look.life.phase}` }),
    }),
    writesDoneFalse: true,
    metadataAtStart: true,
    lists: "all",
    listOptions: "obeyed",
    deletesInFlight: true,
    enums: {},
  },
};
