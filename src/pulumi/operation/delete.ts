import { type CancelPlan, cancelAndWait, cancelOnly } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { pollOnce, type WaitLimits } from "../../core/polling.js";
import { waitForOperation } from "../../core/wait.js";
import { cancelPlan } from "../../google/cancelPlan.js";
import { type Dependencies, type OperationContext, openContext } from "../context/operationContext.js";
import { cancelEntryIn, recordCancel, recordingCancel, removeCancelEntry } from "../recovery/records.js";
import { readState, type SavedOperation } from "../state/operationState.js";
import { isTerminal } from "../state/outputs.js";
import { type CancelRequests, completedBefore, concludeDelete, refusedDelete } from "./deleteResult.js";
import { ageOf, pollLimits } from "./endpointMismatch.js";
import { cancelAtInterrupt } from "./interrupted.js";

/** The longest time for the poll of an operation that is abandoned, in milliseconds. */
const ABANDON_POLL_LIMIT = 5_000;

/**
 * Treats the operation as `onDelete` says. Succeeds only if it has ended, no longer exists, or the user chose to leave
 * it. An operation that the state shows as ended costs no request, except an undo that is due.
 *
 * @throws ResourceFailure if it has not ended, or its end is unknown; the state is kept and the next delete continues
 */
export async function deleteOperation(dependencies: Dependencies, state: JsonObject): Promise<void> {
  const saved = readState(state);
  const { operationName } = saved.outputs;
  if (operationName === "") {
    return;
  }
  const requests = await earlierRequests(dependencies, saved);
  if (isTerminal(saved.outputs.state) && !completedBefore(saved, requests)) {
    if (requests.byDelete !== undefined) {
      await dependencies.journal.remove(saved.urn);
    }
    return;
  }
  const context = openStepUnlessAbandoned(dependencies, saved);
  if (context === undefined) {
    await removeCancelEntry(dependencies.journal, saved);
    return;
  }
  const deadline = new Deadline(context.clock, saved.settings.timeouts.delete);
  try {
    const outcome = await outcomeFor(context, saved, deadline);
    await concludeDelete({ context, saved, deadline, requests }, outcome);
    await removeCancelEntry(context.journal, saved);
  } catch (error) {
    throw isRequestRefusedError(error) ? refusedDelete(context, saved, error) : error;
  } finally {
    await context.log.flush();
  }
}

/** When this package has requested the cancellation before, as state and journal tell. */
async function earlierRequests({ journal }: Dependencies, saved: SavedOperation): Promise<CancelRequests> {
  const entry = cancelEntryIn(await journal.read(saved.urn), saved.outputs.operationName);
  return {
    ...(saved.cancelRequestedAt !== undefined && { byUp: saved.cancelRequestedAt }),
    ...(entry !== undefined && { byDelete: entry.time, isReported: entry.isReported === true }),
  };
}

/** Opens the step. An operation may be abandoned even if its service can't be reached. */
function openStepUnlessAbandoned(
  dependencies: Dependencies,
  saved: SavedOperation,
): OperationContext | undefined {
  try {
    return openContext(dependencies, saved, saved.outputs.operationName, saved.outputs);
  } catch (error) {
    if (saved.settings.onDelete !== "abandon") {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    dependencies
      .log(saved.urn)
      .write(
        "warning",
        `the operation is left as it is (onDelete: "abandon"); its state is unknown: ${reason}`,
      );
    return undefined;
  }
}

async function outcomeFor(
  context: OperationContext,
  saved: SavedOperation,
  deadline: Deadline,
): Promise<Outcome | undefined> {
  if (isTerminal(saved.outputs.state)) {
    return undefined;
  }
  const name = context.text.name(saved.outputs.operationName);
  context.setStatus({ kind: "leftRunning", name });
  const limits = { deadline, signal: context.signal, isFirstContact: true, ...pollLimits(context, saved) };
  const recording = recordingCancel(context, saved);
  const dealt = await dealWith(recording, saved, limits);
  // A cancel that no poll preceded may reach an operation that completed long before: the poll after it decides.
  const isSeen = "operation" in dealt && dealt.operation !== undefined;
  const outcome = await afterInterrupt(isSeen ? recording : context, saved, dealt);
  const acceptedAt = context.cancelAcceptedAt(saved.outputs.operationName);
  if (!isSeen && acceptedAt !== undefined && outcome.kind === "running" && outcome.operation !== undefined) {
    await recordCancel(context, saved, acceptedAt);
  }
  if (outcome.kind === "completed" || outcome.kind === "cancelled" || outcome.kind === "failed") {
    context.setStatus({ kind: "ended", name });
  }
  return outcome;
}

function dealWith(context: OperationContext, saved: SavedOperation, limits: WaitLimits): Promise<Outcome> {
  const { operationName } = saved.outputs;
  switch (saved.settings.onDelete) {
    case "cancelAndWait":
      context.beginWait();
      return cancelAndWait(context.tools, operationName, planOf(context, saved), limits);
    case "cancel":
      return cancelOnly(context.tools, operationName, planOf(context, saved), limits);
    case "wait":
      context.beginWait();
      return waitForOperation(context.tools, operationName, limits, {
        firstPoll: "atOnce",
        elapsed: ageOf(context.clock, saved),
      });
    case "abandon":
      return abandon(context, operationName);
  }
}

function planOf({ connection }: OperationContext, { settings, outputs }: SavedOperation): CancelPlan {
  const whenUnsupported = settings.whenCancelUnsupported === "wait" ? "wait" : "leave";
  return cancelPlan(connection, outputs.operationName, whenUnsupported);
}

/** An interrupted delete sends the cancel if it hasn't, and polls once; any other outcome stays as it is. */
async function afterInterrupt(
  context: OperationContext,
  saved: SavedOperation,
  outcome: Outcome,
): Promise<Outcome> {
  const { onDelete } = saved.settings;
  if (outcome.kind !== "running" || outcome.because !== "interrupted") {
    return outcome;
  }
  if (
    onDelete === "wait" ||
    onDelete === "abandon" ||
    planOf(context, saved).knownUnsupported !== undefined
  ) {
    return outcome;
  }
  const { cancelAccepted, operation, failure } = await cancelAtInterrupt(
    context,
    saved.outputs.operationName,
  );
  const cancelRequested = cancelAccepted || outcome.cancelRequested;
  if (!operation?.done) {
    const seen = operation === undefined ? {} : { operation };
    return { ...outcome, cancelRequested, ...seen, ...(failure !== undefined && { failure }) };
  }
  const ended = outcomeOf(operation, cancelRequested);
  // It was cancelled without a poll before: it may have completed long before the cancel.
  return ended.kind === "completed" && outcome.operation === undefined
    ? { ...ended, cancelRequested: outcome.cancelRequested }
    : ended;
}

/** One poll, so that the message can say what is left behind. No failure of the service stands in the way. */
async function abandon(context: OperationContext, name: string): Promise<Outcome> {
  const poll = await pollOnce(context.tools, name, 0, {
    deadline: new Deadline(context.clock, ABANDON_POLL_LIMIT),
    signal: context.signal,
  });
  if (poll.kind === "found") {
    const { operation } = poll;
    return operation.done
      ? outcomeOf(operation, false)
      : { kind: "running", because: "abandoned", cancelRequested: false, operation };
  }
  const userError = poll.kind === "notFound" || poll.failure === undefined ? {} : { failure: poll.failure };
  return { kind: "running", because: "abandoned", cancelRequested: false, ...userError };
}
