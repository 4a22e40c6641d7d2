import type { JsonObject } from "../../core/json.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import type { Step } from "../context/operationContext.js";
import { IncompleteFailure } from "../report/userError.js";
import { type SavedState, writeState } from "../state/operationState.js";
import { LARGEST_FAILED_STATE } from "../state/stateSize.js";
import type { Completion } from "./waitUntilDone.js";

/**
 * Does the part of a create or update that comes after the operation's name is known. Whatever goes wrong in
 * it, expected or not, carries the state: an error without it would make Pulumi forget the operation.
 *
 * `__provider` has to be part of that state. The dynamic-provider server doesn't add it to a failed result, and
 * without it the resource could never be deleted.
 *
 * @throws IncompleteFailure
 */
export async function keepingState(
  step: Step,
  id: string,
  known: SavedState,
  inputs: JsonObject,
  work: () => Promise<Completion>,
): Promise<SavedState> {
  const failure = (saved: SavedState, reason: string): IncompleteFailure =>
    new IncompleteFailure(
      id,
      { ...writeState(saved, LARGEST_FAILED_STATE), __provider: inputs.__provider ?? null },
      reason,
    );
  let completion: Completion;
  try {
    completion = await work();
  } catch (error) {
    throw failure(known, isRequestRefusedError(error) ? step.text.refusal(error) : messageOf(error));
  }
  if (completion.problem !== undefined) {
    throw failure(completion.saved, completion.problem);
  }
  return completion.saved;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
