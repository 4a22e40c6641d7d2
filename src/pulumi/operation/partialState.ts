import type { JsonObject } from "../../core/json.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import type { OperationContext } from "../context/operationContext.js";
import { PartialStateError } from "../report/userError.js";
import { type SavedOperation, writeState } from "../state/operationState.js";
import { LARGEST_FAILED_STATE } from "../state/stateSize.js";
import type { WaitResult } from "./waitUntilDone.js";

/**
 * Does the part of a create or update that comes after the operation's name is known. Whatever goes wrong in
 * it, expected or not, carries the state: an error without it would make Pulumi forget the operation.
 *
 * `__provider` has to be part of that state. The dynamic-provider server doesn't add it to a failed result, and
 * without it the resource could never be deleted.
 *
 * @throws IncompleteFailure
 */
export async function withPartialState(
  context: OperationContext,
  id: string,
  known: SavedOperation,
  inputs: JsonObject,
  work: () => Promise<WaitResult>,
): Promise<SavedOperation> {
  const userError = (saved: SavedOperation, reason: string): PartialStateError =>
    new PartialStateError(
      id,
      { ...writeState(saved, LARGEST_FAILED_STATE), __provider: inputs.__provider ?? null },
      reason,
    );
  let completion: WaitResult;
  try {
    completion = await work();
  } catch (error) {
    throw userError(known, isRequestRefusedError(error) ? context.text.refusal(error) : messageOf(error));
  }
  if (completion.problem !== undefined) {
    throw userError(completion.saved, completion.problem);
  }
  return completion.saved;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
