import { requestCancel } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { Fault } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import { sight } from "../../core/polling.js";
import { retryPause } from "../../core/retryPolicy.js";
import type { Step } from "../context/operationContext.js";

/** How long an interrupted step still tries to get its cancel through, in milliseconds. */
const CANCEL_LIMIT = 3_000;

/** How long its one look afterwards may take, in milliseconds. */
const LOOK_LIMIT = 1_000;

/** What an interrupted step could still do. */
export interface InterruptResult {
  /** Whether the service has accepted the cancel request. Not whether the operation has ended. */
  cancelAccepted: boolean;
  /** As the one look afterwards showed it, where it succeeded. */
  operation?: Operation;
  /** The failure of the cancel, or else of the last poll. */
  fault?: Fault;
}

/**
 * Sends the cancel and polls once, without waiting for the end: the user has pressed Ctrl-C and waits, and the engine
 * saves what the step returns.
 */
export async function cancelAtInterrupt(step: Step, name: string): Promise<InterruptResult> {
  const { clock, tools } = step;
  const fault =
    step.cancelAcceptedAt(name) === undefined
      ? await insistOnCancel(step, name, new Deadline(clock, CANCEL_LIMIT))
      : undefined;
  if (fault !== undefined) {
    step.note({ kind: "cancelNotAcknowledged", name: step.text.name(name), trouble: step.text.fault(fault) });
  }
  const sighting = await sight(tools, name, 0, { deadline: new Deadline(clock, LOOK_LIMIT) });
  if (sighting.kind === "seen" && sighting.operation.done) {
    step.note({ kind: "ended", name: step.text.name(name) });
  }
  const unseen = "fault" in sighting ? sighting.fault : undefined;
  const last = fault ?? unseen;
  return {
    cancelAccepted: step.cancelAcceptedAt(name) !== undefined,
    ...(sighting.kind === "seen" && { operation: sighting.operation }),
    ...(last !== undefined && { fault: last }),
  };
}

/** Sends the cancel until it is accepted. No poll comes first, because cancelling an ended operation does no harm. */
async function insistOnCancel(
  { clock, tools }: Step,
  name: string,
  deadline: Deadline,
): Promise<Fault | undefined> {
  for (let tries = 1; ; tries += 1) {
    const answer = await requestCancel(tools, name, { deadline });
    if (answer.kind === "accepted") {
      return undefined;
    }
    // Services don't know a new operation for a moment after its start.
    if (answer.kind !== "troubled" && answer.kind !== "missing") {
      return answer.fault;
    }
    const pause = retryPause(tries, tools.random(), answer.retryAfter);
    if (deadline.isLastLook(pause)) {
      return answer.fault;
    }
    await clock.sleep(pause);
  }
}
