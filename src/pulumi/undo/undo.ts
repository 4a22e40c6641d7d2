import type { Deadline } from "../../core/deadline.js";
import { isRequestRefusedError } from "../../core/errors/requestRefusedError.js";
import { faultText } from "../../core/faultText.js";
import { withoutFullStop } from "../../core/fullStop.js";
import { toPlainJson } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { type Outcome, outcomeOf } from "../../core/outcome.js";
import { VISIBILITY_WINDOW } from "../../core/sighting.js";
import { waitForOperation } from "../../core/waiter.js";
import type { HttpRequest } from "../../google/startRequest.js";
import { fingerprint } from "../fingerprint.js";
import type { Step } from "../step.js";
import { sendUndo } from "./sendUndo.js";
import type { UndoDebt } from "./undoDebt.js";
import { uncertain, undoFailure, unfillable, unfinishedText, unsentText } from "./undoFailure.js";
import type { UndoMemory, UndoStage } from "./undoMemory.js";
import { fillUndo, isRepeatable, undoText } from "./undoRequest.js";

/** An undo that is to be done. */
export interface UndoTask {
  step: Step;
  /** The operation that completed. */
  name: string;
  debt: UndoDebt;
  memory: UndoMemory;
  deadline: Deadline;
}

/**
 * Undoes an operation that completed although its cancellation was requested: sends the undo, once, and waits
 * for the operation that it may be. What an earlier run has begun is gone on with.
 *
 * @throws ResourceFailure when it is not known to be undone; the state is then kept and the next destroy goes on
 */
export async function undoCompleted(task: UndoTask): Promise<void> {
  const { step, name } = task;
  const { undo, values, record } = task.debt;
  if (record?.stage === "undone") {
    step.log.write("info", `${name} completed despite the cancel, and was undone before`);
    return;
  }
  const filled = fillUndo(undo, values);
  if (!filled.ok) {
    await note(task, "owed");
    throw unfillable(task, filled.problem);
  }
  const { request } = filled;
  step.note({ kind: "undoing", name, request: undoText(request) });
  const begun = record?.request === digestOf(request) ? record : undefined;
  if (begun?.stage === "sent") {
    throw await uncertain(task, request, begun.since, "was not answered");
  }
  if (begun?.stage === "waiting" && begun.operation !== undefined) {
    return follow(task, request, begun.operation, "atOnce");
  }
  return send(task, request);
}

async function send(task: UndoTask, request: HttpRequest): Promise<void> {
  const sentAt = task.step.clock.wall();
  await (isRepeatable(request) ? note(task, "owed") : note(task, "sent", request));
  const answer = await sendUndo(task.step, request, task.deadline);
  switch (answer.kind) {
    case "accepted":
      return take(task, request, answer.operation);
    case "absent":
      return conclude(task, request, "there was nothing left to delete");
    case "uncertain":
      throw await uncertain(task, request, sentAt, `was not answered (${faultText(answer.fault)})`);
    case "refused":
    case "stopped":
      await note(task, "owed");
      throw await undoFailure(task, unsentText(task, request, answer));
  }
}

async function take(task: UndoTask, request: HttpRequest, operation: Operation | undefined): Promise<void> {
  if (operation === undefined) {
    return conclude(task, request);
  }
  const { name } = operation;
  if (operation.done) {
    return judge(task, request, name, outcomeOf(operation, false));
  }
  await note(task, "waiting", request, name);
  task.step.log.write("ephemeral", `undoing by ${undoText(request)}: ${name}`);
  return follow(task, request, name, "afterPause");
}

/** Waits for the end of the operation that the undo is. It is never cancelled: whoever interrupts wants it undone. */
async function follow(
  task: UndoTask,
  request: HttpRequest,
  name: string,
  firstLook: "atOnce" | "afterPause",
): Promise<void> {
  const { step, deadline } = task;
  const limits = {
    deadline,
    signal: step.signal,
    ...(firstLook === "afterPause" && { visibleBy: step.clock.monotonic() + VISIBILITY_WINDOW }),
  };
  let outcome: Outcome;
  try {
    outcome = await waitForOperation(step.tools, name, limits, { firstLook });
  } catch (error) {
    if (isRequestRefusedError(error)) {
      const reason = withoutFullStop(error.message);
      throw await undoFailure(task, `They are being undone by ${undoText(request)}. ${reason}`);
    }
    throw error;
  }
  return judge(task, request, name, outcome);
}

async function judge(task: UndoTask, request: HttpRequest, name: string, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case "completed":
      return conclude(task, request, name);
    case "running":
      throw await undoFailure(task, unfinishedText(task, request, name, outcome));
    case "failed":
    case "cancelled": {
      const { status, message } = outcome.error;
      await note(task, "owed");
      throw await undoFailure(
        task,
        `Undoing them by ${undoText(request)} failed: ${name || "it"} ended with ${status}: ${withoutFullStop(message)}`,
      );
    }
    case "gone": {
      const how = `was accepted, but ${name} vanished before it was seen to end`;
      if (!isRepeatable(request)) {
        await note(task, "sent", request);
        throw await uncertain(task, request, task.step.clock.wall(), how);
      }
      await note(task, "owed");
      throw await undoFailure(task, `They are not known to be undone: ${undoText(request)} ${how}`);
    }
  }
}

async function conclude(task: UndoTask, request: HttpRequest, how = ""): Promise<void> {
  await note(task, "undone", request);
  task.step.note({ kind: "ended", name: task.name });
  const detail = how === "" ? "" : ` (${how})`;
  task.step.log.write(
    "info",
    `${task.name} completed despite the cancel; undone by ${undoText(request)}${detail}`,
  );
}

async function note(
  { step, memory, debt }: UndoTask,
  stage: UndoStage,
  request?: HttpRequest,
  operation?: string,
): Promise<void> {
  await memory.write({
    stage,
    since: step.clock.wall(),
    values: debt.values,
    ...(request && { request: digestOf(request) }),
    ...(operation !== undefined && { operation }),
  });
}

/** What a page may hold of a request: its body may be secret. */
function digestOf(request: HttpRequest): string {
  return fingerprint(toPlainJson(request));
}
