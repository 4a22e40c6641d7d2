import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import { reportEvent } from "../../core/events.js";
import type { Reply, RequestFailure } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { CONFIRMATION_PAUSE, VISIBILITY_WINDOW } from "../../core/polling.js";
import { classifyStartFailure, requestBackoff } from "../../core/retryPolicy.js";
import { withoutFullStop } from "../../core/text.js";
import { waitForOperation } from "../../core/wait.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { OperationContext } from "../context/operationContext.js";
import { UP_FIRST, UserError } from "../report/userError.js";
import type { PlaceholderValues } from "../state/undoRequest.js";
import { fillUndo, undoText } from "../state/undoRequest.js";

/** The undo of an operation that completed although this package had requested its cancellation. */
export interface UndoTask {
  context: OperationContext;
  /** The operation that completed. */
  name: string;
  /** Its placeholders are not yet filled. */
  undo: HttpRequest;
  values: PlaceholderValues;
  deadline: Deadline;
  /** Whether the next delete knows that the undo is due. */
  isRetried: boolean;
}

/**
 * Sends the undo request and waits for the operation that it may return. If that fails, the delete fails and the
 * next delete sends the request again, so an undo has to be safe to repeat.
 *
 * @throws ResourceFailure if the operation is not known to be undone; the state is kept
 */
export async function undoCompleted(task: UndoTask): Promise<void> {
  const { context, undo, values } = task;
  const name = context.text.name(task.name);
  const filled = fillUndo(undo, values);
  if (!filled.ok) {
    throw userError(
      task,
      undo,
      filled.error.words === undefined
        ? filled.error.problem
        : `${filled.error.problem}: ${withoutFullStop(context.text.words(filled.error.words))}`,
      "Write the resource's name into `undo` and run `pulumi up`.",
    );
  }
  const request = filled.value;
  const shown = context.text.resourceRequest(undoText(request));
  context.setStatus({ kind: "undoing", name, request: shown });
  const answer = await send(task, request);
  if (!answer.ok) {
    throw userError(task, request, context.text.failure(answer.error));
  }
  const end = answer.value === undefined ? undefined : await endOf(task, request, answer.value);
  if (end !== undefined && end.kind !== "completed") {
    throw userError(task, request, endText(task, end));
  }
  context.setStatus({ kind: "ended", name });
  const how = answer.isNotFound ? `its undo, ${shown}, was answered "not found"` : `undone by ${shown}`;
  context.log.write("info", `${name} completed despite its cancellation; ${how}`);
}

type Answer =
  | (Reply<Operation | undefined> & { isNotFound?: never })
  | { ok: true; value: undefined; isNotFound: true };

/**
 * Sends the request until it is answered. A single 404 proves nothing, because services report new resources as
 * missing for a while (hashicorp/terraform-provider-google#22533): only a second one, seconds later, is believed. It
 * means that a DELETE is not needed.
 */
async function send({ context, deadline }: UndoTask, request: HttpRequest): Promise<Answer> {
  const { clock, connection, signal, tools } = context;
  let wasMissing = false;
  const delayAfter = requestBackoff(tools, true);
  for (;;) {
    const reply = await connection.send(request, { timeout: deadline.requestTimeout(), untilSent: signal });
    if (reply.ok) {
      return reply;
    }
    const { error: failure } = reply;
    const isMissing = isNotFound(failure);
    if (isMissing && wasMissing) {
      return request.method === "DELETE" ? { ok: true, value: undefined, isNotFound: true } : reply;
    }
    wasMissing = isMissing;
    const verdict = classifyStartFailure(failure);
    if (verdict.kind === "refused" && !isMissing) {
      return reply;
    }
    const retry = isMissing ? { pause: CONFIRMATION_PAUSE } : { retryAfter: 0, ...verdict };
    const pause = delayAfter(failure, retry);
    if (pause === undefined || signal.aborted || deadline.clip(pause) < pause) {
      return reply;
    }
    reportEvent(tools, { kind: "retrying", name: request.path, failure, retryIn: pause });
    await clock.sleep(pause, signal);
    if (signal.aborted) {
      return reply;
    }
  }
}

/** "Not found" in Google's form. The HTML of a front end says nothing about the resource. */
function isNotFound(failure: RequestFailure): boolean {
  return failure.kind === "apiError" && failure.status === "NOT_FOUND";
}

/** The end of the operation that the undo is. It is never cancelled. */
async function endOf(
  { context, deadline, ...task }: UndoTask,
  request: HttpRequest,
  operation: Operation,
): Promise<Outcome> {
  if (operation.done) {
    return outcomeOf(operation, false);
  }
  context.log.write("ephemeral", `undoing by ${context.text.resourceRequest(undoText(request))}`);
  const visibleBy = context.clock.monotonic() + VISIBILITY_WINDOW;
  try {
    return await waitForOperation(context.tools, operation.name, {
      deadline,
      signal: context.signal,
      visibleBy,
    });
  } catch (error) {
    if (isRequestRefusedError(error)) {
      throw userError({ context, deadline, ...task }, request, context.text.failure(error.failure));
    }
    throw error;
  }
}

function endText({ context, deadline }: UndoTask, outcome: Exclude<Outcome, { kind: "completed" }>): string {
  switch (outcome.kind) {
    case "cancelled":
    case "failed":
      return `the undo's operation ended with ${context.text.error(outcome.error)}`;
    case "gone":
      return "the undo's operation was not found, so its end is unknown";
    case "running": {
      const why =
        outcome.because === "interrupted"
          ? "before the interrupt"
          : `within ${formatDuration(deadline.total)} (timeouts.delete)`;
      const last =
        outcome.failure === undefined ? "" : ` (last failure: ${context.text.failure(outcome.failure)})`;
      return `the undo's operation did not end ${why}${last}`;
    }
  }
}

function userError(
  { context, name, isRetried }: UndoTask,
  request: HttpRequest,
  reason: string,
  remedy = "",
): UserError {
  const next = isRetried
    ? "The next `pulumi destroy` sends the undo again (`pulumi up` if the resource is being replaced)."
    : "The next destroy does not send the undo again, because neither the state nor the journal can record that it is " +
      "due: undo the operation by hand first.";
  return new UserError(
    `${context.text.name(name)} completed despite its cancellation and is not known to be undone by ` +
      `${context.text.resourceRequest(undoText(request))}: ${reason}. The resource is kept in the state. ${remedy}${remedy && " "}${next} ` +
      `To skip the undo, set whenCompletedDespiteCancel to "accept" and ${UP_FIRST}`,
  );
}
