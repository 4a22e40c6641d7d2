import { formatDuration } from "../../core/duration.js";
import { reportOutcome } from "../../core/events.js";
import type { Operation } from "../../core/operation.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { outcomeOf, type RunningOutcome } from "../../core/outcome.js";
import { type WaitOptions, waitForOperation } from "../../core/wait.js";
import { ageOf, type OperationContext, pollLimits } from "../context/operationContext.js";
import type { ServiceText } from "../report/serviceText.js";
import { PartialStateError } from "../report/userError.js";
import { MAX_FAILED_STATE_SIZE } from "../state/encoding.js";
import { type SavedOperation, withPolledOperation, writeState } from "../state/operationState.js";
import { isInFlight, outputsOfGone } from "../state/outputs.js";
import { endpointMismatch } from "./endpointMismatch.js";
import { cancelAtInterrupt } from "./interrupt.js";

/** The state to save after a wait, and the problem if the operation is not as the inputs want it. */
export interface WaitResult {
  saved: SavedOperation;
  problem?: string;
}

/** Waits for the end of the operation (`waitFor: "done"`). Every end but success is a problem. */
export async function waitUntilDone(
  context: OperationContext,
  saved: SavedOperation,
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
  const limits = {
    deadline: context.deadline,
    signal: context.signal,
    isFirstContact,
    ...pollLimits(context, saved),
  };
  const outcome = await waitForOperation(context.core, operationName, limits, plan);
  if (outcome.kind === "running" && outcome.because === "interrupted") {
    return completeAtInterrupt(context, lastPolled(context, saved, outcome.operation));
  }
  reportOutcome(context.core, operationName, outcome);
  switch (outcome.kind) {
    case "completed":
    case "cancelled":
    case "failed":
      context.setStatus({ kind: "ended", name });
      return ended(context, withPolledOperation(saved, outcome.operation, context.address));
    case "gone": {
      const mismatch = endpointMismatch(context.text, saved, context.address);
      if (mismatch !== undefined) {
        return { saved, problem: mismatch };
      }
      const polled = lastPolled(context, saved, outcome.operation);
      return {
        saved: { ...polled, outputs: outputsOfGone(polled.outputs) },
        problem:
          `${name} was not found, so its outcome is unknown. Change \`triggers\` to start a new operation, or ` +
          "run `pulumi up` again to keep the resource as it is.",
      };
    }
    case "running":
      return {
        saved: lastPolled(context, saved, outcome.operation),
        problem: stillRunning(context, name, outcome),
      };
  }
}

function lastPolled(
  context: OperationContext,
  saved: SavedOperation,
  operation: Operation | undefined,
): SavedOperation {
  return operation === undefined ? saved : withPolledOperation(saved, operation, context.address);
}

/** Applies `onInterrupt`. The problem in the result names the next step. */
export async function completeAtInterrupt(
  context: OperationContext,
  saved: SavedOperation,
): Promise<WaitResult> {
  const { operationName } = saved.outputs;
  const name = context.text.name(operationName);
  const nextUp =
    saved.settings.waitFor === "done"
      ? "The next `pulumi up` continues to wait for it."
      : "The resource is kept in the state.";
  const interrupted = { kind: "running", because: "interrupted" } as const;
  if (saved.settings.onInterrupt === "leave") {
    reportOutcome(context.core, operationName, { ...interrupted, cancelRequested: false });
    return { saved, problem: `Interrupted. ${name} is left running (onInterrupt: "leave"). ${nextUp}` };
  }
  const { cancelAccepted, operation, failure } = await cancelAtInterrupt(context, operationName);
  const outcome = operation?.done
    ? outcomeOf(operation, cancelAccepted)
    : ({ ...interrupted, cancelRequested: cancelAccepted } as const);
  reportOutcome(context.core, operationName, outcome);
  const known = cancelAccepted ? withCancelRequest(context, saved) : saved;
  const polled = operation === undefined ? known : withPolledOperation(known, operation, context.address);
  if (operation?.done) {
    return ended(context, polled);
  }
  const last = context.text.lastFailure(failure);
  if (!cancelAccepted) {
    return {
      saved: polled,
      problem:
        `Interrupted. No cancel request for ${name} was accepted, so it may still be running.${last} ${nextUp} ` +
        "`pulumi destroy` cancels it.",
    };
  }
  const next = saved.isAdopted
    ? nextUp
    : "The next `pulumi up` waits for its end and starts a new operation.";
  return { saved: polled, problem: `Interrupted. The cancellation of ${name} was requested.${last} ${next}` };
}

function withCancelRequest(context: OperationContext, saved: SavedOperation): SavedOperation {
  const outputs = { ...saved.outputs, state: "CANCELLING" as const, cancelRequested: true };
  const acceptedAt = context.history.cancelAcceptedAt(saved.outputs.operationName) ?? context.clock.wall();
  return { ...saved, outputs, cancelRequestedAt: saved.cancelRequestedAt ?? Math.round(acceptedAt) };
}

/** The state of an operation that has ended. An `up` accepts a completion that it finds: it is never undone. */
function ended(context: OperationContext, saved: SavedOperation): WaitResult {
  const { operationName, state, error } = saved.outputs;
  if (state === "SUCCEEDED") {
    return { saved: withoutCancelRequest(saved) };
  }
  const remedy = saved.isAdopted
    ? "The resource stays as it is until operationName changes, because the operation was adopted."
    : "The next `pulumi up` starts a new operation.";
  const reason = error === undefined ? "" : `: ${context.text.error(error)} (code ${error.code})`;
  const verb = state === "CANCELLED" ? "was cancelled" : "failed";
  return { saved, problem: `${context.text.name(operationName)} ${verb}${reason}. ${remedy}` };
}

export function withoutCancelRequest({ cancelRequestedAt: _, ...saved }: SavedOperation): SavedOperation {
  return saved;
}

function stillRunning(context: OperationContext, name: string, outcome: RunningOutcome): string {
  const state = outcome.operation === undefined ? "was not reported as ended" : "has not ended";
  return (
    `${name} ${state} within ${formatDuration(context.deadline.total)} (timeouts.create).` +
    `${context.text.lastFailure(outcome.failure)} ` +
    "The next `pulumi up` continues to wait for it. `pulumi destroy` applies `onDelete` to it."
  );
}

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
