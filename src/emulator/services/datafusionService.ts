import {
  cloudMessage,
  fieldNames,
  locationsService,
  namedResponse,
  resourceResponse,
  resourceStarts,
} from "./standardService.js";

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

/** The state of a working instance; v1beta1 has its own. */
function readyState(version: string): string {
  return version === "v1beta1" ? "RUNNING" : "ACTIVE";
}

/** Data Fusion: the standard OperationMetadata with `statusDetail`. Its requests have no request id. */
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
    metadata: ({ record, snapshot }) =>
      snapshot.done ? {} : { statusDetail: `${record.method}: ${snapshot.phase}` },
  },
);
