import { formatDuration } from "../../core/duration.js";
import type { RequestFailure } from "../../core/failure.js";
import type { EndedOperation, OperationError } from "../../core/operation.js";
import type { RequestRefusedError } from "../../core/operationErrors.js";
import type { Outcome, RunningOutcome } from "../../core/outcome.js";
import { readMetadata } from "../../google/json/metadata.js";
import { isSameAddress } from "../context/operationContext.js";
import type { ResourceLog } from "../engine/logStream.js";
import { type CancelHistory, wasCancelRequested } from "../recovery/cancelRecord.js";
import { ServiceText } from "../report/serviceText.js";
import { fixText, RUN_AGAIN, UserError, upFirst } from "../report/userError.js";
import type { SavedOperation } from "../state/operationState.js";
import type { ServiceAddress } from "../state/outputs.js";
import { formatTimestamp } from "../state/timestamp.js";
import { endpointMismatch, unsentUndo } from "./endpointMismatch.js";
import type { FailedUndo, Undone } from "./undo.js";

/** The result of a delete. Some kinds make it fail: then the state is kept. */
export type DeleteResult =
  /** `byUs`: at the request of this package. */
  | { kind: "cancelled"; byUs: boolean; operation: EndedOperation }
  | { kind: "failed"; error: OperationError; operation: EndedOperation }
  | { kind: "notFound" }
  /** `isUndo`: an undo is not sent to another address; otherwise a 404 there proves nothing. */
  | { kind: "endpointMismatch"; isUndo: boolean; address: ServiceAddress }
  /** Without a cancel of this package. `cancelShown`: the metadata show one all the same. */
  | { kind: "completed"; cancelShown: boolean }
  | { kind: "completedDespiteCancel"; fails: boolean }
  | Undone
  /** `isRetried`: the next delete knows that the undo is due. */
  | (FailedUndo & { isRetried: boolean })
  | { kind: "leftRunning"; because: "cancelRequested" | "abandoned" | "cancelUnsupported" }
  /** The poll of an abandoned operation failed. */
  | { kind: "leftInUnknownState"; failure?: RequestFailure }
  /** The service of an abandoned operation can't be connected to. */
  | { kind: "notConnected"; reason: string }
  /** It is still running and can't be cancelled. */
  | { kind: "cancelUnsupported" }
  | NotEnded
  | { kind: "refused"; error: RequestRefusedError };

interface NotEnded {
  kind: "notEnded";
  because: "deadline" | "interrupted";
  /** True if a poll of this delete has succeeded. */
  wasPolled: boolean;
  /** Time of the first accepted cancel of this package; 0 if the time is unknown. Absent if none was accepted. */
  requestedAt?: number;
  failure?: RequestFailure;
}

/** The cancel requests and the address of a delete: with the outcome, they decide its result. */
export interface CancelEvidence {
  history: CancelHistory;
  /** Time at which the service accepted the cancel of this delete. */
  acceptedAt: number | undefined;
  /** The endpoint and version of this delete's requests. */
  address: ServiceAddress;
}

/** Classifies an outcome, except a completion despite a cancel of this package. */
export function resultOf(saved: SavedOperation, outcome: Outcome, evidence: CancelEvidence): DeleteResult {
  switch (outcome.kind) {
    case "cancelled": {
      const byUs = outcome.byUs || wasCancelRequested(evidence.history);
      return { kind: "cancelled", byUs, operation: outcome.operation };
    }
    case "failed":
      return { kind: "failed", error: outcome.error, operation: outcome.operation };
    case "completed":
      return {
        kind: "completed",
        cancelShown: readMetadata(outcome.operation.metadata).cancelRequested,
      };
    case "gone": {
      const isProof = isSameAddress(evidence.address, saved.outputs) || saved.outputs.state === "GONE";
      return isProof || saved.settings.onDelete === "abandon"
        ? { kind: "notFound" }
        : { kind: "endpointMismatch", isUndo: false, address: evidence.address };
    }
    case "running":
      return resultOfRunning(saved, outcome, evidence);
  }
}

function resultOfRunning(
  { settings }: SavedOperation,
  { because, cancelRequested, operation, failure }: RunningOutcome,
  { history, acceptedAt }: CancelEvidence,
): DeleteResult {
  switch (because) {
    case "abandoned":
      if (cancelRequested || operation !== undefined) {
        return { kind: "leftRunning", because: cancelRequested ? "cancelRequested" : "abandoned" };
      }
      return { kind: "leftInUnknownState", ...(failure !== undefined && { failure }) };
    case "cancelUnsupported":
      return settings.whenCancelUnsupported === "abandon"
        ? { kind: "leftRunning", because }
        : { kind: "cancelUnsupported" };
    case "deadline":
    case "interrupted": {
      const times = [history.upRequestedAt, history.deleteRequestedAt, acceptedAt];
      const known = times.filter((time) => time !== undefined);
      return {
        kind: "notEnded",
        because,
        wasPolled: operation !== undefined,
        ...(known.length > 0 && { requestedAt: Math.min(...known) }),
        ...(failure !== undefined && { failure }),
      };
    }
  }
}

/**
 * Reports the result of a delete: by a line of the log, or by its failure.
 *
 * @throws UserError if the resource has to be kept in the state
 */
export function reportDelete(log: ResourceLog, saved: SavedOperation, result: DeleteResult): void {
  const text = new ServiceText(saved);
  const name = text.name(saved.outputs.operationName);
  switch (result.kind) {
    case "cancelled": {
      const by = result.byUs ? "" : ", but not by a cancel request of this run";
      log.write("info", `${name} was cancelled${by}${remainingEffects(text, result.operation)}`);
      return;
    }
    case "failed":
      log.write(
        "info",
        `${name} failed with ${text.error(result.error)}${remainingEffects(text, result.operation)}`,
      );
      return;
    case "notFound":
      log.write("info", `${name} was not found, so its outcome is unknown`);
      return;
    case "endpointMismatch":
      throw new UserError(mismatchText(text, saved, result));
    case "completed":
      if (result.cancelShown) {
        log.write(
          "warning",
          `${name} completed despite a cancel request that this run did not send. The effects of the operation remain`,
        );
      } else {
        log.write("info", `${name} completed without being cancelled`);
      }
      return;
    case "completedDespiteCancel": {
      const completed = `${name} completed despite the cancel request. The effects of the operation remain`;
      if (result.fails) {
        throw new UserError(
          `${completed}. The resource is kept in the state, because whenCompletedDespiteCancel is "fail". Check the results ` +
            "of the operation. Then run the same command again: it removes the resource from the state.",
        );
      }
      log.write("warning", completed);
      return;
    }
    case "undone": {
      const how = result.wasNotFound
        ? `There is nothing to undo: the service answered ${result.request} with 404`
        : `It was undone by ${result.request}`;
      log.write("info", `${name} completed despite the cancel request. ${how}`);
      return;
    }
    case "undoFailed":
      throw new UserError(failedUndoText(name, result));
    case "leftRunning":
      log.write("warning", leftRunningText(name, result.because));
      return;
    case "leftInUnknownState": {
      const reason = result.failure === undefined ? "" : `: ${text.failure(result.failure)}`;
      log.write("warning", `${name} is left as it is (onDelete: "abandon"). Its state is unknown${reason}`);
      return;
    }
    case "notConnected":
      log.write(
        "warning",
        `the operation is left as it is (onDelete: "abandon"). Its state is unknown: ${result.reason}`,
      );
      return;
    case "cancelUnsupported":
      throw new UserError(
        `${name} is still running and can't be cancelled. The resource is kept in the state. To continue, wait until the ` +
          "operation ends, and then run the same command again. Or set whenCancelUnsupported to " +
          `"wait" or "abandon", and ${UP_FIRST}`,
      );
    case "notEnded":
      throw new UserError(notEndedText(text, saved, result));
    case "refused":
      throw new UserError(refusedText(text, saved, result.error));
  }
}

/** The work that was done before the end, as a sentence: no service rolls it back. */
export function remainingEffects(text: ServiceText, operation: EndedOperation): string {
  const effects = text.partialEffects(operation);
  return effects === undefined ? "" : `. Its partial results remain: ${effects}`;
}

function mismatchText(
  text: ServiceText,
  saved: SavedOperation,
  { isUndo, address }: Extract<DeleteResult, { kind: "endpointMismatch" }>,
): string {
  return isUndo
    ? `${unsentUndo(text, saved, address)} The resource is kept in the state. ${SKIP_UNDO}`
    : `${endpointMismatch(text, saved, address)} The resource is kept in the state. ${ABANDON}`;
}

function failedUndoText(
  name: string,
  { problem, isSent, isRetried }: Extract<DeleteResult, { kind: "undoFailed" }>,
): string {
  const state = `${name} completed despite the cancel request. ${problem}. The resource is kept in the state.`;
  if (!isRetried) {
    return (
      `${state} This run sent the cancel request, but could not save this fact, so no later run sends the undo request. ` +
      "Reverse the effects of the operation by hand. Then run the same command again: it removes the resource from the state."
    );
  }
  return isSent
    ? `${state} Run the same command again: it sends the undo request again. ${SKIP_UNDO}`
    : `${state} In \`undo\`, replace the placeholder with the name of the Google Cloud resource. Or, to skip the undo, set ` +
        `whenCompletedDespiteCancel to "accept". Then ${UP_FIRST}`;
}

const UP_FIRST = upFirst("resource");

const SKIP_UNDO = `To skip the undo, set whenCompletedDespiteCancel to "accept" and ${UP_FIRST}`;

const ABANDON = `To remove the resource from the state and leave the operation as it is, first set onDelete to "abandon" and ${UP_FIRST}`;

export function leftRunningText(
  name: string,
  because: Extract<DeleteResult, { kind: "leftRunning" }>["because"],
): string {
  switch (because) {
    case "cancelRequested":
      return `the service accepted the cancel request for ${name}. This run does not wait until the operation ends (onDelete: "cancel")`;
    case "abandoned":
      return `${name} is left running (onDelete: "abandon")`;
    case "cancelUnsupported":
      return `${name} can't be cancelled and is left running (whenCancelUnsupported: "abandon")`;
  }
}

function notEndedText(text: ServiceText, { outputs, settings }: SavedOperation, result: NotEnded): string {
  const isInterrupted = result.because === "interrupted";
  const name = text.name(outputs.operationName);
  const state = isInterrupted
    ? `Interrupted. ${unendedState(name, result.wasPolled, "")}`
    : unendedState(
        name,
        result.wasPolled,
        ` within ${formatDuration(settings.deleteTimeout)} (timeouts.delete)`,
      );
  const mentionsCancel =
    result.requestedAt !== undefined ||
    settings.onDelete === "cancelAndWait" ||
    settings.onDelete === "cancel";
  const requests = mentionsCancel ? ` ${cancelText(result.requestedAt)}` : "";
  return `${state}${requests}${text.lastFailure(result.failure)} The resource is kept in the state. ${RUN_AGAIN}`;
}

/** The state of an operation that has not ended, in a sentence: unknown without a successful poll in this run. */
export function unendedState(name: string, wasPolled: boolean, limit: string): string {
  return wasPolled
    ? `${name} has not ended${limit}.`
    : `The state of ${name} is unknown: the service did not report it${limit}.`;
}

function cancelText(requestedAt: number | undefined): string {
  if (requestedAt === undefined) {
    return "The service did not confirm a cancel request.";
  }
  return requestedAt === 0
    ? "The service accepted the cancel request of an earlier run."
    : `The service accepted the cancel request at ${formatTimestamp(requestedAt)}.`;
}

/** A refused delete. Some refusals are permanent (a deleted project, closed billing), so the text also names `abandon`. */
function refusedText(text: ServiceText, { settings }: SavedOperation, error: RequestRefusedError): string {
  const abandonHint = settings.onDelete === "abandon" ? "" : ` ${ABANDON}`;
  return `${text.refusal(error)} The resource is kept in the state. ${fixText(error.failure)}${RUN_AGAIN}${abandonHint}`;
}
