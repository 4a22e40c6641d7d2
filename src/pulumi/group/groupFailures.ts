import { formatDuration } from "../../core/duration.js";
import type { ApiError, RequestFailure } from "../../core/failure.js";
import type { Outcome, RunningOutcome } from "../../core/outcome.js";
import { firstOf } from "../../core/text.js";
import type { OperationOutcome } from "../../core/waitAll.js";
import { readMetadata } from "../../google/json/metadata.js";
import { isIncompleteListError, isListRefusedError, locationsText } from "../../google/listErrors.js";
import { fixText, RUN_AGAIN, UserError, upFirst } from "../report/userError.js";
import { formatTimestamp } from "../state/timestamp.js";
import type { GroupContext } from "./groupContext.js";

/** Operations that an error names; more are counted. */
const MAX_NAMED = 10;

/** Lines of an error: one for each refusal and for each state. */
const MAX_LINES = 5;

const ABANDON =
  "To remove the group from the state and leave its operations as they are, first set onDelete to " +
  `"abandon" and ${upFirst("group")}`;

/** The error for a list that can't be read to its end. Any other error is returned as it is. */
export function listFailure(context: GroupContext, error: unknown): unknown {
  const { text, signal, progress } = context;
  const consequence =
    progress.total === 0
      ? "Nothing was cancelled."
      : `An earlier list of this run was complete: ${progress.state}. Operations that started after that list may still be running.`;
  const kept = "The group is kept in the state.";
  if (signal.aborted) {
    return new UserError(
      `Interrupted while this run listed the operations. ${consequence} ${kept} ${RUN_AGAIN}`,
    );
  }
  if (isListRefusedError(error)) {
    return new UserError(
      `This run could not list the operations: ${text.failure(error.failure)}. ${consequence} ${kept} ${fixText(error.failure)}` +
        `${RUN_AGAIN} ${ABANDON}`,
    );
  }
  if (isIncompleteListError(error)) {
    const { timeout, failure, unreachable } = error.list;
    const state =
      unreachable === undefined
        ? `is incomplete: its last page did not arrive within ${formatDuration(timeout)} (timeouts.delete)`
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
  const unended = results.filter((result) => isUnended(context, result));
  if (unended.length === 0) {
    return undefined;
  }
  const acceptedAt = unended.flatMap(({ name }) => history.cancelAcceptedAt(name) ?? []);
  const since =
    acceptedAt.length === 0
      ? ""
      : `The service accepted the first cancel request at ${formatTimestamp(Math.min(...acceptedAt))}. `;
  const { whenCancelUnsupported } = group.settings;
  const isUncancellable = results.some(
    ({ outcome }) => outcome?.kind === "running" && outcome.because === "cancelUnsupported",
  );
  const isRefused = results.some(({ error }) => error !== undefined);
  const remedy =
    isUncancellable && whenCancelUnsupported === "fail"
      ? "To continue, wait until the operations end, and then run the same command again. Or, for operations that can't be " +
        `cancelled, set whenCancelUnsupported to "wait" or "abandon" and ${upFirst("group")}`
      : isRefused
        ? `${RUN_AGAIN} ${ABANDON}`
        : RUN_AGAIN;
  const interrupted = context.signal.aborted ? "Interrupted. " : "";
  const isOne = unended.length === 1;
  const state = isRefused
    ? `${isOne ? "is" : "are"} not known to have ended`
    : `${isOne ? "has" : "have"} not ended`;
  const isTimedOut = unended.some(({ outcome }) => outcome?.because === "deadline");
  const limit = isTimedOut ? ` within ${formatDuration(group.settings.deleteTimeout)} (timeouts.delete)` : "";
  return new UserError(
    `${interrupted}${unended.length} of ${progress.total} operations ${state}${limit}:\n` +
      `${unendedLines(context, unended)}\n` +
      `${since}The group is kept in the state. ${remedy}`,
  );
}

/** The error that names the operations that the list shows in flight, and GET doesn't find. */
export function notFoundFailure({ text, progress }: GroupContext, names: readonly string[]): UserError {
  const named = firstOf(
    names.map((name) => text.name(name)),
    MAX_NAMED,
  );
  const verb = names.length === 1 ? "is" : "are";
  return new UserError(
    `${names.length} of ${progress.total} operations ${verb} not known to have ended:\n` +
      `${named}: listed as running, but a request for the operation is answered with 404.\n` +
      `The group is kept in the state. ${RUN_AGAIN} ${ABANDON}`,
  );
}

/** An operation that has not ended, or the refusal of a request about it. */
type Unended =
  | Exclude<OperationOutcome, { outcome: Outcome }>
  | { name: string; outcome: RunningOutcome; error?: never };

/** Checks for an operation that has not ended and that the settings do not leave running. */
function isUnended({ group }: GroupContext, result: OperationOutcome): result is Unended {
  const { outcome } = result;
  if (outcome === undefined) {
    return true;
  }
  const isLeftRunning =
    outcome.kind === "running" &&
    outcome.because === "cancelUnsupported" &&
    group.settings.whenCancelUnsupported === "abandon";
  return outcome.kind === "running" && outcome.because !== "abandoned" && !isLeftRunning;
}

/** The kind of a refusal. Its text quotes the name of the operation, so it differs for each. */
function kindOf(failure: RequestFailure): string {
  const { kind, request, httpStatus, status, reason, permission } = failure as Partial<ApiError> &
    RequestFailure;
  const [method] = request.split(" ");
  return JSON.stringify([method, kind, httpStatus, status, reason, permission]);
}

/** One line for each kind of refusal, and one for the operations of each state: `A, B and 3 more: running`. */
function unendedLines(context: GroupContext, unended: readonly Unended[]): string {
  const { text } = context;
  const namesByState = new Map<string, string[]>();
  const refusals = new Map<string, { line: string; others: string[] }>();
  for (const { name, outcome, error } of unended) {
    if (error === undefined) {
      const state = stateOf(context, name, outcome);
      namesByState.set(state, [...(namesByState.get(state) ?? []), text.name(name)]);
    } else {
      const kind = kindOf(error.failure);
      const first = refusals.get(kind);
      if (first === undefined) {
        refusals.set(kind, { line: text.refusal(error), others: [] });
      } else {
        first.others.push(text.name(name));
      }
    }
  }
  let remaining = MAX_NAMED;
  const states = [...namesByState].map(([state, names]) => {
    const limit = Math.max(1, remaining);
    remaining -= Math.min(limit, names.length);
    return { line: `${firstOf(names, limit)}: ${state}.`, operations: names.length };
  });
  const refused = [...refusals.values()].map(({ line, others }) => {
    const same = others.length === 0 ? "" : ` The same holds for ${firstOf(others, MAX_NAMED - 1)}.`;
    return { line: `${line}${same}`, operations: 1 + others.length };
  });
  const lines = [...states, ...refused];
  const hidden = lines.slice(MAX_LINES).reduce((sum, { operations }) => sum + operations, 0);
  return [
    ...lines.slice(0, MAX_LINES).map(({ line }) => line),
    ...(hidden > 0 ? [`${hidden} more, in other states.`] : []),
  ].join("\n");
}

/** The state of an operation that has not ended and its cancel request, without a full stop. */
function stateOf(
  { group, history, text }: GroupContext,
  name: string,
  { because, operation, failure }: RunningOutcome,
): string {
  if (because === "cancelUnsupported") {
    return "running, can't be cancelled";
  }
  const isCancelling = readMetadata(operation?.metadata).cancelRequested;
  const state = operation === undefined ? "state unknown" : isCancelling ? "being cancelled" : "running";
  const isAccepted = history.cancelAcceptedAt(name) !== undefined;
  return [
    state,
    ...(group.settings.onDelete === "wait"
      ? []
      : [isAccepted ? "cancel request accepted" : "no cancel request confirmed"]),
    ...(failure === undefined ? [] : [text.failure(failure)]),
  ].join(", ");
}
