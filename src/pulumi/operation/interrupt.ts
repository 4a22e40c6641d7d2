import { type CancelResult, requestCancel } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { RequestFailure } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import { pollOnce } from "../../core/polling.js";
import { classifyFailure, sendRepeatedly } from "../../core/retryPolicy.js";
import type { OperationContext } from "../context/operationContext.js";

/** Time limit of the cancel request of an interrupted step, with its retries, in milliseconds. */
const CANCEL_LIMIT = 3_000;

/** Time limit of the one poll after it, in milliseconds. */
const POLL_LIMIT = 1_000;

/** The results of the requests that an interrupted step has sent. */
export interface InterruptResult {
  /** True if the service has accepted the cancel request. The operation may still be running. */
  cancelAccepted: boolean;
  /** The operation, if the poll afterwards succeeded. */
  operation?: Operation;
  /** The failure of the cancel, or else of the last poll. */
  failure?: RequestFailure;
}

/**
 * Sends the cancel and polls once, without waiting for the end: the user has pressed Ctrl-C and waits, and the engine
 * saves what the step returns.
 */
export async function cancelAtInterrupt(context: OperationContext, name: string): Promise<InterruptResult> {
  const { clock, core } = context;
  const failure =
    context.history.cancelAcceptedAt(name) === undefined
      ? await cancelUntilAccepted(context, name, new Deadline(clock, CANCEL_LIMIT))
      : undefined;
  if (failure !== undefined) {
    context.setStatus({
      kind: "cancelNotAcknowledged",
      name: context.text.name(name),
      lastError: context.text.failure(failure),
    });
  }
  const polled = await pollOnce(core, name, 0, { deadline: new Deadline(clock, POLL_LIMIT) });
  if (polled.kind === "found" && polled.operation.done) {
    context.setStatus({ kind: "ended", name: context.text.name(name) });
  }
  const pollFailure = "failure" in polled ? polled.failure : undefined;
  const lastFailure = failure ?? pollFailure;
  return {
    cancelAccepted: context.history.cancelAcceptedAt(name) !== undefined,
    ...(polled.kind === "found" && { operation: polled.operation }),
    ...(lastFailure !== undefined && { failure: lastFailure }),
  };
}

/** Sends the cancel until it is accepted. No poll comes first, because cancelling an ended operation does no harm. */
async function cancelUntilAccepted(
  { core }: OperationContext,
  name: string,
  deadline: Deadline,
): Promise<RequestFailure | undefined> {
  let result: CancelResult;
  const reply = await sendRepeatedly(core, {
    name,
    deadline,
    async send() {
      result = await requestCancel(core, name, { deadline });
      return result.kind === "accepted"
        ? { ok: true, value: undefined }
        : { ok: false, error: result.failure };
    },
    // Services don't know a new operation for a moment after its start.
    classify: (failure) =>
      result.kind === "notFound" ? { kind: "retry", retryAfter: 0 } : classifyFailure(failure),
  });
  return reply.ok ? undefined : reply.error;
}
