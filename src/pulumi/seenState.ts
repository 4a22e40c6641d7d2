import type { Operation } from "../core/operation.js";
import { outputsOf } from "./outputs.js";
import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";

/** The state once GetOperation has shown the operation; that its cancellation was asked for is kept. */
export function seenAs(saved: SavedState, operation: Operation, step: Step): SavedState {
  return { ...saved, outputs: outputsOf(operation, step.seat, saved.outputs.cancelRequested), seen: true };
}
