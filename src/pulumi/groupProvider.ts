import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { checkGroup } from "./checks/checkGroup.js";
import type { Dependencies } from "./context/dependencies.js";
import { dynamicProvider, type ResourceDefinition } from "./dynamicProvider.js";
import type { Steps } from "./engine/steps.js";
import { createGroup } from "./group/createGroup.js";
import { deleteGroup } from "./group/deleteGroup.js";
import { diffGroup } from "./group/diffGroup.js";
import { type DeclaredGroup, readGroupInputs, readGroupState, writeGroupState } from "./state/groupState.js";

/** The resource OperationGroup. Only its delete sends requests: which operations run changes by the minute. */
const groupResource: ResourceDefinition<DeclaredGroup, DeclaredGroup> = {
  check: checkGroup,
  readState: readGroupState,
  writeState: writeGroupState,
  readInputs: readGroupInputs,
  diff: diffGroup,
  create: createGroup,
  read: async (_dependencies, _control, saved) => saved,
  update: async (_dependencies, _control, _saved, inputs) => inputs,
  delete: deleteGroup,
};

/** The provider of OperationGroup, as Pulumi's dynamic-provider server calls it. */
export function groupProvider(
  dependencies: Dependencies,
  steps?: Steps,
): ResourceProvider<JsonObject, JsonObject> {
  return dynamicProvider(groupResource, dependencies, steps);
}
