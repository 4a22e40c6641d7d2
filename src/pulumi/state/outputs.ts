import type { JsonObject } from "../../core/json.js";
import type { Operation, OperationError } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";

/** The state of the operation at the last poll. */
export type OperationState = "RUNNING" | "CANCELLING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "GONE";

/** The states of an operation that has ended, as only GetOperation's `done` shows. They never change. */
const TERMINAL_STATES: readonly OperationState[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

/** The outputs of a resource. Optional ones are absent if the service doesn't report them. */
export interface OperationOutputs {
  operationName: string;
  state: OperationState;
  /** False until the operation has ended; also for `GONE`, since a 404 is no proof. */
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

/** The endpoint and version that requests about an operation go to. */
export interface ServiceAddress {
  endpoint: string;
  apiVersion: string;
}

/**
 * The outputs of an operation that the service has returned.
 *
 * @param cancelRequested true if this package has requested the cancellation; the metadata may show another request
 */
export function outputsOf(
  operation: Operation,
  address: ServiceAddress,
  cancelRequested: boolean,
): OperationOutputs {
  const {
    cancelRequested: isInMetadata,
    stage: _stage,
    counters: _counters,
    ...report
  } = readMetadata(operation.metadata);
  const requested = cancelRequested || isInMetadata;
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

/** The outputs of an operation that the service doesn't know any more. */
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

/** Checks for the state of an operation that was in flight at the last poll. */
export function isInFlight(state: OperationState): boolean {
  return state === "RUNNING" || state === "CANCELLING";
}

export function isTerminal(state: OperationState): boolean {
  return TERMINAL_STATES.includes(state);
}
