import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { canonicalJson } from "./fingerprint.js";
import { fingerprintsOf, IDENTITY_KEYS, readState, type SavedState } from "./savedState.js";
import { pickSettings } from "./settings.js";
import { isUntaken } from "./undo/undoDebt.js";
import { isUnknown } from "./unknown.js";

/**
 * Decides from the state and the new inputs whether the operation stays, is waited for, or gives way to a new
 * one. Inputs are compared with inputs, never with what the service answered.
 *
 * Replacement is always delete-before-replace: the default order would start the new operation first and have
 * it collide with the old one.
 */
export function diffOperation(state: JsonObject, inputs: JsonObject): DiffResult {
  const saved = readState(state);
  const replaces = [...changedIdentity(saved, inputs), ...(mustStartAnew(saved, inputs) ? ["start"] : [])];
  if (replaces.length > 0) {
    return { changes: true, replaces: [...new Set(replaces)], deleteBeforeReplace: true };
  }
  const changes = settingsChanged(saved, inputs) || mustWaitOn(saved, inputs) || mustTake(saved, inputs);
  return { changes: changes || isRewritten(saved, inputs) };
}

function changedIdentity(saved: SavedState, inputs: JsonObject): string[] {
  const prints = fingerprintsOf(inputs);
  return IDENTITY_KEYS.filter((key) => prints[key] !== saved.fingerprints[key]);
}

/**
 * An operation of ours that was to be done and ended otherwise, or that we cancelled at an interrupt: the next
 * `up` starts it anew. Other rules for its deletion are taken over first, by an update: the replacement's delete
 * goes by those in the state, and where it fails by them they are the way out.
 */
function mustStartAnew(saved: SavedState, inputs: JsonObject): boolean {
  const { state } = saved.outputs;
  const endedOtherwise = wantsDone(inputs) && (state === "FAILED" || state === "CANCELLED");
  const isOurCancel = saved.cancelledAtInterrupt && state !== "SUCCEEDED" && !deletesOtherwise(saved, inputs);
  return !saved.adopted && (endedOtherwise || isOurCancel);
}

/** Settings that a delete names as the way out when it fails. */
const DELETE_RULES = ["onDelete", "whenCancelUnsupported", "whenCompletedDespiteCancel", "undo"] as const;

function deletesOtherwise({ settingsAsGiven }: SavedState, inputs: JsonObject): boolean {
  const given = pickSettings(inputs);
  return DELETE_RULES.some(
    (key) => canonicalJson(given[key] ?? null) !== canonicalJson(settingsAsGiven[key] ?? null),
  );
}

/** An operation that is to be done and, as far as the state knows, did not succeed: an update waits, or says so. */
function mustWaitOn(saved: SavedState, inputs: JsonObject): boolean {
  return wantsDone(inputs) && saved.outputs.state !== "SUCCEEDED";
}

/** Completed, maybe despite a cancel, and this `up` wants it done: the update notes that nothing of it is to be undone. */
function mustTake(saved: SavedState, inputs: JsonObject): boolean {
  return wantsDone(inputs) && inputs.whenCompletedDespiteCancel === "undo" && isUntaken(saved);
}

/** The state's URN is what delete shows its progress under; what it has to encrypt follows the inputs. */
function isRewritten(saved: SavedState, inputs: JsonObject): boolean {
  const isRenamed = typeof inputs.__urn === "string" && inputs.__urn !== saved.urn;
  return isRenamed || (inputs.__secret === true) !== saved.secret;
}

function settingsChanged(saved: SavedState, inputs: JsonObject): boolean {
  const given = pickSettings(inputs);
  return isUnknown(given) || canonicalJson(given) !== canonicalJson(saved.settingsAsGiven);
}

function wantsDone(inputs: JsonObject): boolean {
  return inputs.waitFor === "done";
}
