import { formatDuration } from "../../core/duration.js";
import type { ApiError, RequestFailure } from "../../core/failure.js";
import type { RunningOutcome } from "../../core/outcome.js";
import { withoutFullStop } from "../../core/text.js";
import type { OperationOutcome } from "../../core/waitAll.js";
import { isIncompleteListError, isListRefusedError, locationsText } from "../../google/listErrors.js";
import { RUN_AGAIN, UP_FIRST, UserError } from "../report/userError.js";
import { formatTimestamp } from "../state/timestamp.js";
import type { GroupContext } from "./groupContext.js";

/** Operations that an error names; more are counted. */
const MAX_NAMED = 10;

/** Different states and refusals that an error repeats. */
const MAX_REASONS = 5;

const ABANDON = `To remove the group and leave its operations as they are, set onDelete to "abandon" and ${UP_FIRST}`;

/** The error for a list that can't be read to its end. Any other error is returned as it is. */
export function listFailure(context: GroupContext, error: unknown): unknown {
  const { text, signal, progress } = context;
  const consequence =
    progress.total === 0 ? "Nothing was cancelled." : `${progress.state}. New ones may be running.`;
  const kept = "The group is kept in the state.";
  if (signal.aborted) {
    return new UserError(
      `Interrupted during the list of the operations. ${consequence} ${kept} ${RUN_AGAIN}`,
    );
  }
  if (isListRefusedError(error)) {
    return new UserError(
      `The operations could not be listed: ${text.failure(error.failure)}. ${consequence} ${kept} Fix the cause. ` +
        `${RUN_AGAIN} ${ABANDON}`,
    );
  }
  if (isIncompleteListError(error)) {
    const { timeout, failure, unreachable } = error.list;
    const state =
      unreachable === undefined
        ? `is incomplete: it did not arrive within ${formatDuration(timeout)} (timeouts.delete)`
        : `is incomplete: the service could not reach ${locationsText(unreachable.map((name) => text.name(name)))}`;
    const last = failure === undefined ? "" : ` The last request failed: ${text.failure(failure)}.`;
    return new UserError(`The list of the operations ${state}.${last} ${consequence} ${kept} ${RUN_AGAIN}`);
  }
  return error;
}

/** The error that names the operations that have not ended; `undefined` if there is none. */
export function unendedFailure(
  context: GroupContext,
  results: readonly OperationOutcome[],
): UserError | undefined {
  const { group, history, progress } = context;
  const reasons = new Map<string, UnendedReason>();
  for (const result of results) {
    const reason = reasonOf(context, result);
    if (reason !== undefined) {
      const kind = kindOf(context, result) ?? reason;
      const { example, names } = reasons.get(kind) ?? { example: reason, names: [] };
      reasons.set(kind, { example, names: [...names, result.name] });
    }
  }
  const unended = [...reasons.values()].flatMap(({ names }) => names);
  if (unended.length === 0) {
    return undefined;
  }
  const acceptedAt = unended.flatMap((name) => history.cancelAcceptedAt(name) ?? []);
  const since =
    acceptedAt.length === 0
      ? ""
      : ` The first cancel request was accepted at ${formatTimestamp(Math.min(...acceptedAt))}.`;
  const { whenCancelUnsupported } = group.settings;
  const isUncancellable = results.some(
    ({ outcome }) => outcome?.kind === "running" && outcome.because === "cancelUnsupported",
  );
  const isRefused = results.some(({ error }) => error !== undefined);
  const remedy =
    isUncancellable && whenCancelUnsupported === "fail"
      ? ` For operations that can't be cancelled, set whenCancelUnsupported to "wait" or "abandon" and ${UP_FIRST}`
      : isRefused
        ? ` ${ABANDON}`
        : "";
  return new UserError(
    `${unended.length} of ${progress.total} operations ${isRefused ? "are not known to have ended" : "did not end"}: ` +
      `${listText(context, [...reasons.values()])}.${since} ` +
      `The group is kept in the state. ${RUN_AGAIN}${remedy}`,
  );
}

/** The error that names the operations that the list shows in flight, and GET doesn't find. */
export function notFoundFailure({ text, progress }: GroupContext, names: readonly string[]): UserError {
  const named = names.slice(0, MAX_NAMED).map((name) => text.name(name));
  const more = names.length > named.length ? ` and ${names.length - named.length} more` : "";
  return new UserError(
    `${names.length} of ${progress.total} operations are not known to have ended: ${named.join(", ")}${more} ` +
      `(listed as running, but a request for the operation is answered with 404). The group is kept in the state. ${RUN_AGAIN} ${ABANDON}`,
  );
}

/** Operations that have not ended for one kind of reason, and the reason of the first. */
interface UnendedReason {
  example: string;
  names: readonly string[];
}

/**
 * The kind of a request's failure because of which an operation has not ended; `undefined` if there is none. The text of
 * a failure quotes the name of the operation, so it differs for each.
 */
function kindOf({ history }: GroupContext, { name, outcome, error }: OperationOutcome): string | undefined {
  const running = outcome?.kind === "running" ? outcome : undefined;
  const failure = error?.failure ?? running?.failure;
  if (failure === undefined) {
    return undefined;
  }
  const { kind, request, httpStatus, status, reason, permission } = failure as Partial<ApiError> &
    RequestFailure;
  const [method] = request.split(" ");
  const isAccepted = history.cancelAcceptedAt(name) !== undefined;
  return JSON.stringify([running?.because, isAccepted, method, kind, httpStatus, status, reason, permission]);
}

/** Names with their reasons: `A, B and 3 more (still running); C (…)`. */
function listText({ text }: GroupContext, reasons: readonly UnendedReason[]): string {
  let remaining = MAX_NAMED;
  const parts = reasons.slice(0, MAX_REASONS).map(({ example, names }) => {
    const named = names.slice(0, Math.max(1, remaining));
    remaining -= named.length;
    const more = names.length > named.length ? ` and ${names.length - named.length} more` : "";
    return `${named.map((name) => text.name(name)).join(", ")}${more} (${example})`;
  });
  const others = reasons.slice(MAX_REASONS).reduce((sum, { names }) => sum + names.length, 0);
  return [...parts, ...(others > 0 ? [`${others} more for other reasons`] : [])].join("; ");
}

/** The reason why an operation has not ended, without a full stop; `undefined` if it counts as ended. */
function reasonOf(context: GroupContext, { name, outcome, error }: OperationOutcome): string | undefined {
  if (error !== undefined) {
    return withoutFullStop(context.text.refusal(error, "the operation"));
  }
  return outcome.kind === "running" ? reasonOfRunning(context, name, outcome) : undefined;
}

function reasonOfRunning(
  { group, history, text }: GroupContext,
  name: string,
  { because, operation, cancelRequested, failure }: RunningOutcome,
): string | undefined {
  const { deleteTimeout, whenCancelUnsupported } = group.settings;
  switch (because) {
    case "abandoned":
      return undefined;
    case "cancelUnsupported":
      return whenCancelUnsupported === "abandon" ? undefined : "can't be cancelled";
    case "deadline":
    case "interrupted": {
      const why =
        because === "interrupted"
          ? "interrupted"
          : `no end within ${formatDuration(deleteTimeout)} (timeouts.delete)`;
      const state = operation === undefined ? "its state is unknown" : text.state(operation);
      const isAccepted = history.cancelAcceptedAt(name) !== undefined;
      const unaccepted = cancelRequested ? "cancel request sent" : "no cancel request accepted";
      return [
        state,
        ...(group.settings.onDelete === "wait" ? [] : [isAccepted ? "cancel request accepted" : unaccepted]),
        why,
        ...(failure === undefined ? [] : [text.failure(failure)]),
      ].join(", ");
    }
  }
}
