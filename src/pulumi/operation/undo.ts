import { formatDuration } from "../../core/duration.js";
import { reportOutcome } from "../../core/events.js";
import type { Reply } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { CONFIRMATION_PAUSE, VISIBILITY_WINDOW } from "../../core/polling.js";
import { classifyFailure, classifyStartFailure, sendRepeatedly } from "../../core/retryPolicy.js";
import { withoutFullStop } from "../../core/text.js";
import { waitForOperation } from "../../core/wait.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { OperationContext } from "../context/operationContext.js";
import type { PlaceholderValues } from "../state/undoRequest.js";
import { fillUndo, undoText } from "../state/undoRequest.js";

/** The undo request has a response, and the operation that it may have started has completed. */
export interface Undone {
  kind: "undone";
  /** For messages. */
  request: string;
  /** True if the response to the undo was "not found", so that it was not needed. */
  wasNotFound: boolean;
}

/** The operation is not known to be undone. */
export interface FailedUndo {
  kind: "undoFailed";
  /** A sentence without a full stop. */
  problem: string;
  /** False if a placeholder of the request has no usable value. */
  isSent: boolean;
}

/**
 * Sends the undo request of an operation that completed despite a cancel request, and waits for the operation that the
 * request may start. The next delete sends a failed undo again, so an undo has to be safe to repeat.
 *
 * @param undo its placeholders are not filled
 */
export async function runUndo(
  context: OperationContext,
  operationName: string,
  undo: HttpRequest,
  values: PlaceholderValues,
): Promise<Undone | FailedUndo> {
  const { text } = context;
  const name = text.name(operationName);
  const filled = fillUndo(undo, values);
  if (!filled.ok) {
    const { problem, detail } = filled.error;
    const reason = detail === undefined ? problem : `${problem}: ${withoutFullStop(text.response(detail))}`;
    return {
      kind: "undoFailed",
      problem: `The undo request ${text.resourceRequest(undoText(undo))} was not sent, because ${reason}`,
      isSent: false,
    };
  }
  const request = text.resourceRequest(undoText(filled.value));
  context.setStatus({ kind: "undoing", name, request });
  const reply = await send(context, filled.value);
  const problem = await undoProblem(context, request, reply);
  if (problem !== undefined) {
    return { kind: "undoFailed", problem, isSent: true };
  }
  context.setStatus({ kind: "ended", name });
  return { kind: "undone", request, wasNotFound: reply.isNotFound === true };
}

/** `isUncertain`: one of the attempts may have been carried out, although it failed. */
type UndoReply = Reply<Operation | undefined> & { isNotFound?: boolean; isUncertain: boolean };

/**
 * Sends the request until it has a response. A single 404 proves nothing, because services report new resources as
 * missing for a while (hashicorp/terraform-provider-google#22533): only a second one, seconds later, counts. It
 * means that a DELETE is not needed.
 */
async function send(context: OperationContext, request: HttpRequest): Promise<UndoReply> {
  const { connection, core, deadline, signal } = context;
  let notFoundCount = 0;
  let isUncertain = false;
  const reply = await sendRepeatedly(core, {
    name: request.path,
    isFirstContact: true,
    deadline,
    signal,
    send: () => connection.send(request, { timeout: deadline.requestTimeout(), untilSent: signal }),
    classify(failure) {
      if (classifyFailure(failure).kind === "notFound") {
        notFoundCount += 1;
        return notFoundCount > 1 ? { kind: "notFound" } : { kind: "retry", pause: CONFIRMATION_PAUSE };
      }
      notFoundCount = 0;
      const failureClass = classifyStartFailure(failure);
      isUncertain ||= failureClass.kind === "uncertain";
      return failureClass.kind === "uncertain" ? { kind: "retry", retryAfter: 0 } : failureClass;
    },
  });
  return notFoundCount > 1 && request.method === "DELETE"
    ? { ok: true, value: undefined, isNotFound: true, isUncertain }
    : { ...reply, isUncertain };
}

/**
 * The problem because of which the operation is not known to be undone, as a sentence without a full stop. Waits for the
 * undo's own operation and never cancels it.
 */
async function undoProblem(
  context: OperationContext,
  request: string,
  reply: UndoReply,
): Promise<string | undefined> {
  const { clock, core, deadline, log, signal, text } = context;
  const unknown = `The result of the undo request ${request} is unknown`;
  if (!reply.ok) {
    const failure = text.failure(reply.error);
    return reply.isUncertain ? `${unknown}: ${failure}` : `The undo request ${request} failed: ${failure}`;
  }
  const operation = reply.value;
  if (operation === undefined) {
    return undefined;
  }
  if (operation.done) {
    return endProblem(context, request, outcomeOf(operation, false));
  }
  log.write("ephemeral", `undoing by ${request}`);
  const visibleBy = clock.monotonic() + VISIBILITY_WINDOW;
  try {
    const waited = await waitForOperation(core, operation.name, { deadline, signal, visibleBy });
    const outcome = reportOutcome(core, operation.name, waited);
    return endProblem(context, request, outcome);
  } catch (error) {
    if (isRequestRefusedError(error)) {
      return `${unknown}: ${text.failure(error.failure)}`;
    }
    throw error;
  }
}

function endProblem(
  { text, deadline }: OperationContext,
  request: string,
  outcome: Outcome,
): string | undefined {
  const unknown = `The result of the undo request ${request} is unknown`;
  switch (outcome.kind) {
    case "completed":
      return undefined;
    case "cancelled":
      return `The operation of the undo request ${request} was cancelled`;
    case "failed":
      return `The operation of the undo request ${request} failed with ${text.error(outcome.error)}`;
    case "gone":
      return `${unknown}: its operation was not found`;
    case "running": {
      const why =
        outcome.because === "interrupted"
          ? "before the interrupt"
          : `within ${formatDuration(deadline.total)} (timeouts.delete)`;
      return `${unknown}: its operation did not end ${why}.${text.lastFailure(outcome.failure)}`.replace(
        /\.$/,
        "",
      );
    }
  }
}
