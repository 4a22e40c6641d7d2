import { CANCELLED, type Operation } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";

/** The state of an operation, as the resource's output `state` has it. `UNKNOWN`: no response of this run shows it. */
export type OperationState =
  | "RUNNING"
  | "CANCELLING"
  | "SUCCEEDED"
  | "FAILED"
  | "CANCELLED"
  | "GONE"
  | "UNKNOWN";

/**
 * The state that an operation shows.
 *
 * @param isCancelAccepted true if the service accepted a cancel request of this run; few services show that
 */
export function stateOf(operation: Operation, isCancelAccepted = false): OperationState {
  if (!operation.done) {
    return isCancelAccepted || readMetadata(operation.metadata).cancelRequested ? "CANCELLING" : "RUNNING";
  }
  if (operation.result.kind !== "error") {
    return "SUCCEEDED";
  }
  return operation.result.error.code === CANCELLED ? "CANCELLED" : "FAILED";
}
