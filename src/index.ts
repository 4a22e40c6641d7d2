export type { JsonObject, JsonValue } from "./core/json.js";
export type { OperationError } from "./core/operation.js";
export type {
  HttpRequest,
  LongRunningOperationArgs,
  OnDelete,
  OnInterrupt,
  StartRequest,
  Timeouts,
  WhenCancelUnsupported,
  WhenCompletedDespiteCancel,
} from "./pulumi/args.js";
export { LongRunningOperation } from "./pulumi/longRunningOperation.js";
export type { OperationState } from "./pulumi/outputs.js";
