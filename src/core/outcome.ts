import type { RequestFailure } from "./failure.js";
import { CANCELLED, type EndedOperation, type Operation, type OperationError } from "./operation.js";

/**
 * The state of an operation when a call about it ends.
 *
 * Only `done`, `error` and `response` of GetOperation decide between `cancelled`, `completed` and `failed`. After a
 * time-out, an interrupt or a network error the operation is `running`, with the reason why the wait stopped.
 */
export type Outcome = CancelledOutcome | CompletedOutcome | FailedOutcome | GoneOutcome | RunningOutcome;

/** Ended with `error.code` 1. */
export interface CancelledOutcome {
  kind: "cancelled";
  /** True if this package requested the cancel; otherwise another user or the service did. */
  byUs: boolean;
  operation: EndedOperation;
  error: OperationError;
}

/** Ended with a response, or with neither response nor error. Its effects exist. */
export interface CompletedOutcome {
  kind: "completed";
  /** True if it completed despite a cancel request of this package. */
  cancelRequested: boolean;
  operation: EndedOperation;
}

/** Ended with an error other than CANCELLED. ABORTED can be the service's pre-emption (AIP-151). */
export interface FailedOutcome {
  kind: "failed";
  cancelRequested: boolean;
  operation: EndedOperation;
  error: OperationError;
}

/** Unknown to the service: its record expired or was deleted. Its end is unknown. */
export interface GoneOutcome {
  kind: "gone";
  /** The result of the last successful poll. */
  operation?: Operation;
}

/** The reason why a call ended before its operation. */
export type StillRunningBecause = "deadline" | "interrupted" | "abandoned" | "cancelUnsupported";

export interface RunningOutcome {
  kind: "running";
  because: StillRunningBecause;
  /** True if a cancel request of this package may have arrived, also one that the service did not confirm. */
  cancelRequested: boolean;
  /** The result of the last successful poll; absent if none succeeded. */
  operation?: Operation;
  /** The failure of the last poll or of the last cancel request, if it failed. */
  failure?: RequestFailure;
  /** `failure` as a text. */
  lastError?: string;
}

/** Classifies an ended operation. */
export function outcomeOf(
  operation: EndedOperation,
  cancelRequested: boolean,
): CancelledOutcome | CompletedOutcome | FailedOutcome {
  const { result } = operation;
  if (result.kind !== "error") {
    return { kind: "completed", cancelRequested, operation };
  }
  return result.error.code === CANCELLED
    ? { kind: "cancelled", byUs: cancelRequested, operation, error: result.error }
    : { kind: "failed", cancelRequested, operation, error: result.error };
}
