/**
 * A server on loopback that emulates the long-running operations of Google's services, for demos and tests.
 *
 * @module pulumi-gcp-lro/emulator
 */
export type { EmulatedOperation, OperationSeed } from "./emulatedOperation.js";
export type { EmulatorOptions } from "./emulatorOptions.js";
export type {
  DelayFault,
  EmulatedFault,
  EndlessFault,
  FaultEffect,
  FaultMatch,
  FaultOccurrence,
  FaultRule,
  HtmlFault,
  RedirectFault,
  ReplyFault,
  ResetFault,
  ResetMidBodyFault,
  StatusFault,
  TruncatedFault,
} from "./faults/faultRule.js";
export type { CredentialsPolicy } from "./http/requestChecks.js";
export type { RecordedRequest, RequestKind, RequestStatus } from "./http/requestLog.js";
export type {
  Behaviour,
  BehaviourRule,
  CancelPolicy,
  DurationLike,
  Ending,
  OperationFailure,
  StartMatch,
} from "./operations/behaviour.js";
export type { OperationPhase } from "./operations/operationRecord.js";
export type { OperationForm, ServiceDescription } from "./services/describedService.js";
export type { OperationsAction, OperationsRoute, ServiceLocations } from "./services/serviceDefinition.js";
export { type Emulator, startEmulator } from "./startEmulator.js";
