import type { DiffResult } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../../core/json.js";
import { isUnknown } from "../checks/inputChecks.js";
import type { Dependencies } from "../context/dependencies.js";
import { openCancelRecord } from "../recovery/cancelRecord.js";
import { canonicalJson } from "../state/fingerprint.js";
import { pickSettings } from "../state/operationSettings.js";
import { fingerprintsOf, IDENTITY_KEYS, type SavedOperation } from "../state/operationState.js";
import { isInFlight } from "../state/outputs.js";

/**
 * Decides from the state and the new inputs whether the operation stays, is waited for, or is replaced. Inputs are
 * compared with inputs, never with the service's responses.
 *
 * Replacement is always delete-before-replace: in the default order the new operation would start first and collide
 * with the old one.
 */
export async function diffOperation(
  dependencies: Pick<Dependencies, "journal" | "log">,
  saved: SavedOperation,
  inputs: JsonObject,
): Promise<DiffResult> {
  const { history } = await openCancelRecord(dependencies, saved);
  /** True if a delete that did not succeed has requested the cancellation. */
  const cancelledByDelete = history.deleteRequestedAt !== undefined;
  const needsNewStart = mustRestart(saved, inputs, cancelledByDelete);
  const replaces = [...changedIdentity(saved, inputs), ...(needsNewStart ? ["start"] : [])];
  if (replaces.length > 0) {
    return { changes: true, replaces: [...new Set(replaces)], deleteBeforeReplace: true };
  }
  const changes =
    areSettingsChanged(saved, inputs) ||
    mustWait(saved, inputs) ||
    mustAccept(saved, cancelledByDelete) ||
    isSecrecyChanged(saved, inputs);
  return { changes };
}

function changedIdentity(saved: SavedOperation, inputs: JsonObject): string[] {
  const fingerprints = fingerprintsOf(inputs);
  return IDENTITY_KEYS.filter((key) => fingerprints[key] !== saved.fingerprints[key]);
}

/**
 * Checks whether the next `up` starts a new operation: this one was to complete and did not, or an interrupted `up` or
 * a failed delete has cancelled it. Changed settings of its deletion are saved first, by an update, because the delete
 * of a replacement uses those in the state.
 */
function mustRestart(saved: SavedOperation, inputs: JsonObject, cancelledByDelete: boolean): boolean {
  const { state } = saved.outputs;
  const hasFailed = waitsForEnd(inputs) && (state === "FAILED" || state === "CANCELLED");
  // With `waitFor: "done"` an update waits for the end, and accepts a completion.
  const isCancelled = saved.cancelRequestedAt !== undefined || (cancelledByDelete && !waitsForEnd(inputs));
  const restartsAfterCancel =
    isCancelled && state !== "SUCCEEDED" && !areDeleteSettingsChanged(saved, inputs);
  return !saved.isAdopted && (hasFailed || restartsAfterCancel);
}

/** The settings that a failed delete tells the user to change. */
const DELETE_SETTINGS = ["onDelete", "whenCancelUnsupported", "whenCompletedDespiteCancel", "undo"] as const;

function areDeleteSettingsChanged({ settingsAsGiven }: SavedOperation, inputs: JsonObject): boolean {
  const settings = pickSettings(inputs);
  return DELETE_SETTINGS.some(
    (key) => canonicalJson(settings[key] ?? null) !== canonicalJson(settingsAsGiven[key] ?? null),
  );
}

/** Checks for an operation that is to complete and was in flight at the last poll: an update waits for its end. */
function mustWait(saved: SavedOperation, inputs: JsonObject): boolean {
  return waitsForEnd(inputs) && isInFlight(saved.outputs.state);
}

/** Checks for a completion despite a cancel of this package: an update records that this `up` accepts it. */
function mustAccept({ outputs, cancelRequestedAt }: SavedOperation, cancelledByDelete: boolean): boolean {
  return outputs.state === "SUCCEEDED" && (cancelRequestedAt !== undefined || cancelledByDelete);
}

/** Checks whether other parts of the state have to be encrypted than before. */
function isSecrecyChanged(saved: SavedOperation, inputs: JsonObject): boolean {
  return (
    (inputs.__secret === true) !== saved.isSecret || (inputs.__secretName === true) !== saved.isNameSecret
  );
}

function areSettingsChanged(saved: SavedOperation, inputs: JsonObject): boolean {
  const settings = pickSettings(inputs);
  return isUnknown(settings) || canonicalJson(settings) !== canonicalJson(saved.settingsAsGiven);
}

function waitsForEnd(inputs: JsonObject): boolean {
  return inputs.waitFor === "done";
}
