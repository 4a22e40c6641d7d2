import { readMetadata } from "../../core/metadata.js";
import type { EndedOperation } from "../../core/operation.js";
import type { Outcome } from "../../core/outcome.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { SavedState } from "../savedState.js";
import type { PlaceholderValues } from "./placeholders.js";
import type { UndoMemory, UndoRecord } from "./undoMemory.js";
import { valuesOf } from "./undoRequest.js";

/** An undo that a delete owes, or has done already. */
export interface UndoDebt {
  /** Its placeholders not yet filled in. */
  undo: HttpRequest;
  values: PlaceholderValues;
  /** What this machine remembers of it. */
  record?: UndoRecord;
  /**
   * Whether state or service show it to every later run, wherever it is: they say that the operation completed
   * and that its cancellation had been requested.
   */
  isLasting: boolean;
}

/** Whether the state alone says that it completed although its cancellation was requested, and nobody wants that. */
function isUnwanted({ outputs, cancelledAtInterrupt, wanted }: SavedState): boolean {
  return outputs.state === "SUCCEEDED" && (outputs.cancelRequested || cancelledAtInterrupt) && !wanted;
}

/**
 * Whether a later delete may undo its completion: nobody has taken that for what was wanted, and a cancel shows in
 * the state, or may be known to the journal alone, as that of a destroy in vain is.
 */
export function isUntaken(saved: SavedState): boolean {
  const mayBeUndone = saved.outputs.state === "SUCCEEDED" && saved.settings.undo !== undefined;
  return isUnwanted(saved) || (mayBeUndone && !saved.wanted);
}

/**
 * The state once somebody has taken the completion for what was wanted: an `up` that waited for it, or one that
 * adopted it so. Nothing of it is undone from then on, however old the interrupted run, or the destroy in vain,
 * that had asked for its cancellation.
 */
export function takenAsWanted(saved: SavedState): SavedState {
  return isUntaken(saved) ? { ...saved, wanted: true } : saved;
}

/** The undo that is owed for an operation which, the state says, has ended. No request is needed to know it. */
export async function debtOfState(memory: UndoMemory, saved: SavedState): Promise<UndoDebt | undefined> {
  const undo = undoOf(saved);
  if (undo === undefined || saved.outputs.state !== "SUCCEEDED") {
    return undefined;
  }
  const record = await memory.read();
  const isLasting = isUnwanted(saved);
  return isLasting || record !== undefined ? debtOf(undo, saved, record, isLasting) : undefined;
}

/**
 * The undo that is owed for what a delete has just found: completion that this run or an earlier one had asked
 * to cancel. One that completed by itself owes none. A vanished one does where it was seen to complete before.
 */
export async function debtOfOutcome(
  memory: UndoMemory,
  saved: SavedState,
  outcome: Outcome,
): Promise<UndoDebt | undefined> {
  const undo = undoOf(saved);
  if (undo === undefined || (outcome.kind !== "completed" && outcome.kind !== "gone")) {
    return undefined;
  }
  const record = await memory.read();
  if (outcome.kind === "gone") {
    const wasSeen = record !== undefined && record.stage !== "asked";
    return wasSeen ? debtOf(undo, saved, record, false) : undefined;
  }
  const { operation, cancelRequested } = outcome;
  const isLasting =
    saved.cancelledAtInterrupt ||
    saved.outputs.cancelRequested ||
    readMetadata(operation.metadata).cancelRequested;
  return cancelRequested || isLasting || record !== undefined
    ? debtOf(undo, saved, record, isLasting, operation)
    : undefined;
}

/** The request that undoes completion despite cancel, where that is asked for. What is abandoned is left as it is. */
function undoOf({ settings, wanted }: SavedState): HttpRequest | undefined {
  const isAskedFor = settings.whenCompletedDespiteCancel === "undo" && settings.onDelete !== "abandon";
  return isAskedFor && !wanted ? settings.undo : undefined;
}

function debtOf(
  undo: HttpRequest,
  { outputs }: SavedState,
  record: UndoRecord | undefined,
  isLasting: boolean,
  operation?: EndedOperation,
): UndoDebt {
  const result = operation?.result;
  const target = readMetadata(operation?.metadata).target ?? outputs.target;
  const response = result?.kind === "response" ? result.response : outputs.response;
  return {
    undo,
    values: { ...record?.values, ...valuesOf(target, response) },
    isLasting,
    ...(record !== undefined && { record }),
  };
}
