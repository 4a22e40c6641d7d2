import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import type { Operation } from "../core/operation.js";
import type { RunningOutcome } from "../core/outcome.js";
import { type WaitPlan, waitForOperation } from "../core/waiter.js";
import { errorWords } from "./errorWords.js";
import { cancelAtInterrupt } from "./interruptedOperation.js";
import { isTerminal, outputsOfGone } from "./outputs.js";
import type { SavedState } from "./savedState.js";
import { seenAs } from "./seenState.js";
import type { Step } from "./step.js";
import { takenAsWanted } from "./undo/undoDebt.js";
import { ageOf, openVisibility } from "./visibility.js";
import { wrongPlace } from "./whereabouts.js";

/** What waiting for the end brought: the state to save, and why it is not what was asked for, if it isn't. */
export interface Completion {
  saved: SavedState;
  problem?: string;
}

/**
 * Waits until the operation has ended, as `waitFor: "done"` asks; one that is known to have ended is not
 * looked at again. Only success is no problem.
 */
export async function awaitCompletion(
  step: Step,
  saved: SavedState,
  deadline: Deadline,
  firstLook: NonNullable<WaitPlan["firstLook"]>,
): Promise<Completion> {
  if (isTerminal(saved.outputs.state)) {
    return ended(takenAsWanted(saved));
  }
  const name = saved.outputs.operationName;
  step.note({ kind: "leftRunning", name });
  const elapsed = ageOf(step.clock, saved);
  const limits = { deadline, signal: step.signal, ...openVisibility(step.clock, saved) };
  const outcome = await waitForOperation(step.tools, name, limits, { elapsed, firstLook });
  const lastSeen = (operation: Operation | undefined): SavedState =>
    operation === undefined ? saved : seenAs(saved, operation, step);
  switch (outcome.kind) {
    case "completed":
    case "cancelled":
    case "failed":
      step.note({ kind: "ended", name });
      return ended(takenAsWanted(seenAs(saved, outcome.operation, step)));
    case "gone": {
      const elsewhere = wrongPlace(step, saved);
      if (elsewhere !== undefined) {
        return { saved, problem: elsewhere };
      }
      const seen = lastSeen(outcome.operation);
      return {
        saved: { ...seen, outputs: outputsOfGone(seen.outputs) },
        problem:
          `The service no longer knows ${name}, so how it ended is unknown. ` +
          `Change \`triggers\` to start it anew, or remove it from the program.`,
      };
    }
    case "running": {
      const seen = lastSeen(outcome.operation);
      return outcome.because === "interrupted"
        ? completeAtInterrupt(step, seen)
        : { saved: seen, problem: stillRunning(name, outcome, deadline) };
    }
  }
}

/** Does what `onInterrupt` says, and says what the next run will do about it. */
export async function completeAtInterrupt(step: Step, saved: SavedState): Promise<Completion> {
  const name = saved.outputs.operationName;
  if (saved.settings.onInterrupt === "leave") {
    const next = "The next `pulumi up` goes on waiting for it.";
    return { saved, problem: `Interrupted; ${name} is left running (onInterrupt: "leave"). ${next}` };
  }
  const { cancelAccepted, operation, trouble } = await cancelAtInterrupt(step, name);
  const asked = cancelAccepted ? askedToCancel(saved) : saved;
  const seen = operation === undefined ? asked : seenAs(asked, operation, step);
  if (operation?.done) {
    return ended(seen);
  }
  const why = trouble === undefined ? "" : ` The last answer: ${trouble}.`;
  if (!cancelAccepted) {
    const next = "The next `pulumi up` goes on waiting for it; `pulumi destroy` cancels it.";
    return {
      saved: seen,
      problem: `Interrupted; no request to cancel ${name} was acknowledged, so it may still be running.${why} ${next}`,
    };
  }
  const next = saved.adopted
    ? "The next `pulumi up` waits for its end."
    : "The next `pulumi up` waits for its end and starts it anew.";
  return { saved: seen, problem: `Interrupted; the cancellation of ${name} was requested.${why} ${next}` };
}

function askedToCancel(saved: SavedState): SavedState {
  const outputs = { ...saved.outputs, state: "CANCELLING" as const, cancelRequested: true };
  return { ...saved, outputs, cancelledAtInterrupt: true };
}

function ended(saved: SavedState): Completion {
  const { operationName, state, error } = saved.outputs;
  if (state === "SUCCEEDED") {
    return { saved };
  }
  const remedy = saved.adopted
    ? "It was adopted, so it is kept as it is until operationName or triggers change."
    : "The next `pulumi up` starts it anew.";
  const reason =
    error === undefined ? "" : `: ${error.status} (code ${error.code}) ${errorWords(error, saved)}`;
  const verb = state === "CANCELLED" ? "was cancelled" : "failed";
  return { saved, problem: `${operationName} ${verb}${reason}. ${remedy}` };
}

function stillRunning(name: string, outcome: RunningOutcome, deadline: Deadline): string {
  const trouble = outcome.trouble === undefined ? "" : ` The last look brought: ${outcome.trouble}.`;
  const standing = outcome.operation === undefined ? "was not seen to end" : "has not ended";
  return (
    `${name} ${standing} within ${formatDuration(deadline.total)} (timeouts.create).${trouble} ` +
    `The next \`pulumi up\` goes on waiting for it; \`pulumi destroy\` deals with it as \`onDelete\` says.`
  );
}
