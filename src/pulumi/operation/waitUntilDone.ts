import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { Operation } from "../../core/operation.js";
import type { RunningOutcome } from "../../core/outcome.js";
import { type WaitPlan, waitForOperation } from "../../core/wait.js";
import type { Step } from "../context/operationContext.js";
import type { SavedState } from "../state/operationState.js";
import { isInFlight, outputsOfGone } from "../state/outputs.js";
import { ageOf, pollLimits, seenAs, wrongPlace } from "./endpointMismatch.js";
import { cancelAtInterrupt } from "./interrupted.js";

/** The state to save after a wait, and why it is not what was asked for, if it isn't. */
export interface Completion {
  saved: SavedState;
  problem?: string;
}

/** Waits until the operation has ended, as `waitFor: "done"` asks. Only success is no problem. */
export async function awaitCompletion(
  step: Step,
  saved: SavedState,
  deadline: Deadline,
  firstLook: NonNullable<WaitPlan["firstLook"]>,
): Promise<Completion> {
  if (!isInFlight(saved.outputs.state)) {
    return ended(step, saved);
  }
  const { operationName } = saved.outputs;
  const name = step.text.name(operationName);
  step.note({ kind: "leftRunning", name });
  step.beginWait();
  const plan = { elapsed: ageOf(step.clock, saved), firstLook };
  // A wait that resumes may meet another machine or environment than the one that started the operation.
  const firstContact = firstLook === "atOnce";
  const limits = { deadline, signal: step.signal, firstContact, ...pollLimits(step, saved) };
  const outcome = await waitForOperation(step.tools, operationName, limits, plan);
  const lastSeen = (operation: Operation | undefined): SavedState =>
    operation === undefined ? saved : seenAs(saved, operation, step);
  switch (outcome.kind) {
    case "completed":
    case "cancelled":
    case "failed":
      step.note({ kind: "ended", name });
      return ended(step, seenAs(saved, outcome.operation, step));
    case "gone": {
      const elsewhere = wrongPlace(step, saved);
      if (elsewhere !== undefined) {
        return { saved, problem: elsewhere };
      }
      const seen = lastSeen(outcome.operation);
      return {
        saved: { ...seen, outputs: outputsOfGone(seen.outputs) },
        problem:
          `${name} was not found, so how it ended is unknown. Change \`triggers\` to start a new operation, or ` +
          "run `pulumi up` again to keep the resource as it is.",
      };
    }
    case "running": {
      const seen = lastSeen(outcome.operation);
      return outcome.because === "interrupted"
        ? completeAtInterrupt(step, seen)
        : { saved: seen, problem: stillRunning(step, name, outcome, deadline) };
    }
  }
}

/** Does what `onInterrupt` says, and says what the next run will do about it. */
export async function completeAtInterrupt(step: Step, saved: SavedState): Promise<Completion> {
  const name = step.text.name(saved.outputs.operationName);
  const nextUp =
    saved.settings.waitFor === "done"
      ? "The next `pulumi up` continues to wait for it."
      : "It is kept in the state.";
  if (saved.settings.onInterrupt === "leave") {
    return { saved, problem: `Interrupted. ${name} is left running (onInterrupt: "leave"). ${nextUp}` };
  }
  const { cancelAccepted, operation, fault } = await cancelAtInterrupt(step, saved.outputs.operationName);
  const asked = cancelAccepted ? askedToCancel(step, saved) : saved;
  const seen = operation === undefined ? asked : seenAs(asked, operation, step);
  if (operation?.done) {
    return ended(step, seen);
  }
  const last = fault === undefined ? "" : ` The last failure: ${step.text.fault(fault)}.`;
  if (!cancelAccepted) {
    return {
      saved: seen,
      problem:
        `Interrupted. No cancel request for ${name} was accepted, so it may still be running.${last} ${nextUp} ` +
        "`pulumi destroy` cancels it.",
    };
  }
  const next = saved.adopted ? nextUp : "The next `pulumi up` waits for its end and starts a new operation.";
  return { saved: seen, problem: `Interrupted. The cancellation of ${name} was requested.${last} ${next}` };
}

function askedToCancel(step: Step, saved: SavedState): SavedState {
  const outputs = { ...saved.outputs, state: "CANCELLING" as const, cancelRequested: true };
  const acceptedAt = step.cancelAcceptedAt(saved.outputs.operationName) ?? step.clock.wall();
  return { ...saved, outputs, cancelRequestedAt: saved.cancelRequestedAt ?? Math.round(acceptedAt) };
}

/** The state of an operation that has ended. An `up` that sees it completed accepts that: it is never undone. */
function ended(step: Step, saved: SavedState): Completion {
  const { operationName, state, error } = saved.outputs;
  if (state === "SUCCEEDED") {
    return { saved: withoutCancelRequest(saved) };
  }
  const remedy = saved.adopted
    ? "It was adopted, so it stays as it is until operationName changes."
    : "The next `pulumi up` starts a new operation.";
  const reason = error === undefined ? "" : `: ${step.text.error(error)} (code ${error.code})`;
  const verb = state === "CANCELLED" ? "was cancelled" : "failed";
  return { saved, problem: `${step.text.name(operationName)} ${verb}${reason}. ${remedy}` };
}

export function withoutCancelRequest({ cancelRequestedAt: _, ...saved }: SavedState): SavedState {
  return saved;
}

function stillRunning(step: Step, name: string, outcome: RunningOutcome, deadline: Deadline): string {
  const last = outcome.fault === undefined ? "" : ` The last failure: ${step.text.fault(outcome.fault)}.`;
  const standing = outcome.operation === undefined ? "was not seen to end" : "has not ended";
  return (
    `${name} ${standing} within ${formatDuration(deadline.total)} (timeouts.create).${last} ` +
    "The next `pulumi up` continues to wait for it; `pulumi destroy` treats it as `onDelete` says."
  );
}
