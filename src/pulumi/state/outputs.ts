import type { JsonObject } from "../../core/json.js";
import type { Operation, OperationError } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";

/** Where the operation stands, as last seen. */
export type OperationState = "RUNNING" | "CANCELLING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "GONE";

/** States that only GetOperation's `done` leads to, and that nothing leads out of. */
const TERMINAL_STATES: readonly OperationState[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

/** What a resource tells of its operation. Optional ones are absent when the service does not tell. */
export interface OperationOutputs {
  operationName: string;
  state: OperationState;
  /** False until the operation has ended; also for `GONE`, since "no such operation" is no proof. */
  done: boolean;
  cancelRequested: boolean;
  endpoint: string;
  apiVersion: string;
  error?: OperationError;
  response?: JsonObject;
  metadata?: JsonObject;
  progressPercent?: number;
  target?: string;
  verb?: string;
  startTime?: string;
  endTime?: string;
}

/** Where the operation was looked at. */
export interface ServiceAddress {
  endpoint: string;
  apiVersion: string;
}

/** The outputs of an operation as the service showed it. `cancelRequested`: by us; the metadata may add to it. */
export function outputsOf(
  operation: Operation,
  address: ServiceAddress,
  cancelRequested: boolean,
): OperationOutputs {
  const { cancelRequested: shown, stage: _, ...report } = readMetadata(operation.metadata);
  const requested = cancelRequested || shown;
  const outputs: OperationOutputs = {
    operationName: operation.name,
    state: stateOf(operation, requested),
    done: operation.done,
    cancelRequested: requested,
    ...address,
    ...report,
    ...(operation.metadata && { metadata: operation.metadata }),
  };
  if (!operation.done || operation.result.kind === "none") {
    return outputs;
  }
  return operation.result.kind === "error"
    ? { ...outputs, error: operation.result.error }
    : { ...outputs, response: operation.result.response };
}

/** The outputs once the service no longer knows the operation: what was known, and that it vanished. */
export function outputsOfGone(known: OperationOutputs): OperationOutputs {
  return { ...known, state: "GONE", done: false };
}

function stateOf(operation: Operation, cancelRequested: boolean): OperationState {
  if (!operation.done) {
    return cancelRequested ? "CANCELLING" : "RUNNING";
  }
  if (operation.result.kind !== "error") {
    return "SUCCEEDED";
  }
  return operation.result.error.status === "CANCELLED" ? "CANCELLED" : "FAILED";
}

/** Whether the last poll has shown the operation in flight. */
export function isInFlight(state: OperationState): boolean {
  return state === "RUNNING" || state === "CANCELLING";
}

export function isTerminal(state: OperationState): boolean {
  return TERMINAL_STATES.includes(state);
}
