import type { JsonObject } from "../../core/json.js";
import { alloydbClusterStarts } from "./alloydbClusterStarts.js";
import { alloydbInstanceStarts } from "./alloydbInstanceStarts.js";
import { standardRoutes } from "./operationsRoutes.js";
import type { OperationLook, ServiceDefinition } from "./serviceDefinition.js";
import { leadingSegments, standardMetadata, standardOperationId } from "./standardOperation.js";

const versions = ["v1beta", "v1", "v1alpha"];

/** AlloyDB: the usual OperationMetadata, and for upgrades a status of their own that also tells of cancellation. */
export const alloydb: ServiceDefinition = {
  service: "alloydb",
  host: "alloydb.googleapis.com",
  versions,
  routes: standardRoutes(versions, ["projects/*/locations/*"], ["get", "list", "cancel", "delete"]),
  starts: [...alloydbClusterStarts, ...alloydbInstanceStarts],
  dialect: {
    operationName: (facts) => `${leadingSegments(facts.target, 4)}/operations/${standardOperationId(facts)}`,
    metadata: (look) => ({
      "@type": `type.googleapis.com/google.cloud.alloydb.${look.record.version}.OperationMetadata`,
      ...standardMetadata(look),
      ...(look.record.start.method === "upgradeCluster" ? { upgradeClusterStatus: upgradeStatus(look) } : {}),
    }),
    writesDoneFalse: true,
    metadataAtStart: true,
    lists: "all",
    listOptions: "obeyed",
    deletesInFlight: true,
    enums: {
      "upgradeClusterStatus.state": {
        SUCCESS: 1,
        FAILED: 2,
        IN_PROGRESS: 5,
        CANCEL_IN_PROGRESS: 6,
        CANCELLED: 7,
      },
      "response.state": { READY: 1 },
      "response.status": { SUCCESS: 1 },
    },
  },
};

/** `cancellable` is true for as long as a cancel is taken, and absent (proto3's false) afterwards. */
function upgradeStatus({ record, life, now }: OperationLook): JsonObject {
  const cancellable =
    life.phase === "RUNNING" &&
    record.behaviour.cancel === "honour" &&
    now < record.startedAt + record.behaviour.cancellableFor;
  const version = record.body.version;
  return {
    state: upgradeStates[life.phase],
    ...(cancellable ? { cancellable } : {}),
    ...(typeof version === "string" || typeof version === "number" ? { targetVersion: version } : {}),
  };
}

const upgradeStates = {
  RUNNING: "IN_PROGRESS",
  CANCELLING: "CANCEL_IN_PROGRESS",
  SUCCEEDED: "SUCCESS",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
} as const;
