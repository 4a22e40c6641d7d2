import type { OperationEvent } from "../../core/events.js";
import type { Outcome } from "../../core/outcome.js";
import type { SavedState } from "../savedState.js";
import type { Step } from "../step.js";
import type { UndoMemory } from "./undoMemory.js";
import { valuesOf } from "./undoRequest.js";

/**
 * The step of a delete that notes at once when the cancel of an operation in flight was accepted: should this run
 * be killed, the next one knows what completion means, also where the service doesn't show the cancel.
 */
export function stepThatRemembers(step: Step, saved: SavedState, memory: UndoMemory): Step {
  let isInFlight = false;
  const report = (event: OperationEvent): void => {
    if (event.kind === "seen") {
      isInFlight = !event.operation.done;
    }
    if (event.kind === "cancelAccepted" && isInFlight) {
      void noteAsking(step, saved, memory);
    }
    step.tools.report(event);
  };
  return { ...step, tools: { ...step.tools, report } };
}

/** Notes that a cancel of what was seen in flight may have been accepted, where a delete ends before it does. */
export async function rememberAsking(
  step: Step,
  saved: SavedState,
  outcome: Outcome,
  memory: UndoMemory,
): Promise<void> {
  if (outcome.kind === "running" && outcome.cancelRequested && outcome.operation !== undefined) {
    await noteAsking(step, saved, memory);
  }
}

async function noteAsking(
  { clock }: Step,
  { settings, outputs }: SavedState,
  memory: UndoMemory,
): Promise<void> {
  if (settings.whenCompletedDespiteCancel === "undo") {
    const values = valuesOf(outputs.target, outputs.response);
    await memory.begin({ stage: "asked", since: clock.wall(), values });
  }
}
