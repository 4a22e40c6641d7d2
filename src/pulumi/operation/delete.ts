import { type CancelPlan, cancelAndWait, cancelOnly } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { sight, type WaitLimits } from "../../core/polling.js";
import { waitForOperation } from "../../core/wait.js";
import { cancelPlan } from "../../google/cancelPlan.js";
import { openStep, type Step, type Surroundings } from "../context/operationContext.js";
import { cancelEntryIn, recordCancel, recordingCancel, removeCancelEntry } from "../recovery/records.js";
import { readState, type SavedState } from "../state/operationState.js";
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
export async function deleteOperation(surroundings: Surroundings, state: JsonObject): Promise<void> {
  const saved = readState(state);
  const { operationName } = saved.outputs;
  if (operationName === "") {
    return;
  }
  const requests = await earlierRequests(surroundings, saved);
  if (isTerminal(saved.outputs.state) && !completedBefore(saved, requests)) {
    if (requests.byDelete !== undefined) {
      await surroundings.journal.remove(saved.urn);
    }
    return;
  }
  const step = openStepUnlessAbandoned(surroundings, saved);
  if (step === undefined) {
    await removeCancelEntry(surroundings.journal, saved);
    return;
  }
  const deadline = new Deadline(step.clock, saved.settings.timeouts.delete);
  try {
    const outcome = await outcomeFor(step, saved, deadline);
    await concludeDelete({ step, saved, deadline, requests }, outcome);
    await removeCancelEntry(step.journal, saved);
  } catch (error) {
    throw isRequestRefusedError(error) ? refusedDelete(step, saved, error) : error;
  } finally {
    await step.log.flush();
  }
}

/** When this package has requested the cancellation before, as state and journal tell. */
async function earlierRequests({ journal }: Surroundings, saved: SavedState): Promise<CancelRequests> {
  const entry = cancelEntryIn(await journal.read(saved.urn), saved.outputs.operationName);
  return {
    ...(saved.cancelRequestedAt !== undefined && { byUp: saved.cancelRequestedAt }),
    ...(entry !== undefined && { byDelete: entry.time, isReported: entry.isReported === true }),
  };
}

/** Opens the step. An operation may be abandoned even if its service can't be reached. */
function openStepUnlessAbandoned(surroundings: Surroundings, saved: SavedState): Step | undefined {
  try {
    return openStep(surroundings, saved, saved.outputs.operationName, saved.outputs);
  } catch (error) {
    if (saved.settings.onDelete !== "abandon") {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    surroundings
      .log(saved.urn)
      .write(
        "warning",
        `the operation is left as it is (onDelete: "abandon"); its state is unknown: ${reason}`,
      );
    return undefined;
  }
}

async function outcomeFor(step: Step, saved: SavedState, deadline: Deadline): Promise<Outcome | undefined> {
  if (isTerminal(saved.outputs.state)) {
    return undefined;
  }
  const name = step.text.name(saved.outputs.operationName);
  step.note({ kind: "leftRunning", name });
  const limits = { deadline, signal: step.signal, firstContact: true, ...pollLimits(step, saved) };
  const recording = recordingCancel(step, saved);
  const dealt = await dealWith(recording, saved, limits);
  // A cancel that no poll preceded may reach an operation that completed long before: the poll after it decides.
  const isSeen = "operation" in dealt && dealt.operation !== undefined;
  const outcome = await afterInterrupt(isSeen ? recording : step, saved, dealt);
  const acceptedAt = step.cancelAcceptedAt(saved.outputs.operationName);
  if (!isSeen && acceptedAt !== undefined && outcome.kind === "running" && outcome.operation !== undefined) {
    await recordCancel(step, saved, acceptedAt);
  }
  if (outcome.kind === "completed" || outcome.kind === "cancelled" || outcome.kind === "failed") {
    step.note({ kind: "ended", name });
  }
  return outcome;
}

function dealWith(step: Step, saved: SavedState, limits: WaitLimits): Promise<Outcome> {
  const { operationName } = saved.outputs;
  switch (saved.settings.onDelete) {
    case "cancelAndWait":
      step.beginWait();
      return cancelAndWait(step.tools, operationName, planOf(step, saved), limits);
    case "cancel":
      return cancelOnly(step.tools, operationName, planOf(step, saved), limits);
    case "wait":
      step.beginWait();
      return waitForOperation(step.tools, operationName, limits, {
        firstLook: "atOnce",
        elapsed: ageOf(step.clock, saved),
      });
    case "abandon":
      return abandon(step, operationName);
  }
}

function planOf({ connection }: Step, { settings, outputs }: SavedState): CancelPlan {
  const whenUnsupported = settings.whenCancelUnsupported === "wait" ? "wait" : "leave";
  return cancelPlan(connection, outputs.operationName, whenUnsupported);
}

/** An interrupted delete sends the cancel if it hasn't, and polls once; any other outcome stays as it is. */
async function afterInterrupt(step: Step, saved: SavedState, outcome: Outcome): Promise<Outcome> {
  const { onDelete } = saved.settings;
  if (outcome.kind !== "running" || outcome.because !== "interrupted") {
    return outcome;
  }
  if (onDelete === "wait" || onDelete === "abandon" || planOf(step, saved).knownUnsupported !== undefined) {
    return outcome;
  }
  const { cancelAccepted, operation, fault } = await cancelAtInterrupt(step, saved.outputs.operationName);
  const cancelRequested = cancelAccepted || outcome.cancelRequested;
  if (!operation?.done) {
    const seen = operation === undefined ? {} : { operation };
    return { ...outcome, cancelRequested, ...seen, ...(fault !== undefined && { fault }) };
  }
  const ended = outcomeOf(operation, cancelRequested);
  // It was cancelled without a poll before: it may have completed long before the cancel.
  return ended.kind === "completed" && outcome.operation === undefined
    ? { ...ended, cancelRequested: outcome.cancelRequested }
    : ended;
}

/** One poll, so that the message can say what is left behind. No failure of the service stands in the way. */
async function abandon(step: Step, name: string): Promise<Outcome> {
  const poll = await sight(step.tools, name, 0, {
    deadline: new Deadline(step.clock, ABANDON_POLL_LIMIT),
    signal: step.signal,
  });
  if (poll.kind === "seen") {
    const { operation } = poll;
    return operation.done
      ? outcomeOf(operation, false)
      : { kind: "running", because: "abandoned", cancelRequested: false, operation };
  }
  const failure = poll.kind === "missing" || poll.fault === undefined ? {} : { fault: poll.fault };
  return { kind: "running", because: "abandoned", cancelRequested: false, ...failure };
}
