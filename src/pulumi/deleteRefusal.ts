import type { RequestRefusedError } from "../core/errors/requestRefusedError.js";
import { RUN_AGAIN, UP_FIRST } from "./nextRun.js";
import { ResourceFailure } from "./resourceFailure.js";
import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";

/**
 * The failure of a delete whose requests the service refuses. Some refusals are never lifted (a deleted project, closed
 * billing), so that both ways out are named.
 */
export function refusedDelete(
  { text }: Step,
  { settings }: SavedState,
  error: RequestRefusedError,
): ResourceFailure {
  const wayOut =
    settings.onDelete === "abandon"
      ? ""
      : ` If the cause can't be fixed, give the operation up: set onDelete to "abandon" and ${UP_FIRST}`;
  return new ResourceFailure(
    `${text.refusal(error)} The resource is kept in the state. Fix the cause. ${RUN_AGAIN}${wayOut}`,
  );
}
