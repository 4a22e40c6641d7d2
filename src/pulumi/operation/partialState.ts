import { isRequestRefusedError } from "../../core/operationErrors.js";
import type { ServiceText } from "../report/serviceText.js";
import { PartialStateError } from "../report/userError.js";
import { MAX_FAILED_STATE_SIZE } from "../state/encoding.js";
import { type SavedOperation, writeState } from "../state/operationState.js";
import type { WaitResult } from "./waitUntilDone.js";

/**
 * Runs the part of a create or update that follows once the operation's name is known. Every error of it, expected or
 * not, carries the state: an error without it would make Pulumi forget the operation.
 *
 * @param known the state to save if the work throws
 * @throws PartialStateError
 */
export async function withPartialState(
  text: ServiceText,
  id: string,
  known: SavedOperation,
  work: () => Promise<WaitResult>,
): Promise<SavedOperation> {
  let result: WaitResult;
  try {
    result = await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    result = { saved: known, problem: isRequestRefusedError(error) ? text.refusal(error) : message };
  }
  if (result.problem !== undefined) {
    throw new PartialStateError(id, writeState(result.saved, MAX_FAILED_STATE_SIZE), result.problem);
  }
  return result.saved;
}
