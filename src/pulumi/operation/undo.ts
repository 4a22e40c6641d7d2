import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { Fault, Reply } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { CONFIRMATION_PAUSE, VISIBILITY_WINDOW } from "../../core/polling.js";
import { judgeStartFault, retryPause, SETUP_TRIES, setupPause } from "../../core/retryPolicy.js";
import { withoutFullStop } from "../../core/text.js";
import { waitForOperation } from "../../core/wait.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { Step } from "../context/operationContext.js";
import { ResourceFailure, UP_FIRST } from "../report/userError.js";
import type { PlaceholderValues } from "../state/undoRequest.js";
import { fillUndo, undoText } from "../state/undoRequest.js";

/** The undo of an operation that completed although this package had requested its cancellation. */
export interface UndoTask {
  step: Step;
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
  const { step, undo, values } = task;
  const name = step.text.name(task.name);
  const filled = fillUndo(undo, values);
  if (!filled.ok) {
    throw failure(
      task,
      undo,
      filled.words === undefined
        ? filled.problem
        : `${filled.problem}: ${withoutFullStop(step.text.words(filled.words))}`,
      "Write the resource's name into `undo` and run `pulumi up`.",
    );
  }
  const { request } = filled;
  const shown = step.text.resourceRequest(undoText(request));
  step.note({ kind: "undoing", name, request: shown });
  const answer = await send(task, request);
  if (!answer.ok) {
    throw failure(task, request, step.text.fault(answer.fault));
  }
  const end = answer.value === undefined ? undefined : await endOf(task, request, answer.value);
  if (end !== undefined && end.kind !== "completed") {
    throw failure(task, request, endText(task, end));
  }
  step.note({ kind: "ended", name });
  const how = answer.isNotFound ? `its undo, ${shown}, was answered "not found"` : `undone by ${shown}`;
  step.log.write("info", `${name} completed despite its cancellation; ${how}`);
}

type Answer =
  | (Reply<Operation | undefined> & { isNotFound?: never })
  | { ok: true; value: undefined; isNotFound: true };

/**
 * Sends the request until it is answered. A single 404 proves nothing, because services report new resources as
 * missing for a while (hashicorp/terraform-provider-google#22533): only a second one, seconds later, is believed. It
 * means that a DELETE is not needed.
 */
async function send({ step, deadline }: UndoTask, request: HttpRequest): Promise<Answer> {
  const { clock, connection, signal, tools } = step;
  let wasMissing = false;
  let setupFaults = 0;
  for (let tries = 1; ; tries += 1) {
    const reply = await connection.send(request, { timeout: deadline.requestTimeout(), untilSent: signal });
    if (reply.ok) {
      return reply;
    }
    const { fault } = reply;
    const isMissing = isNotFound(fault);
    if (isMissing && wasMissing) {
      return request.method === "DELETE" ? { ok: true, value: undefined, isNotFound: true } : reply;
    }
    wasMissing = isMissing;
    const verdict = judgeStartFault(fault);
    const setup = setupPause(fault);
    setupFaults = setup === undefined ? 0 : setupFaults + 1;
    if ((verdict.kind === "rejected" && !isMissing) || setupFaults === SETUP_TRIES) {
      return reply;
    }
    const asked = verdict.kind === "retry" ? verdict.retryAfter : 0;
    const pause = isMissing ? CONFIRMATION_PAUSE : (setup ?? retryPause(tries, tools.random(), asked));
    if (signal.aborted || deadline.clip(pause) < pause) {
      return reply;
    }
    tools.report({ kind: "trouble", name: request.path, fault, retryIn: pause });
    await clock.sleep(pause, signal);
    if (signal.aborted) {
      return reply;
    }
  }
}

/** "Not found" in Google's form. The HTML of a front end says nothing about the resource. */
function isNotFound(fault: Fault): boolean {
  return fault.kind === "rejected" && fault.status === "NOT_FOUND";
}

/** The end of the operation that the undo is. It is never cancelled. */
async function endOf(
  { step, deadline, ...task }: UndoTask,
  request: HttpRequest,
  operation: Operation,
): Promise<Outcome> {
  if (operation.done) {
    return outcomeOf(operation, false);
  }
  step.log.write("ephemeral", `undoing by ${step.text.resourceRequest(undoText(request))}`);
  const visibleBy = step.clock.monotonic() + VISIBILITY_WINDOW;
  try {
    return await waitForOperation(step.tools, operation.name, { deadline, signal: step.signal, visibleBy });
  } catch (error) {
    if (isRequestRefusedError(error)) {
      throw failure({ step, deadline, ...task }, request, step.text.fault(error.fault));
    }
    throw error;
  }
}

function endText({ step, deadline }: UndoTask, outcome: Exclude<Outcome, { kind: "completed" }>): string {
  switch (outcome.kind) {
    case "cancelled":
    case "failed":
      return `the undo's operation ended with ${step.text.error(outcome.error)}`;
    case "gone":
      return "the undo's operation was not found, so its end is unknown";
    case "running": {
      const why =
        outcome.because === "interrupted"
          ? "before the interrupt"
          : `within ${formatDuration(deadline.total)} (timeouts.delete)`;
      const last = outcome.fault === undefined ? "" : ` (last failure: ${step.text.fault(outcome.fault)})`;
      return `the undo's operation did not end ${why}${last}`;
    }
  }
}

function failure(
  { step, name, isRetried }: UndoTask,
  request: HttpRequest,
  reason: string,
  remedy = "",
): ResourceFailure {
  const next = isRetried
    ? "The next `pulumi destroy` sends the undo again (`pulumi up` if the resource is being replaced)."
    : "The next destroy does not send the undo again, because neither the state nor the journal can record that it is " +
      "due: undo the operation by hand first.";
  return new ResourceFailure(
    `${step.text.name(name)} completed despite its cancellation and is not known to be undone by ` +
      `${step.text.resourceRequest(undoText(request))}: ${reason}. The resource is kept in the state. ${remedy}${remedy && " "}${next} ` +
      `To skip the undo, set whenCompletedDespiteCancel to "accept" and ${UP_FIRST}`,
  );
}
