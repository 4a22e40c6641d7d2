/**
 * The entry of Pulumi programs: resources, recipes and types.
 *
 * @module pulumi-gcp-lro
 */
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
} from "./pulumi/resources/args.js";
export type { OperationGroupArgs } from "./pulumi/resources/groupArgs.js";
export { type GuardArgs, guard } from "./pulumi/resources/guard.js";
export { LongRunningOperation } from "./pulumi/resources/longRunningOperation.js";
export { OperationGroup } from "./pulumi/resources/operationGroup.js";
export type { OperationState } from "./pulumi/state/outputs.js";
export * as alloydb from "./services/alloydb/index.js";
export * as cloudaicompanion from "./services/cloudaicompanion.js";
export * as datafusion from "./services/datafusion.js";
export * as datastore from "./services/datastore.js";
export * as discoveryengine from "./services/discoveryengine/index.js";
export { type GcpProvider, type GcpProviderArgs, gcpProviderArgs } from "./services/gcpProvider.js";
export type { Recipe, RecipeStart } from "./services/recipes/recipe.js";
