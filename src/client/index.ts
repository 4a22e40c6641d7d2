export type { CancelResult } from "../core/cancelMany.js";
export { isNoAnswerError, NoAnswerError } from "../core/errors/noAnswerError.js";
export { isRequestRefusedError, RequestRefusedError } from "../core/errors/requestRefusedError.js";
export type { OperationEvent } from "../core/events.js";
export type {
  CredentialsFault,
  Fault,
  ForeignFault,
  NetworkFault,
  RejectedFault,
  SetupFault,
  UnreadableFault,
} from "../core/fault.js";
export type { GrpcCodeName } from "../core/grpcCode.js";
export type { JsonObject, JsonValue } from "../core/json.js";
export { type OperationReport, readMetadata } from "../core/metadata.js";
export type {
  EndedOperation,
  Operation,
  OperationError,
  OperationResult,
  RunningOperation,
} from "../core/operation.js";
export type {
  CancelledOutcome,
  CompletedOutcome,
  FailedOutcome,
  GoneOutcome,
  Outcome,
  RunningOutcome,
  StillRunningBecause,
} from "../core/outcome.js";
export {
  type IncompleteList,
  IncompleteListError,
  isIncompleteListError,
} from "../google/errors/incompleteListError.js";
export { isListRefusedError, ListRefusedError } from "../google/errors/listRefusedError.js";
export { isTargetError, TargetError } from "../google/errors/targetError.js";
export type { TargetProblem } from "../google/serviceTarget.js";
export type { HttpRequest, StartRequest } from "../google/startRequest.js";
export type {
  CallOptions,
  CancelAllOptions,
  CancelOptions,
  ListOptions,
  OperationProgress,
  OperationSelection,
} from "./callOptions.js";
export type { OperationsClientOptions } from "./clientOptions.js";
export { ArgumentError, isArgumentError } from "./errors/argumentError.js";
export { isStartRefusedError, StartRefusedError } from "./errors/startRefusedError.js";
export { isStartUncertainError, StartUncertainError } from "./errors/startUncertainError.js";
export type { GoogleOptions } from "./googleOptions.js";
export { OperationsClient } from "./operationsClient.js";
