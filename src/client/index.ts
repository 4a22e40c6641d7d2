/**
 * Starts, lists, polls and cancels long-running operations, without Pulumi.
 *
 * @module pulumi-gcp-lro/client
 */
export type { OperationEvent } from "../core/events.js";
export type {
  ApiError,
  CredentialsFailure,
  NetworkFailure,
  NonApiResponse,
  RequestFailure,
  SetupProblem,
  UnreadableResponse,
} from "../core/failure.js";
export type { JsonObject, JsonValue } from "../core/json.js";
export type {
  EndedOperation,
  GrpcCodeName,
  Operation,
  OperationError,
  OperationResult,
  RunningOperation,
} from "../core/operation.js";
export {
  isNoAnswerError,
  isRequestRefusedError,
  NoAnswerError,
  RequestRefusedError,
} from "../core/operationErrors.js";
export type {
  CancelledOutcome,
  CompletedOutcome,
  FailedOutcome,
  GoneOutcome,
  Outcome,
  RunningOutcome,
  StillRunningBecause,
} from "../core/outcome.js";
export type { OperationOutcome } from "../core/waitAll.js";
export { type OperationReport, readMetadata } from "../google/json/metadata.js";
export type { WorkCounter } from "../google/json/reportedProgress.js";
export {
  type IncompleteList,
  IncompleteListError,
  isIncompleteListError,
  isListRefusedError,
  ListRefusedError,
} from "../google/listErrors.js";
export type { TargetProblem } from "../google/service.js";
export { isTargetError, TargetError } from "../google/service.js";
export type { HttpRequest, StartRequest } from "../google/startRequest.js";
export {
  ArgumentError,
  isArgumentError,
  isStartRefusedError,
  isStartUncertainError,
  StartRefusedError,
  StartUncertainError,
} from "./clientErrors.js";
export { OperationsClient } from "./operationsClient.js";
export type {
  CallOptions,
  CancelAllOptions,
  CancelOptions,
  GoogleOptions,
  ListOptions,
  OperationProgress,
  OperationSelection,
  OperationsClientOptions,
} from "./options.js";
