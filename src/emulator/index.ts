export type {
  Behaviour,
  BehaviourRule,
  CancelPolicy,
  DurationLike,
  Ending,
  OperationFailure,
  StartMatch,
} from "./behaviour.js";
export type { EmulatedOperation, Emulator, OperationSeed } from "./emulator.js";
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
} from "./faultRule.js";
export type { OperationPhase } from "./operationRecord.js";
export type { RecordedRequest, RequestKind, RequestStatus } from "./recordedRequest.js";
export type { CredentialsPolicy } from "./requestChecks.js";
export type { OperationForm, ServiceDescription } from "./serviceDescription.js";
export type { OperationsAction, OperationsRoute } from "./services/serviceDefinition.js";
export { startEmulator } from "./startEmulator.js";
