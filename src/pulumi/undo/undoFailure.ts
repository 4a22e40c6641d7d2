import { formatDuration } from "../../core/duration.js";
import { faultText } from "../../core/faultText.js";
import { withoutFullStop } from "../../core/fullStop.js";
import type { RunningOutcome } from "../../core/outcome.js";
import type { HttpRequest } from "../../google/startRequest.js";
import { moment } from "../moment.js";
import { OR_UP, UP_FIRST } from "../nextRun.js";
import { ResourceFailure } from "../resourceFailure.js";
import type { UnsentUndo } from "./sendUndo.js";
import type { UndoTask } from "./undo.js";
import { undoText } from "./undoRequest.js";

const GIVE_UP = `set whenCompletedDespiteCancel to "accept" and ${UP_FIRST}`;

/** The failure of a delete whose operation completed and is not known to be undone, with what the next one does. */
export async function undoFailure(task: UndoTask, what: string): Promise<ResourceFailure> {
  return new ResourceFailure(
    `${effects(task)} ${what}. It is kept in the state; ${await nextOf(task)}. To give the undo up, ${GIVE_UP}.`,
  );
}

/** The failure of an undo request that lacks what only the operation could tell. */
export function unfillable(task: UndoTask, problem: string): ResourceFailure {
  return new ResourceFailure(
    `${effects(task)} They can't be undone by ${undoText(task.debt.undo)}: ${withoutFullStop(problem)}. ` +
      "It is kept in the state. Say in `undo` itself what is to be undone and run `pulumi up`, " +
      `or give the undo up: ${GIVE_UP}. Then run destroy again, ${OR_UP}.`,
  );
}

/** The failure of an undo that may have been done, and would be done twice if it was sent again. */
export async function uncertain(
  task: UndoTask,
  request: HttpRequest,
  since: number,
  how: string,
): Promise<ResourceFailure> {
  const repetition =
    (await task.memory.read()) === undefined
      ? "The next destroy can't know of it (this machine keeps no journal) and may send it again"
      : "It is not sent again by a destroy on this machine, since that could do it twice";
  return new ResourceFailure(
    `${effects(task)} Whether they are undone is not known: ${undoText(request)}, sent at ` +
      `${moment(since)}, ${how}. ${repetition}. Look at what it was to undo, and with GET ` +
      `${task.step.connection.listUrl(request.path)}. Once it is undone, ${GIVE_UP}. Then run destroy again, ` +
      `${OR_UP}. If it is not, send it by hand first, or change \`undo\`: another request is sent.`,
  );
}

/** What stood in the way of an undo that is known not to have been done, or is a DELETE. */
export function unsentText({ deadline }: UndoTask, request: HttpRequest, answer: UnsentUndo): string {
  if (answer.kind === "refused") {
    return `Undoing them failed: ${faultText(answer.fault)}`;
  }
  const why =
    answer.because === "interrupted"
      ? "interrupted"
      : `no time left of ${formatDuration(deadline.total)} (timeouts.delete)`;
  return answer.fault === undefined
    ? `They are not undone: ${undoText(request)} was not sent (${why})`
    : `They are not known to be undone (${why}); the last answer: ${faultText(answer.fault)}`;
}

export function unfinishedText(
  { deadline }: UndoTask,
  request: HttpRequest,
  name: string,
  { because, trouble }: RunningOutcome,
): string {
  const why =
    because === "interrupted"
      ? "interrupted"
      : `no end within ${formatDuration(deadline.total)} (timeouts.delete)`;
  const last = trouble === undefined ? "" : `; the last answer: ${trouble}`;
  return `They are being undone by ${undoText(request)}, and ${name} has not ended (${why})${last}`;
}

function effects({ name }: UndoTask): string {
  return `${name} completed although its cancellation was requested: its effects exist.`;
}

/** What the next destroy will know: what this machine remembers, else what state and service show. */
async function nextOf({ memory, debt: { isLasting } }: UndoTask): Promise<string> {
  const record = await memory.read();
  if (record?.stage === "waiting") {
    return "the next destroy on this machine goes on waiting for it";
  }
  if (isLasting || record !== undefined) {
    return `the next destroy${isLasting ? "" : " on this machine"} sends the undo${record === undefined ? " anew" : ""}`;
  }
  return (
    "but nothing will tell the next destroy that it owes an undo (this machine keeps no journal, and the " +
    "service doesn't show that a cancellation was requested): undo them by hand before"
  );
}
