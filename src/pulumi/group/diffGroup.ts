import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject, JsonValue } from "../../core/json.js";
import { findService } from "../../google/catalog/catalog.js";
import { splitFullName } from "../../google/names/resourceName.js";
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
    ...(isChanged(keyOf(saved.given.service), keyOf(given.service)) ? ["service"] : []),
    ...(isChanged(saved.given.parent, given.parent) ? ["parent"] : []),
    ...(losesTarget(namesOf(saved.given.targets), namesOf(given.targets)) ? ["targets"] : []),
  ];
  if (replaces.length > 0) {
    return { changes: true, replaces, deleteBeforeReplace: true };
  }
  const isSecrecyChanged =
    (inputs.__secret === true) !== saved.isSecret || (inputs.__secretName === true) !== saved.isNameSecret;
  return { changes: isSecrecyChanged || isChanged(saved.given, given) };
}

/** The catalog key of a service that is given by its key or a host. */
function keyOf(service: JsonValue | undefined): JsonValue | undefined {
  return typeof service === "string" ? (findService(service)?.key ?? service) : service;
}

/** The targets without the host of full names. */
function namesOf(targets: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(targets)
    ? targets.map((target) => (typeof target === "string" ? splitFullName(target).name : target))
    : targets;
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
