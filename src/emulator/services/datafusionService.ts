import {
  cloudMessage,
  fieldNames,
  namedResponse,
  resourceResponse,
  resourceStarts,
} from "./standardOperation.js";
import { locationsService } from "./standardRoutes.js";

const instances = "projects/*/locations/*/instances";

const instanceFields = fieldNames(`
  accelerators apiEndpoint availableVersion createTime cryptoKeyConfig dataplexDataLineageIntegrationEnabled
  dataprocServiceAccount description disabledReason displayName enableRbac enableStackdriverLogging
  enableStackdriverMonitoring enableZoneSeparation eventPublishConfig gcsBucket labels loggingConfig
  maintenanceEvents maintenancePolicy monitoringConfig name networkConfig options p4ServiceAccount
  patchRevision privateInstance satisfiesPzi satisfiesPzs serviceAccount serviceEndpoint state stateMessage
  tags tenantProjectId type updateTime version workforceIdentityServiceEndpoint zone
`);

const instanceMessage = cloudMessage("datafusion", "Instance");

/** v1beta1 has its own word for a working instance. */
function readyState(version: string): string {
  return version === "v1beta1" ? "RUNNING" : "ACTIVE";
}

/** Data Fusion: the usual OperationMetadata, but with `statusDetail`. None of its requests knows a request id. */
export const datafusion = locationsService(
  "datafusion",
  ["v1", "v1beta1"],
  [
    ...resourceStarts({
      resource: "Instance",
      collection: instances,
      fields: instanceFields,
      requiredBody: ["type"],
      query: { create: [], update: ["updateMask"], delete: ["force"] },
      response: resourceResponse(instanceMessage, readyState),
    }),
    {
      method: "restartInstance",
      http: "POST",
      path: `${instances}/*:restart`,
      body: ["name"],
      verb: "restart",
      response: namedResponse(instanceMessage, readyState),
    },
  ],
  {
    metadata: ({ record, life }) =>
      life.done ? {} : { statusDetail: `${record.start.method}: ${life.phase}` },
  },
);
