import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import { readMetadata } from "../core/metadata.js";
import type {
  CancelledOutcome,
  CompletedOutcome,
  FailedOutcome,
  Outcome,
  RunningOutcome,
} from "../core/outcome.js";
import { tracesOf } from "../core/traces.js";
import { errorWords } from "./errorWords.js";
import { moment } from "./moment.js";
import { OR_UP, UP_FIRST } from "./nextRun.js";
import { ResourceFailure } from "./resourceFailure.js";
import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";
import { wrongPlace } from "./whereabouts.js";

/**
 * Says what a delete brought, and fails it where the operation has not ended or the user wants to be told.
 *
 * @throws ResourceFailure
 */
export function concludeDelete(step: Step, saved: SavedState, deadline: Deadline, outcome: Outcome): void {
  const name = saved.outputs.operationName;
  switch (outcome.kind) {
    case "cancelled":
      // A run that stopped waiting may have asked for it: its cancel is in no state.
      step.log.write(
        "info",
        `${name} was cancelled${outcome.byUs || saved.cancelledAtInterrupt ? "" : ", not by this run"}${remains(outcome)}`,
      );
      return;
    case "failed":
      step.log.write(
        "info",
        `${name} ended with ${outcome.error.status}: ${errorWords(outcome.error, saved)}${remains(outcome)}`,
      );
      return;
    case "gone":
      concludeGone(step, saved);
      return;
    case "completed":
      concludeCompleted(step, saved, outcome);
      return;
    case "running":
      concludeRunning(step, saved, deadline, outcome);
      return;
  }
}

/** What was done before the end is never undone here: it is told while there is still somebody to tell. */
function remains({ operation }: CancelledOutcome | FailedOutcome): string {
  const traces = tracesOf(operation.metadata);
  return traces === undefined ? "" : `; what it had done by then stays: ${traces}`;
}

function concludeGone(step: Step, saved: SavedState): void {
  const { operationName, state } = saved.outputs;
  const elsewhere = wrongPlace(step, saved);
  if (elsewhere !== undefined && state !== "GONE" && saved.settings.onDelete !== "abandon") {
    throw new ResourceFailure(
      `${elsewhere} It is kept in the state; to give it up, set onDelete to "abandon" and ${UP_FIRST}.`,
    );
  }
  step.log.write("info", `${operationName} is no longer known to the service; how it ended is unknown`);
}

function concludeCompleted(step: Step, saved: SavedState, outcome: CompletedOutcome): void {
  const name = saved.outputs.operationName;
  const text = `${name} completed although its cancellation was requested: its effects exist`;
  if (outcome.cancelRequested && saved.settings.whenCompletedDespiteCancel === "fail") {
    throw new ResourceFailure(
      `${text}. whenCompletedDespiteCancel is "fail", so this is reported once: look at what it has done; the next destroy succeeds.`,
    );
  }
  // What an earlier run asked for is told, but fails nothing: it would fail every destroy from now on.
  const wasAsked = saved.cancelledAtInterrupt || readMetadata(outcome.operation.metadata).cancelRequested;
  if (outcome.cancelRequested || wasAsked) {
    step.log.write("warning", text);
  } else {
    step.log.write("info", `${name} had completed; there was nothing to cancel`);
  }
}

function concludeRunning(step: Step, saved: SavedState, deadline: Deadline, outcome: RunningOutcome): void {
  const name = saved.outputs.operationName;
  switch (outcome.because) {
    case "abandoned":
      step.log.write(
        "warning",
        outcome.cancelRequested
          ? `${name} was asked to be cancelled and not waited for (onDelete: "cancel")`
          : `${name} is left running (onDelete: "abandon")`,
      );
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
        `${name} can't be cancelled and is still running; it is kept in the state. ` +
          `Run destroy again once it has ended (${OR_UP}), or set whenCancelUnsupported to "wait" or "abandon" and ${UP_FIRST}.`,
      );
    case "deadline":
    case "interrupted":
      throw new ResourceFailure(stoppedText(step, name, deadline, outcome));
  }
}

function stoppedText(step: Step, name: string, deadline: Deadline, outcome: RunningOutcome): string {
  const standing = `${name} ${standingOf(step.cancelAcceptedAt(name), outcome)}`;
  const why =
    outcome.because === "interrupted"
      ? "interrupted"
      : `no end within ${formatDuration(deadline.total)} (timeouts.delete)`;
  const trouble = outcome.trouble === undefined ? "" : ` The last answer: ${outcome.trouble}.`;
  return `${standing} (${why}).${trouble} It is kept in the state; run destroy again to go on, ${OR_UP}.`;
}

function standingOf(acceptedAt: number | undefined, { cancelRequested }: RunningOutcome): string {
  if (acceptedAt !== undefined) {
    return `is still being cancelled; its cancellation was requested at ${moment(acceptedAt)}`;
  }
  return cancelRequested
    ? "has not ended; requests to cancel it were sent, but not acknowledged"
    : "has not ended";
}
