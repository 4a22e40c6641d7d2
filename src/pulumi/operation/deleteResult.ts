import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { RequestRefusedError } from "../../core/operationErrors.js";
import type { CompletedOutcome, Outcome, RunningOutcome } from "../../core/outcome.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { OperationContext } from "../context/operationContext.js";
import { cancelEntryIn, removeCancelEntry } from "../recovery/journalEntries.js";
import { RUN_AGAIN, UP_FIRST, UserError } from "../report/userError.js";
import type { SavedOperation } from "../state/operationState.js";
import { isSameAddress } from "../state/outputs.js";
import { formatTimestamp } from "../state/timestamp.js";
import { type PlaceholderValues, valuesOf } from "../state/undoRequest.js";
import { endpointMismatch, notSentElsewhere } from "./endpointMismatch.js";
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
  context: OperationContext;
  saved: SavedOperation;
  deadline: Deadline;
  requests: CancelRequests;
}

/**
 * Whether an operation that the state shows as ended completed despite a cancel of this package, which no `up` has
 * accepted: it is still to be undone or reported.
 */
export function completedBefore({ outputs, settings }: SavedOperation, requests: CancelRequests): boolean {
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
export async function concludeDelete(task: DeleteContext, outcome: Outcome | undefined): Promise<void> {
  const { context, saved, requests } = task;
  const name = context.text.name(saved.outputs.operationName);
  switch (outcome?.kind) {
    case undefined:
      return completedDespiteCancel(task, undefined);
    case "cancelled": {
      const isOurs = outcome.byUs || wasRequestedBefore(requests);
      context.log.write(
        "info",
        `${name} was cancelled${isOurs ? "" : ", but not at the request of this run"}${remains(context, outcome)}`,
      );
      return;
    }
    case "failed":
      context.log.write(
        "info",
        `${name} ended with ${context.text.error(outcome.error)}${remains(context, outcome)}`,
      );
      return;
    case "gone":
      return concludeGone(context, saved);
    case "completed":
      return concludeCompleted(task, outcome);
    case "running":
      return concludeRunning(task, outcome);
  }
}

/** No service rolls back the work that was done before the end. */
function remains(
  { text }: OperationContext,
  { operation }: { operation: CompletedOutcome["operation"] },
): string {
  const effects = text.partialEffects(operation);
  return effects === undefined ? "" : `. Its work until then remains: ${effects}`;
}

function concludeGone(context: OperationContext, saved: SavedOperation): void {
  const { operationName, state } = saved.outputs;
  const elsewhere = endpointMismatch(context.text, saved, context.address);
  if (elsewhere !== undefined && state !== "GONE" && saved.settings.onDelete !== "abandon") {
    throw new UserError(
      `${elsewhere} It is kept in the state. To give it up, set onDelete to "abandon" and ${UP_FIRST}`,
    );
  }
  context.log.write("info", `${context.text.name(operationName)} was not found; how it ended is unknown`);
}

async function concludeCompleted(task: DeleteContext, outcome: CompletedOutcome): Promise<void> {
  const { context, saved, requests } = task;
  if (outcome.cancelRequested || wasRequestedBefore(requests)) {
    return completedDespiteCancel(task, outcome);
  }
  const name = context.text.name(saved.outputs.operationName);
  if (readMetadata(outcome.operation.metadata).cancelRequested) {
    context.log.write(
      "warning",
      `${name} completed although its cancellation had been requested; this run did not request it`,
    );
  } else {
    context.log.write("info", `${name} had completed; there was nothing to cancel`);
  }
}

async function completedDespiteCancel(
  task: DeleteContext,
  outcome: CompletedOutcome | undefined,
): Promise<void> {
  const { context, saved, deadline, requests } = task;
  const { settings, outputs } = saved;
  const name = context.text.name(outputs.operationName);
  const text = `${name} completed despite its cancellation: its effects exist`;
  if (
    settings.whenCompletedDespiteCancel === "undo" &&
    settings.undo !== undefined &&
    settings.onDelete !== "abandon"
  ) {
    if (!isSameAddress(context.address, outputs)) {
      throw new UserError(
        `${notSentElsewhere(context.text, saved, context.address, "its undo")} It is kept in the state.`,
      );
    }
    const entry = cancelEntryIn(await context.journal.read(saved.urn), outputs.operationName);
    await undoCompleted({
      context,
      name: outputs.operationName,
      undo: settings.undo,
      values: undoValues(saved, outcome),
      deadline,
      isRetried: requests.byUp !== undefined || entry !== undefined,
    });
    return;
  }
  if (settings.whenCompletedDespiteCancel === "fail" && (await canFailOnce(task, outcome))) {
    throw new UserError(
      `${text}. This delete fails because whenCompletedDespiteCancel is "fail". Look at the effects; the next ` +
        "delete succeeds.",
    );
  }
  context.log.write("warning", text);
}

/**
 * Records that this delete reports the completion by its failure, so that the next one succeeds. If an interrupted `up`
 * has requested the cancel, the state will say so to every delete: only the journal can hold that it was reported.
 */
async function canFailOnce(
  { context, saved, requests }: DeleteContext,
  outcome: CompletedOutcome | undefined,
): Promise<boolean> {
  if (requests.isReported === true) {
    return false;
  }
  if (requests.byUp === undefined) {
    await removeCancelEntry(context.journal, saved);
    return true;
  }
  const { urn, outputs } = saved;
  const entry = await context.journal.read(urn);
  const isFree = entry === undefined || cancelEntryIn(entry, outputs.operationName) !== undefined;
  const facts = { ...context.address, name: outputs.operationName, time: Math.round(context.clock.wall()) };
  const isRecorded =
    isFree && (await context.journal.write(urn, { status: "cancelling", ...facts, isReported: true }));
  return isRecorded || outcome?.cancelRequested === true;
}

/** The values of an undo's placeholders: of the end that GetOperation has shown, else of the state. */
function undoValues({ outputs }: SavedOperation, outcome: CompletedOutcome | undefined): PlaceholderValues {
  const result = outcome?.operation.result;
  const target = readMetadata(outcome?.operation.metadata).target ?? outputs.target;
  return valuesOf(target, result?.kind === "response" ? result.response : outputs.response);
}

function concludeRunning(
  { context, saved, deadline, requests }: DeleteContext,
  outcome: RunningOutcome,
): void {
  const name = context.text.name(saved.outputs.operationName);
  switch (outcome.because) {
    case "abandoned":
      context.log.write("warning", abandonedText(context, name, outcome));
      return;
    case "cancelUnsupported":
      if (saved.settings.whenCancelUnsupported === "abandon") {
        context.log.write(
          "warning",
          `${name} is left running: it can't be cancelled (whenCancelUnsupported: "abandon")`,
        );
        return;
      }
      throw new UserError(
        `${name} is still running and can't be cancelled. It is kept in the state. Wait until it has ended. ${RUN_AGAIN} ` +
          `Or set whenCancelUnsupported to "wait" or "abandon" and ${UP_FIRST}`,
      );
    case "deadline":
    case "interrupted":
      throw new UserError(
        stoppedText(context, name, deadline, outcome, firstRequest(context, saved, requests)),
      );
  }
}

function abandonedText(
  context: OperationContext,
  name: string,
  { cancelRequested, operation, failure }: RunningOutcome,
): string {
  if (cancelRequested) {
    return `the cancellation of ${name} was requested; its end is not awaited (onDelete: "cancel")`;
  }
  if (operation !== undefined) {
    return `${name} is left running (onDelete: "abandon")`;
  }
  const reason = failure === undefined ? "" : `: ${context.text.failure(failure)}`;
  return `${name} is left as it is (onDelete: "abandon"); its state is unknown${reason}`;
}

function stoppedText(
  context: OperationContext,
  name: string,
  deadline: Deadline,
  outcome: RunningOutcome,
  requestedAt: number | undefined,
): string {
  const why =
    outcome.because === "interrupted"
      ? "interrupted"
      : `no end within ${formatDuration(deadline.total)} (timeouts.delete)`;
  const last =
    outcome.failure === undefined ? "" : ` The last failure: ${context.text.failure(outcome.failure)}.`;
  const standing = `${name} ${standingOf(outcome, requestedAt)}`;
  return `${standing} (${why}).${last} It is kept in the state. ${RUN_AGAIN}`;
}

/** Without a successful poll in this run, the state of the operation is unknown. */
function standingOf({ operation, cancelRequested }: RunningOutcome, requestedAt: number | undefined): string {
  const state = operation === undefined ? "is in an unknown state" : "has not ended";
  if (requestedAt !== undefined) {
    const when = requestedAt === 0 ? "by an earlier run" : `at ${formatTimestamp(requestedAt)}`;
    return `${state}; its cancellation was requested ${when}`;
  }
  return cancelRequested ? `${state}; cancel requests were sent, but none was acknowledged` : state;
}

/** When the service first accepted a cancel of this package. */
function firstRequest(
  context: OperationContext,
  { outputs }: SavedOperation,
  { byUp, byDelete }: CancelRequests,
): number | undefined {
  const times = [byUp, byDelete, context.cancelAcceptedAt(outputs.operationName)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * The failure of a delete whose requests the service refuses. Some refusals are never lifted (a deleted project, closed
 * billing), so that both ways out are named.
 */
export function refusedDelete(
  { text }: OperationContext,
  { settings }: SavedOperation,
  error: RequestRefusedError,
): UserError {
  const wayOut =
    settings.onDelete === "abandon"
      ? ""
      : ` If the cause can't be fixed, give the operation up: set onDelete to "abandon" and ${UP_FIRST}`;
  return new UserError(
    `${text.refusal(error)} The resource is kept in the state. Fix the cause. ${RUN_AGAIN}${wayOut}`,
  );
}
