import type { Deadline } from "../../core/deadline.js";
import type { Fault } from "../../core/fault.js";
import type { Operation } from "../../core/operation.js";
import { retryPause } from "../../core/retryPause.js";
import { judgeStartFault } from "../../core/startVerdict.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { Step } from "../step.js";
import { isRepeatable } from "./undoRequest.js";

/**
 * What became of an undo request.
 *
 * - `accepted`: done, or under way as the operation that it answered.
 * - `absent`: there was nothing left to delete.
 * - `refused`: it has not been done, and the service won't.
 * - `stopped`: it is not known to have been done, and there was no time left for another try.
 * - `uncertain`: it may have been done, and must not be sent again.
 */
export type UndoAnswer =
  | { kind: "accepted"; operation?: Operation }
  | { kind: "absent" }
  | { kind: "uncertain"; fault: Fault }
  | UnsentUndo;

export type UnsentUndo =
  | { kind: "refused"; fault: Fault }
  | { kind: "stopped"; because: "deadline" | "interrupted"; fault?: Fault };

/**
 * Sends an undo request until it is answered. It is sent again only where it surely did not happen, or where it
 * is a DELETE, of which the second does no harm (RFC 9110, 9.2.2).
 *
 * A signal ends the repetitions; a try under way is let finish where it can't be repeated, because only its
 * answer tells what has happened.
 */
export async function sendUndo(step: Step, request: HttpRequest, deadline: Deadline): Promise<UndoAnswer> {
  const { clock, connection, signal, tools } = step;
  const repeatable = isRepeatable(request);
  let trouble: { fault?: Fault } = {};
  for (let faults = 1; ; faults += 1) {
    if (signal.aborted || deadline.remaining() <= 0) {
      return { kind: "stopped", because: signal.aborted ? "interrupted" : "deadline", ...trouble };
    }
    const reply = await connection.send(request, {
      timeout: deadline.requestTimeout(),
      ...(repeatable && { signal }),
    });
    if (reply.ok) {
      return { kind: "accepted", ...(reply.value !== undefined && { operation: reply.value }) };
    }
    const { fault } = reply;
    if (repeatable && isAbsence(fault)) {
      return { kind: "absent" };
    }
    const verdict = judgeStartFault(fault);
    if (verdict.kind === "rejected") {
      return { kind: "refused", fault };
    }
    if (verdict.kind === "uncertain" && !repeatable) {
      return { kind: "uncertain", fault };
    }
    trouble = { fault };
    const pause = retryPause(faults, tools.random(), verdict.kind === "retry" ? verdict.retryAfter : 0);
    if (deadline.clip(pause) < pause) {
      return { kind: "stopped", because: signal.aborted ? "interrupted" : "deadline", fault };
    }
    if (!signal.aborted) {
      tools.report({ kind: "trouble", name: request.path, fault, retryIn: pause });
      await clock.sleep(pause, signal);
    }
  }
}

/** "Not found" in Google's own form: anybody's HTML may say 404. */
function isAbsence(fault: Fault): boolean {
  return fault.kind === "rejected" && fault.status === "NOT_FOUND";
}
