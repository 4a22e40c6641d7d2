import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { checkOperation } from "./checks/checkOperation.js";
import type { Dependencies } from "./context/dependencies.js";
import { dynamicProvider, type ResourceDefinition } from "./dynamicProvider.js";
import type { Steps } from "./engine/steps.js";
import { createOperation } from "./operation/create.js";
import { deleteOperation } from "./operation/delete.js";
import { diffOperation } from "./operation/diff.js";
import { refreshOperation } from "./operation/read.js";
import { updateOperation } from "./operation/update.js";
import {
  type OperationInputs,
  readInputs,
  readState,
  type SavedOperation,
  writeState,
} from "./state/operationState.js";

/** The resource LongRunningOperation. */
const operationResource: ResourceDefinition<SavedOperation, OperationInputs> = {
  check: checkOperation,
  readState,
  writeState,
  readInputs,
  diff: diffOperation,
  create: createOperation,
  read: refreshOperation,
  update: updateOperation,
  delete: deleteOperation,
};

/** The provider of LongRunningOperation, as Pulumi's dynamic-provider server calls it. */
export function operationProvider(
  dependencies: Dependencies,
  steps?: Steps,
): ResourceProvider<JsonObject, JsonObject> {
  return dynamicProvider(operationResource, dependencies, steps);
}
