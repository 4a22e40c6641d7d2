import type { JsonObject } from "../../core/json.js";
import { alloydbStarts } from "./alloydbStarts.js";
import { locationsService } from "./locationsService.js";
import type { OperationLook } from "./serviceDefinition.js";

/** AlloyDB: the usual OperationMetadata, and for upgrades a status of their own that also tells of cancellation. */
export const alloydb = locationsService("alloydb", ["v1beta", "v1", "v1alpha"], alloydbStarts, {
  metadata: (look) =>
    look.record.start.method === "upgradeCluster" ? { upgradeClusterStatus: upgradeStatus(look) } : {},
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
});

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
