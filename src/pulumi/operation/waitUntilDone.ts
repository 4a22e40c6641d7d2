import { formatDuration } from "../../core/duration.js";
import { reportOutcome } from "../../core/events.js";
import type { Operation, OperationError } from "../../core/operation.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { outcomeOf, type RunningOutcome } from "../../core/outcome.js";
import { type WaitOptions, waitForOperation } from "../../core/wait.js";
import { ageOf, type OperationContext, pollLimits } from "../context/operationContext.js";
import type { ServiceText } from "../report/serviceText.js";
import { fixText, PartialStateError } from "../report/userError.js";
import { MAX_FAILED_STATE_SIZE } from "../state/encoding.js";
import { type SavedOperation, withPolledOperation, writeState } from "../state/operationState.js";
import { isInFlight, type OperationState, outputsOfGone } from "../state/outputs.js";
import { unendedState } from "./deleteResult.js";
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
          `${name} was not found, so its outcome is unknown. ` +
          (saved.isAdopted
            ? "To adopt another operation, change `operationName`. "
            : "To start a new operation, change `triggers`. ") +
          "To accept the unknown outcome, run `pulumi up` again: it does not start an operation.",
      };
    }
    case "running":
      return {
        saved: lastPolled(context, saved, outcome.operation),
        problem: stillRunning(context, saved, outcome),
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
      ? CONTINUES_TO_WAIT
      : "The next `pulumi up` does not wait for the operation.";
  const destroy = destroyEffect(saved.settings);
  const interrupted = { kind: "running", because: "interrupted" } as const;
  if (saved.settings.onInterrupt === "leave") {
    reportOutcome(context.core, operationName, { ...interrupted, cancelRequested: false });
    return {
      saved,
      problem: `Interrupted. ${name} is left running (onInterrupt: "leave"). ${nextUp} ${destroy}`,
    };
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
        `Interrupted. The service did not confirm a cancel request for ${name}. The operation may still be running.${last} ` +
        `${nextUp} ${destroy}`,
    };
  }
  const next = saved.isAdopted
    ? nextUp
    : "The next `pulumi up` waits until the operation ends, and then starts a new one.";
  return {
    saved: polled,
    problem: `Interrupted. The service accepted the cancel request for ${name}.${last} ${next}`,
  };
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
    ? "`pulumi up` does not start a new operation, because the resource adopted this one. To adopt another, change `operationName`."
    : "The next `pulumi up` starts a new operation.";
  const isHidden = saved.isSecret || saved.isNameSecret;
  const place = isHidden && error !== undefined ? " The message is in the output `error`." : "";
  const end = endText(context.text, state, error);
  return { saved, problem: `${context.text.name(operationName)} ${end}.${place} ${remedy}` };
}

/** The end of an operation, as the end of a sentence. A state that was too large lacks the error. */
function endText(text: ServiceText, state: OperationState, error: OperationError | undefined): string {
  if (state === "CANCELLED") {
    return `was cancelled${error === undefined ? "" : `: ${text.errorMessage(error)}`}`;
  }
  return `failed${error === undefined ? "" : ` with ${text.error(error)}`}`;
}

export function withoutCancelRequest({ cancelRequestedAt: _, ...saved }: SavedOperation): SavedOperation {
  return saved;
}

function stillRunning(context: OperationContext, saved: SavedOperation, outcome: RunningOutcome): string {
  const limit = ` within ${formatDuration(context.deadline.total)} (timeouts.create)`;
  const name = context.text.name(saved.outputs.operationName);
  return (
    `${unendedState(name, outcome.operation !== undefined, limit)}${context.text.lastFailure(outcome.failure)} ` +
    `${CONTINUES_TO_WAIT} ${destroyEffect(saved.settings)}`
  );
}

const CONTINUES_TO_WAIT = "The next `pulumi up` continues to wait for the operation.";

/** The effect of a destroy on an operation in flight, in a sentence. */
function destroyEffect({ onDelete }: SavedOperation["settings"]): string {
  const effects = {
    cancelAndWait: "cancels it",
    cancel: "cancels it",
    wait: "waits until it ends",
    abandon: "leaves it running",
  };
  return `\`pulumi destroy\` ${effects[onDelete]} (onDelete: "${onDelete}").`;
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
    const problem = isRequestRefusedError(error)
      ? `${text.refusal(error)} ${fixText(error.failure)}${CONTINUES_TO_WAIT}`
      : message;
    result = { saved: known, problem };
  }
  if (result.problem !== undefined) {
    throw new PartialStateError(id, writeState(result.saved, MAX_FAILED_STATE_SIZE), result.problem);
  }
  return result.saved;
}
