import type { Outcome } from "../../core/outcome.js";
import { oneLine, withoutFullStop } from "../../core/text.js";
import { partialEffectsOf } from "../../google/json/metadata.js";
import type { TrackedOperation } from "./operationTracker.js";

/** The outcome of an operation in a few words, and the details. */
export interface OutcomeText {
  /** Such as `cancelled`. */
  word: string;
  details?: string;
}

/**
 * Describes the outcome of an operation.
 *
 * @param tracked the reason why it can't be cancelled, if it can't, and whether a cancel request was accepted
 * @param otherVersion an API version that can cancel it, if the one in use can't
 */
export function outcomeText(
  outcome: Outcome,
  tracked: Pick<TrackedOperation, "unsupported" | "isCancelAccepted">,
  otherVersion?: string,
): OutcomeText {
  switch (outcome.kind) {
    case "cancelled": {
      const effects = partialEffectsOf(outcome.operation.metadata);
      const left = effects === undefined ? undefined : `it had already written ${effects}`;
      const by = outcome.byUs ? undefined : "by another request";
      return { word: "cancelled", ...detailsOf(by, left) };
    }
    case "completed":
      return {
        word: "completed",
        ...detailsOf(
          outcome.cancelRequested
            ? tracked.isCancelAccepted
              ? "despite the cancel"
              : "despite a cancel request, which the service did not confirm"
            : undefined,
        ),
      };
    case "failed": {
      const { status, message } = outcome.error;
      return {
        word: "failed",
        ...detailsOf(message === "" ? status : `${status}: ${withoutFullStop(oneLine(message))}`),
      };
    }
    case "gone":
      return { word: "gone", ...detailsOf("the service doesn't find it, so its outcome is unknown") };
    case "running":
      return runningText(outcome, tracked, otherVersion);
  }
}

function runningText(
  { because, cancelRequested, lastError }: Extract<Outcome, { kind: "running" }>,
  { unsupported, isCancelAccepted }: Pick<TrackedOperation, "unsupported" | "isCancelAccepted">,
  otherVersion: string | undefined,
): OutcomeText {
  const requested = isCancelAccepted
    ? "the service accepted the cancel request"
    : cancelRequested
      ? "a cancel request was sent, but the service did not confirm it"
      : undefined;
  switch (because) {
    case "abandoned":
      return {
        word: "cancelling",
        ...detailsOf("the service accepted the cancel request; this command does not wait for the end"),
      };
    case "cancelUnsupported":
      return {
        word: "running",
        ...detailsOf(
          unsupported === undefined ? "it can't be cancelled" : `it can't be cancelled: ${unsupported}`,
          otherVersion === undefined ? undefined : `give --api-version ${otherVersion}, which has one`,
        ),
      };
    case "deadline":
      return { word: "running", ...detailsOf("the time limit has passed", requested, lastError) };
    case "interrupted":
      return { word: "running", ...detailsOf("this command was interrupted", requested) };
  }
}

function detailsOf(...parts: (string | undefined)[]): { details?: string } {
  const details = parts.filter((part) => part !== undefined).join("; ");
  return details === "" ? {} : { details };
}
