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
 * compared with inputs, never with the service's answers.
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
  /** Whether a delete that did not succeed has requested the cancellation. */
  const cancelledByDelete = history.deleteRequestedAt !== undefined;
  const startsAnew = mustStartAnew(saved, inputs, cancelledByDelete);
  const replaces = [...changedIdentity(saved, inputs), ...(startsAnew ? ["start"] : [])];
  if (replaces.length > 0) {
    return { changes: true, replaces: [...new Set(replaces)], deleteBeforeReplace: true };
  }
  const changes =
    settingsChanged(saved, inputs) ||
    mustWaitOn(saved, inputs) ||
    mustAccept(saved, cancelledByDelete) ||
    isSecrecyChanged(saved, inputs);
  return { changes };
}

function changedIdentity(saved: SavedOperation, inputs: JsonObject): string[] {
  const prints = fingerprintsOf(inputs);
  return IDENTITY_KEYS.filter((key) => prints[key] !== saved.fingerprints[key]);
}

/**
 * Whether the next `up` starts a new operation: ours was to be done and ended otherwise, or an interrupted `up` or a
 * failed delete has cancelled it. Changed settings of its deletion are saved first, by an update, because the delete of
 * a replacement uses those in the state.
 */
function mustStartAnew(saved: SavedOperation, inputs: JsonObject, cancelledByDelete: boolean): boolean {
  const { state } = saved.outputs;
  const endedOtherwise = wantsDone(inputs) && (state === "FAILED" || state === "CANCELLED");
  // With `waitFor: "done"` an update waits for the end, and accepts a completion.
  const isCancelled = saved.cancelRequestedAt !== undefined || (cancelledByDelete && !wantsDone(inputs));
  const isOurCancel = isCancelled && state !== "SUCCEEDED" && !deleteSettingsChanged(saved, inputs);
  return !saved.isAdopted && (endedOtherwise || isOurCancel);
}

/** The settings that a failed delete tells the user to change. */
const DELETE_SETTINGS = ["onDelete", "whenCancelUnsupported", "whenCompletedDespiteCancel", "undo"] as const;

function deleteSettingsChanged({ settingsAsGiven }: SavedOperation, inputs: JsonObject): boolean {
  const settings = pickSettings(inputs);
  return DELETE_SETTINGS.some(
    (key) => canonicalJson(settings[key] ?? null) !== canonicalJson(settingsAsGiven[key] ?? null),
  );
}

/** An operation that is to be done and was in flight when it was last seen: an update waits for its end. */
function mustWaitOn(saved: SavedOperation, inputs: JsonObject): boolean {
  return wantsDone(inputs) && isInFlight(saved.outputs.state);
}

/** The operation completed despite our cancel: an update records that this `up` accepts it. */
function mustAccept({ outputs, cancelRequestedAt }: SavedOperation, cancelledByDelete: boolean): boolean {
  return outputs.state === "SUCCEEDED" && (cancelRequestedAt !== undefined || cancelledByDelete);
}

/** The parts of the state that have to be encrypted follow the inputs. */
function isSecrecyChanged(saved: SavedOperation, inputs: JsonObject): boolean {
  return (inputs.__secret === true) !== saved.secret || (inputs.__secretName === true) !== saved.secretName;
}

function settingsChanged(saved: SavedOperation, inputs: JsonObject): boolean {
  const settings = pickSettings(inputs);
  return isUnknown(settings) || canonicalJson(settings) !== canonicalJson(saved.settingsAsGiven);
}

function wantsDone(inputs: JsonObject): boolean {
  return inputs.waitFor === "done";
}
