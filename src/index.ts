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
export { type GcpProvider, type GcpProviderArgs, gcpProviderArgs } from "./pulumi/gcpProvider.js";
export { LongRunningOperation } from "./pulumi/longRunningOperation.js";
export type { OperationState } from "./pulumi/outputs.js";
export * as alloydb from "./services/alloydb.js";
export * as cloudaicompanion from "./services/cloudaicompanion.js";
export * as datafusion from "./services/datafusion.js";
export * as datastore from "./services/datastore.js";
export * as discoveryengine from "./services/discoveryengine.js";
export type { Recipe, RecipeStart } from "./services/recipe.js";
