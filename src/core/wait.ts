import { traceCall } from "./callChannel.js";
import { describeFailure, type RequestFailure } from "./failure.js";
import type { EndedOperation, Operation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import {
  EARLIEST_SHARE,
  repeatPoll,
  resultOf,
  sendPoll,
  type WaitContext,
  type WaitLimits,
  withoutGracePeriod,
} from "./polling.js";
import { nextDelay, type PollSchedule, runningSchedule, WaitSchedule } from "./schedule.js";

/** The end of a wait. */
export type WaitEnd =
  | { kind: "ended"; operation: EndedOperation }
  | { kind: "notFound"; operation?: Operation }
  | { kind: "refused"; operation?: Operation; failure: RequestFailure }
  | { kind: "stopped"; because: "deadline" | "interrupted"; operation?: Operation; failure?: RequestFailure };

/** Options of a wait, apart from its limits. */
export interface WaitOptions {
  /** Default: {@link runningSchedule}. */
  schedule?: PollSchedule;
  /** Milliseconds that count as elapsed when the wait begins, such as the operation's age. Default 0. */
  elapsed?: number;
  /** The time of the first poll: at once, or after the first pause of the schedule. Default `afterPause`. */
  firstPoll?: "atOnce" | "afterPause";
  /** The operation as it was last seen before the wait. */
  lastSeen?: Operation;
}

/** Milliseconds for which lists may replace GetOperation: a list may be stale, and show an ended operation in flight. */
const LIST_TRUST = 5 * 60_000;

/**
 * The cancel requests of a call: none, one that the service may have accepted, or one that it accepted.
 */
export type CancelRequestState = "none" | "sent" | "accepted";

const cancelRequestText: Readonly<Record<CancelRequestState, string>> = {
  none: "",
  sent: "The service did not confirm a cancel request.",
  accepted: "The service accepted the cancel request.",
};

/** Polls by a schedule until the operation has ended or the limits are reached. */
export async function pollUntilDone(
  context: WaitContext,
  name: string,
  options: WaitOptions,
  limits: WaitLimits,
): Promise<WaitEnd> {
  const origin = context.clock.monotonic() - (options.elapsed ?? 0);
  const { schedule = runningSchedule } = options;
  const pauses = new WaitSchedule(schedule);
  let lastSeen: { operation?: Operation } = options.lastSeen ? { operation: options.lastSeen } : {};
  if (lastSeen.operation && limits.deadline.remaining() <= 0) {
    return { kind: "stopped", because: "deadline", ...lastSeen };
  }
  let pollLimits = lastSeen.operation ? withoutGracePeriod(limits) : limits;
  let pause = options.firstPoll === "atOnce" ? 0 : nextPause(context, pauses, origin, lastSeen.operation);
  let getAfter = context.clock.monotonic() + LIST_TRUST;
  for (;;) {
    const mayUseList = context.clock.monotonic() + pause < getAfter;
    getAfter = mayUseList ? getAfter : context.clock.monotonic() + pause + LIST_TRUST;
    const earliest = mayUseList ? pause * EARLIEST_SHARE : Number.POSITIVE_INFINITY;
    // A wait is at this place most of the time. A call of pollOnce in between would take a fifth more memory.
    const sent = sendPoll(context, name, pause, pollLimits, earliest);
    const reply = await sent.reply;
    const polled = reply.ok
      ? resultOf(context, pollLimits, sent, reply.value)
      : await repeatPoll(
          context,
          name,
          pollLimits,
          { earliest, interval: () => nextDelay(schedule, context.clock.monotonic() - origin, 0.5) },
          sent,
          reply,
        );
    if (polled.kind !== "found") {
      return { ...polled, ...lastSeen };
    }
    if (polled.operation.done) {
      return { kind: "ended", operation: polled.operation };
    }
    if (lastSeen.operation === undefined) {
      pollLimits = withoutGracePeriod(limits);
    }
    lastSeen = { operation: polled.operation };
    if (polled.isFinalPoll) {
      return { kind: "stopped", because: "deadline", ...lastSeen };
    }
    pause = nextPause(context, pauses, origin, lastSeen.operation);
  }
}

/** The pause before the next poll, with the progress of the last one. */
function nextPause(
  context: WaitContext,
  pauses: WaitSchedule,
  origin: number,
  operation: Operation | undefined,
): number {
  const elapsed = context.clock.monotonic() - origin;
  if (operation !== undefined && pauses.followsProgress) {
    const { fraction, estimatedEnd } = context.readEndHint?.(operation) ?? {};
    const untilEnd = estimatedEnd === undefined ? undefined : estimatedEnd - context.clock.wall();
    pauses.note(elapsed, fraction, untilEnd === undefined ? undefined : elapsed + untilEnd);
  }
  return pauses.next(elapsed, context.random());
}

/**
 * Waits for the natural end of an operation.
 *
 * @throws RequestRefusedError if the service refuses GetOperation; never for what the operation did
 */
export function waitForOperation(
  context: WaitContext,
  name: string,
  limits: WaitLimits,
  options: Omit<WaitOptions, "schedule"> = {},
): Promise<Outcome> {
  return traceCall("wait", context, name, () =>
    pollUntilDone(context, name, options, limits).then((end) => outcomeOfWait(name, end, "none")),
  );
}

/**
 * The outcome at the end of a wait.
 *
 * @throws RequestRefusedError if a refusal ended the wait: the state of the operation is then unknown
 */
export function outcomeOfWait(name: string, end: WaitEnd, cancel: CancelRequestState): Outcome {
  const cancelRequested = cancel !== "none";
  const lastSeen = end.operation === undefined ? {} : { operation: end.operation };
  switch (end.kind) {
    case "ended":
      return outcomeOf(end.operation, cancelRequested);
    case "notFound":
      return { kind: "gone", ...lastSeen };
    case "stopped": {
      const { failure } = end;
      const lastFailure = failure === undefined ? {} : { failure, lastError: describeFailure(failure) };
      return { kind: "running", because: end.because, cancelRequested, ...lastSeen, ...lastFailure };
    }
    case "refused":
      throw new RequestRefusedError(
        name,
        end.failure,
        `The state of ${name} is unknown`,
        cancelRequestText[cancel],
      );
  }
}
