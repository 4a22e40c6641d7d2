import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { Operation } from "../../core/operation.js";
import type { RunningOutcome } from "../../core/outcome.js";
import { type WaitOptions, waitForOperation } from "../../core/wait.js";
import type { OperationContext } from "../context/operationContext.js";
import type { SavedOperation } from "../state/operationState.js";
import { isInFlight, outputsOfGone } from "../state/outputs.js";
import { ageOf, endpointMismatch, pollLimits, seenAs } from "./endpointMismatch.js";
import { cancelAtInterrupt } from "./interrupted.js";

/** The state to save after a wait, and why it is not what was asked for, if it isn't. */
export interface WaitResult {
  saved: SavedOperation;
  problem?: string;
}

/** Waits until the operation has ended, as `waitFor: "done"` asks. Only success is no problem. */
export async function waitUntilDone(
  context: OperationContext,
  saved: SavedOperation,
  deadline: Deadline,
  firstPoll: NonNullable<WaitOptions["firstPoll"]>,
): Promise<WaitResult> {
  if (!isInFlight(saved.outputs.state)) {
    return ended(context, saved);
  }
  const { operationName } = saved.outputs;
  const name = context.text.name(operationName);
  context.setStatus({ kind: "leftRunning", name });
  context.beginWait();
  const plan = { elapsed: ageOf(context.clock, saved), firstPoll };
  // A wait that resumes may meet another machine or environment than the one that started the operation.
  const isFirstContact = firstPoll === "atOnce";
  const limits = { deadline, signal: context.signal, isFirstContact, ...pollLimits(context, saved) };
  const outcome = await waitForOperation(context.tools, operationName, limits, plan);
  const lastSeen = (operation: Operation | undefined): SavedOperation =>
    operation === undefined ? saved : seenAs(saved, operation, context);
  switch (outcome.kind) {
    case "completed":
    case "cancelled":
    case "failed":
      context.setStatus({ kind: "ended", name });
      return ended(context, seenAs(saved, outcome.operation, context));
    case "gone": {
      const elsewhere = endpointMismatch(context, saved);
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
        ? completeAtInterrupt(context, seen)
        : { saved: seen, problem: stillRunning(context, name, outcome, deadline) };
    }
  }
}

/** Does what `onInterrupt` says, and says what the next run will do about it. */
export async function completeAtInterrupt(
  context: OperationContext,
  saved: SavedOperation,
): Promise<WaitResult> {
  const name = context.text.name(saved.outputs.operationName);
  const nextUp =
    saved.settings.waitFor === "done"
      ? "The next `pulumi up` continues to wait for it."
      : "It is kept in the state.";
  if (saved.settings.onInterrupt === "leave") {
    return { saved, problem: `Interrupted. ${name} is left running (onInterrupt: "leave"). ${nextUp}` };
  }
  const { cancelAccepted, operation, failure } = await cancelAtInterrupt(
    context,
    saved.outputs.operationName,
  );
  const asked = cancelAccepted ? askedToCancel(context, saved) : saved;
  const seen = operation === undefined ? asked : seenAs(asked, operation, context);
  if (operation?.done) {
    return ended(context, seen);
  }
  const last = failure === undefined ? "" : ` The last failure: ${context.text.failure(failure)}.`;
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

function askedToCancel(context: OperationContext, saved: SavedOperation): SavedOperation {
  const outputs = { ...saved.outputs, state: "CANCELLING" as const, cancelRequested: true };
  const acceptedAt = context.cancelAcceptedAt(saved.outputs.operationName) ?? context.clock.wall();
  return { ...saved, outputs, cancelRequestedAt: saved.cancelRequestedAt ?? Math.round(acceptedAt) };
}

/** The state of an operation that has ended. An `up` that sees it completed accepts that: it is never undone. */
function ended(context: OperationContext, saved: SavedOperation): WaitResult {
  const { operationName, state, error } = saved.outputs;
  if (state === "SUCCEEDED") {
    return { saved: withoutCancelRequest(saved) };
  }
  const remedy = saved.adopted
    ? "It was adopted, so it stays as it is until operationName changes."
    : "The next `pulumi up` starts a new operation.";
  const reason = error === undefined ? "" : `: ${context.text.error(error)} (code ${error.code})`;
  const verb = state === "CANCELLED" ? "was cancelled" : "failed";
  return { saved, problem: `${context.text.name(operationName)} ${verb}${reason}. ${remedy}` };
}

export function withoutCancelRequest({ cancelRequestedAt: _, ...saved }: SavedOperation): SavedOperation {
  return saved;
}

function stillRunning(
  context: OperationContext,
  name: string,
  outcome: RunningOutcome,
  deadline: Deadline,
): string {
  const last =
    outcome.failure === undefined ? "" : ` The last failure: ${context.text.failure(outcome.failure)}.`;
  const standing = outcome.operation === undefined ? "was not seen to end" : "has not ended";
  return (
    `${name} ${standing} within ${formatDuration(deadline.total)} (timeouts.create).${last} ` +
    "The next `pulumi up` continues to wait for it; `pulumi destroy` treats it as `onDelete` says."
  );
}
