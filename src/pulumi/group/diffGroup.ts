import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject, JsonValue } from "../../core/json.js";
import { isUnknown } from "../checks/inputChecks.js";
import type { Dependencies } from "../context/dependencies.js";
import { canonicalJson } from "../state/fingerprint.js";
import { type DeclaredGroup, pickGroupInputs } from "../state/groupState.js";

/**
 * Decides from the state and the new inputs whether the group stays, changes in place, or is replaced.
 *
 * A replacement deletes first: the operations on a resource end before that resource is replaced. So an unknown parent or
 * target replaces the group, because Pulumi shows the properties of a resource that is about to be replaced as unknown.
 * Changed names of operations never do: one new operation among a thousand must not cancel the others.
 */
export async function diffGroup(
  _dependencies: Dependencies,
  saved: DeclaredGroup,
  inputs: JsonObject,
): Promise<DiffResult> {
  const given = pickGroupInputs(inputs);
  const replaces = [
    ...["service", "parent"].filter((key) => isChanged(saved.given[key], given[key])),
    ...(losesTarget(saved.given.targets, given.targets) ? ["targets"] : []),
  ];
  if (replaces.length > 0) {
    return { changes: true, replaces, deleteBeforeReplace: true };
  }
  const isSecrecyChanged =
    (inputs.__secret === true) !== saved.isSecret || (inputs.__secretName === true) !== saved.isNameSecret;
  return { changes: isSecrecyChanged || isChanged(saved.given, given) };
}

function isChanged(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  return isUnknown(after) || canonicalJson(before ?? null) !== canonicalJson(after ?? null);
}

/** Checks whether an operation that was selected may not be selected any more. Without targets, all are selected. */
function losesTarget(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (isUnknown(after)) {
    return true;
  }
  return Array.isArray(after) && (!Array.isArray(before) || before.some((target) => !after.includes(target)));
}
