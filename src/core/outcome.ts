import type { RequestFailure } from "./failure.js";
import type { EndedOperation, Operation, OperationError } from "./operation.js";
import { CANCELLED } from "./operation.js";

/**
 * How it stands with an operation once we stop looking: a closed set.
 *
 * Only GetOperation's `done`, `error` and `response` decide between `cancelled`, `completed` and `failed`. A
 * time-out, an interrupt and a network error are not outcomes of the operation: it is then `running`, with why
 * we stopped looking.
 */
export type Outcome = CancelledOutcome | CompletedOutcome | FailedOutcome | GoneOutcome | RunningOutcome;

/** Ended with `error.code` 1. */
export interface CancelledOutcome {
  kind: "cancelled";
  /** Whether we had asked for it; otherwise another user or the service did. */
  byUs: boolean;
  operation: EndedOperation;
  error: OperationError;
}

/** Ended with a response, or with neither response nor error. Its effects exist. */
export interface CompletedOutcome {
  kind: "completed";
  /** Whether it completed despite our cancel request. */
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

/** The service knows no such operation: its record expired or was deleted. How it ended is unknown. */
export interface GoneOutcome {
  kind: "gone";
  /** As it was last seen. */
  operation?: Operation;
}

/** Why we stopped looking at an operation that had not ended. */
export type StillRunningBecause = "deadline" | "interrupted" | "abandoned" | "cancelUnsupported";

export interface RunningOutcome {
  kind: "running";
  because: StillRunningBecause;
  cancelRequested: boolean;
  /** As it was last seen; absent when no look succeeded. */
  operation?: Operation;
  /** The failure of the last poll or of the last cancel request, if it failed. */
  failure?: RequestFailure;
  /** `failure` in one sentence. */
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
