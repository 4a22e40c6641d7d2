import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { RequestRefusedError } from "../../core/operationErrors.js";
import type { CompletedOutcome, Outcome, RunningOutcome } from "../../core/outcome.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { Step } from "../context/operationContext.js";
import { cancelEntryIn, removeCancelEntry } from "../recovery/records.js";
import { ResourceFailure, RUN_AGAIN, UP_FIRST } from "../report/userError.js";
import type { SavedState } from "../state/operationState.js";
import { moment } from "../state/timestamp.js";
import { type PlaceholderValues, valuesOf } from "../state/undoRequest.js";
import { isSamePlace, wrongPlace, wrongPlaceFor } from "./endpointMismatch.js";
import { undoCompleted } from "./undo.js";

/** When earlier runs of this package have requested the cancellation, in milliseconds since the epoch. */
export interface CancelRequests {
  /** An interrupted `up`, as the state tells; 0 if it doesn't tell when. */
  byUp?: number;
  /** A delete that has not succeeded, as the journal tells. */
  byDelete?: number;
  /** Whether a delete has failed because the operation completed all the same. */
  isReported?: boolean;
}

export interface DeleteContext {
  step: Step;
  saved: SavedState;
  deadline: Deadline;
  requests: CancelRequests;
}

/**
 * Whether an operation that the state shows as ended completed despite a cancel of this package, which no `up` has
 * accepted: it is still to be undone or reported.
 */
export function completedBefore({ outputs, settings }: SavedState, requests: CancelRequests): boolean {
  return wasRequestedBefore(requests) && outputs.state === "SUCCEEDED" && settings.onDelete !== "abandon";
}

/** Whether an earlier run of this package has requested the cancellation. */
function wasRequestedBefore({ byUp, byDelete }: CancelRequests): boolean {
  return byUp !== undefined || byDelete !== undefined;
}

/**
 * Reports the outcome of a delete, and fails it if the operation has not ended, or if `whenCompletedDespiteCancel`
 * asks for that.
 *
 * @param outcome absent if the state already shows that the operation completed despite a cancel
 * @throws ResourceFailure
 */
export async function concludeDelete(context: DeleteContext, outcome: Outcome | undefined): Promise<void> {
  const { step, saved, requests } = context;
  const name = step.text.name(saved.outputs.operationName);
  switch (outcome?.kind) {
    case undefined:
      return completedDespiteCancel(context, undefined);
    case "cancelled": {
      const isOurs = outcome.byUs || wasRequestedBefore(requests);
      step.log.write(
        "info",
        `${name} was cancelled${isOurs ? "" : ", but not at the request of this run"}${remains(step, outcome)}`,
      );
      return;
    }
    case "failed":
      step.log.write("info", `${name} ended with ${step.text.error(outcome.error)}${remains(step, outcome)}`);
      return;
    case "gone":
      return concludeGone(step, saved);
    case "completed":
      return concludeCompleted(context, outcome);
    case "running":
      return concludeRunning(context, outcome);
  }
}

/** No service rolls back the work that was done before the end. */
function remains({ text }: Step, { operation }: { operation: CompletedOutcome["operation"] }): string {
  const effects = text.partialEffects(operation);
  return effects === undefined ? "" : `. Its work until then remains: ${effects}`;
}

function concludeGone(step: Step, saved: SavedState): void {
  const { operationName, state } = saved.outputs;
  const elsewhere = wrongPlace(step, saved);
  if (elsewhere !== undefined && state !== "GONE" && saved.settings.onDelete !== "abandon") {
    throw new ResourceFailure(
      `${elsewhere} It is kept in the state. To give it up, set onDelete to "abandon" and ${UP_FIRST}`,
    );
  }
  step.log.write("info", `${step.text.name(operationName)} was not found; how it ended is unknown`);
}

async function concludeCompleted(context: DeleteContext, outcome: CompletedOutcome): Promise<void> {
  const { step, saved, requests } = context;
  if (outcome.cancelRequested || wasRequestedBefore(requests)) {
    return completedDespiteCancel(context, outcome);
  }
  const name = step.text.name(saved.outputs.operationName);
  if (readMetadata(outcome.operation.metadata).cancelRequested) {
    step.log.write(
      "warning",
      `${name} completed although its cancellation had been requested; this run did not request it`,
    );
  } else {
    step.log.write("info", `${name} had completed; there was nothing to cancel`);
  }
}

async function completedDespiteCancel(
  context: DeleteContext,
  outcome: CompletedOutcome | undefined,
): Promise<void> {
  const { step, saved, deadline, requests } = context;
  const { settings, outputs } = saved;
  const name = step.text.name(outputs.operationName);
  const text = `${name} completed despite its cancellation: its effects exist`;
  if (
    settings.whenCompletedDespiteCancel === "undo" &&
    settings.undo !== undefined &&
    settings.onDelete !== "abandon"
  ) {
    if (!isSamePlace(step, saved)) {
      throw new ResourceFailure(`${wrongPlaceFor("its undo", step, saved)} It is kept in the state.`);
    }
    const entry = cancelEntryIn(await step.journal.read(saved.urn), outputs.operationName);
    await undoCompleted({
      step,
      name: outputs.operationName,
      undo: settings.undo,
      values: undoValues(saved, outcome),
      deadline,
      isRetried: requests.byUp !== undefined || entry !== undefined,
    });
    return;
  }
  if (settings.whenCompletedDespiteCancel === "fail" && (await canFailOnce(context, outcome))) {
    throw new ResourceFailure(
      `${text}. This delete fails because whenCompletedDespiteCancel is "fail". Look at the effects; the next ` +
        "delete succeeds.",
    );
  }
  step.log.write("warning", text);
}

/**
 * Records that this delete reports the completion by its failure, so that the next one succeeds. If an interrupted `up`
 * has requested the cancel, the state will say so to every delete: only the journal can hold that it was reported.
 */
async function canFailOnce(
  { step, saved, requests }: DeleteContext,
  outcome: CompletedOutcome | undefined,
): Promise<boolean> {
  if (requests.isReported === true) {
    return false;
  }
  if (requests.byUp === undefined) {
    await removeCancelEntry(step.journal, saved);
    return true;
  }
  const { urn, outputs } = saved;
  const entry = await step.journal.read(urn);
  const isFree = entry === undefined || cancelEntryIn(entry, outputs.operationName) !== undefined;
  const facts = { ...step.seat, name: outputs.operationName, time: Math.round(step.clock.wall()) };
  const isRecorded =
    isFree && (await step.journal.write(urn, { status: "cancelling", ...facts, isReported: true }));
  return isRecorded || outcome?.cancelRequested === true;
}

/** The values of an undo's placeholders: of the end that GetOperation has shown, else of the state. */
function undoValues({ outputs }: SavedState, outcome: CompletedOutcome | undefined): PlaceholderValues {
  const result = outcome?.operation.result;
  const target = readMetadata(outcome?.operation.metadata).target ?? outputs.target;
  return valuesOf(target, result?.kind === "response" ? result.response : outputs.response);
}

function concludeRunning({ step, saved, deadline, requests }: DeleteContext, outcome: RunningOutcome): void {
  const name = step.text.name(saved.outputs.operationName);
  switch (outcome.because) {
    case "abandoned":
      step.log.write("warning", abandonedText(step, name, outcome));
      return;
    case "cancelUnsupported":
      if (saved.settings.whenCancelUnsupported === "abandon") {
        step.log.write(
          "warning",
          `${name} is left running: it can't be cancelled (whenCancelUnsupported: "abandon")`,
        );
        return;
      }
      throw new ResourceFailure(
        `${name} is still running and can't be cancelled. It is kept in the state. Wait until it has ended. ${RUN_AGAIN} ` +
          `Or set whenCancelUnsupported to "wait" or "abandon" and ${UP_FIRST}`,
      );
    case "deadline":
    case "interrupted":
      throw new ResourceFailure(
        stoppedText(step, name, deadline, outcome, firstRequest(step, saved, requests)),
      );
  }
}

function abandonedText(
  step: Step,
  name: string,
  { cancelRequested, operation, fault }: RunningOutcome,
): string {
  if (cancelRequested) {
    return `the cancellation of ${name} was requested; its end is not awaited (onDelete: "cancel")`;
  }
  if (operation !== undefined) {
    return `${name} is left running (onDelete: "abandon")`;
  }
  const reason = fault === undefined ? "" : `: ${step.text.fault(fault)}`;
  return `${name} is left as it is (onDelete: "abandon"); its state is unknown${reason}`;
}

function stoppedText(
  step: Step,
  name: string,
  deadline: Deadline,
  outcome: RunningOutcome,
  requestedAt: number | undefined,
): string {
  const why =
    outcome.because === "interrupted"
      ? "interrupted"
      : `no end within ${formatDuration(deadline.total)} (timeouts.delete)`;
  const last = outcome.fault === undefined ? "" : ` The last failure: ${step.text.fault(outcome.fault)}.`;
  const standing = `${name} ${standingOf(outcome, requestedAt)}`;
  return `${standing} (${why}).${last} It is kept in the state. ${RUN_AGAIN}`;
}

/** Without a successful poll in this run, the state of the operation is unknown. */
function standingOf({ operation, cancelRequested }: RunningOutcome, requestedAt: number | undefined): string {
  const state = operation === undefined ? "is in an unknown state" : "has not ended";
  if (requestedAt !== undefined) {
    const when = requestedAt === 0 ? "by an earlier run" : `at ${moment(requestedAt)}`;
    return `${state}; its cancellation was requested ${when}`;
  }
  return cancelRequested ? `${state}; cancel requests were sent, but none was acknowledged` : state;
}

/** When the service first accepted a cancel of this package. */
function firstRequest(
  step: Step,
  { outputs }: SavedState,
  { byUp, byDelete }: CancelRequests,
): number | undefined {
  const times = [byUp, byDelete, step.cancelAcceptedAt(outputs.operationName)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

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
