import { reportEvent } from "./events.js";
import { describeFailure, lacksPermission, type RequestFailure } from "./failure.js";
import type { RunningOperation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import type { OperationsService } from "./operationsService.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import {
  type PollResult,
  pollOnce,
  type WaitContext,
  type WaitLimits,
  withoutGracePeriod,
} from "./polling.js";
import { backoffDelay, classifyFailure } from "./retryPolicy.js";
import { cancellingSchedule, runningSchedule } from "./schedule.js";
import { concluded, outcomeOfWait, pollUntilDone } from "./wait.js";

/** What a cancellation is to do, apart from when to stop. */
export interface CancelPlan {
  /** What to do about an operation that can't be cancelled: wait for its natural end, or leave it running. */
  whenUnsupported: "wait" | "leave";
  /** Why no cancel request is worth sending, where that is known beforehand (no such route in the API). */
  knownUnsupported?: string;
  /** The same of what GetOperation has shown. */
  reasonAgainst?: (operation: RunningOperation) => string | undefined;
  /** The operation as a list has just shown it in flight: the first cancel is then sent without a GET before it. */
  seen?: RunningOperation;
}

/** How a cancellation stands once it was asked for: settled already, or left to be waited for. */
export type CancelStart =
  | { kind: "settled"; outcome: Outcome }
  /** `unacknowledged`: a request may have been accepted, and this is what the next one was answered. */
  | { kind: "cancelling"; operation: RunningOperation; unacknowledged?: RequestFailure }
  | { kind: "uncancellable"; operation: RunningOperation; cancelRequested: boolean };

/** Tries of a cancel that is answered "no such operation" or "no such route" while GetOperation knows it. */
const UNROUTED_TRIES = 4;

/**
 * Cancels an operation and waits until GetOperation says that it has ended: GET, cancel, poll.
 *
 * An operation that has ended already is sent no cancel. 200 from cancel only starts the wait; how the
 * operation ends is what GetOperation says, be it completion.
 *
 * @throws RequestRefusedError when the service refuses for good; never for what the operation did
 */
export async function cancelAndWait(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  const start = await beginCancel(context, name, plan, limits);
  return finishCancel(context, name, start, plan, limits);
}

/**
 * Waits for the end of an operation that {@link beginCancel} has dealt with.
 *
 * @throws RequestRefusedError when the service refuses to tell how it stands
 */
export async function finishCancel(
  context: CancelContext,
  name: string,
  start: CancelStart,
  plan: Pick<CancelPlan, "whenUnsupported">,
  limits: WaitLimits,
): Promise<Outcome> {
  return concluded(context, name, await outcomeOfCancel(context, name, start, plan, limits));
}

async function outcomeOfCancel(
  context: CancelContext,
  name: string,
  start: CancelStart,
  plan: Pick<CancelPlan, "whenUnsupported">,
  limits: WaitLimits,
): Promise<Outcome> {
  if (start.kind === "settled") {
    return start.outcome;
  }
  const { operation: seen } = start;
  if (start.kind === "cancelling") {
    const ending = await pollUntilDone(context, name, { schedule: cancellingSchedule, seen }, limits);
    return outcomeOfWait(name, ending, true);
  }
  const { cancelRequested } = start;
  if (plan.whenUnsupported === "leave") {
    return { kind: "running", because: "cancelUnsupported", cancelRequested, operation: seen };
  }
  const ending = await pollUntilDone(context, name, { schedule: runningSchedule, seen }, limits);
  return outcomeOfWait(name, ending, cancelRequested);
}

/**
 * Looks, and asks an operation that is still in flight to be cancelled, without waiting for its end.
 *
 * A cancel that isn't acknowledged is sent again until the limits say stop, but never without another look: the
 * operation may have ended meanwhile, by itself or by a cancel whose answer was lost. After the last look
 * before the deadline one cancel is still sent, and nothing more.
 *
 * @throws RequestRefusedError when the service refuses for good
 */
export async function beginCancel(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<CancelStart> {
  let seen: { operation?: RunningOperation } = plan.seen ? { operation: plan.seen } : {};
  let cancelFailure: CancelFailure | undefined;
  let cancelRequested = false;
  let unrouted = 0;
  let pause = 0;
  for (let tries = 1; ; tries += 1) {
    const polled =
      tries === 1 && plan.seen
        ? seenBefore(plan.seen, limits)
        : await pollOnce(context, name, pause, seen.operation ? withoutGracePeriod(limits) : limits);
    if (polled.kind !== "seen") {
      const outcome = outcomeOfWait(
        name,
        { ...lastFailure(cancelFailure), ...polled, ...seen },
        cancelRequested,
      );
      return { kind: "settled", outcome };
    }
    const { operation } = polled;
    if (operation.done) {
      return { kind: "settled", outcome: outcomeOf(operation, cancelRequested) };
    }
    seen = { operation };
    if (cancelFailure?.kind === "failedPrecondition") {
      if (cancelRequested) {
        return { kind: "cancelling", operation, unacknowledged: cancelFailure.failure };
      }
      throw new RequestRefusedError(name, cancelFailure.failure, `${name} is still running.`);
    }
    const pointless = plan.knownUnsupported ?? plan.reasonAgainst?.(operation);
    if (pointless !== undefined) {
      return uncancellable(context, operation, pointless, cancelRequested);
    }

    const answer = await requestCancel(context, name, limits);
    if (answer.kind === "accepted") {
      return { kind: "cancelling", operation };
    }
    const { failure } = answer;
    cancelRequested ||= answer.mayHaveBeenAccepted;
    unrouted += answer.kind === "notFound" ? 1 : 0;
    if (answer.kind === "refused") {
      throw new RequestRefusedError(name, failure, refusal(name, failure, cancelRequested));
    }
    if (answer.kind === "unsupported" || unrouted === UNROUTED_TRIES) {
      return uncancellable(context, operation, failure, cancelRequested);
    }
    if (polled.isFinalPoll) {
      const ending = { kind: "stopped", because: "deadline", operation, failure } as const;
      return { kind: "settled", outcome: outcomeOfWait(name, ending, cancelRequested) };
    }
    if (!limits.signal?.aborted) {
      pause =
        answer.kind === "failedPrecondition" ? 0 : backoffDelay(tries, context.random(), answer.retryAfter);
      reportEvent(context, { kind: "retrying", name, failure, retryIn: limits.deadline.clip(pause) });
      cancelFailure = answer;
    }
  }
}

/** The first poll of an operation that was just seen in flight. It needs no request. */
function seenBefore(operation: RunningOperation, { deadline, signal }: WaitLimits): PollResult {
  return signal?.aborted
    ? { kind: "stopped", because: "interrupted" }
    : { kind: "seen", operation, isFinalPoll: deadline.isFinalPoll(0) };
}

/** What an outcome tells to have stood in the way, where the last look itself met no trouble. */
function lastFailure(cancelFailure: CancelFailure | undefined): { failure?: RequestFailure } {
  return cancelFailure === undefined ? {} : { failure: cancelFailure.failure };
}

function uncancellable(
  context: CancelContext,
  operation: RunningOperation,
  reason: string | RequestFailure,
  cancelRequested: boolean,
): CancelStart {
  const why = typeof reason === "string" ? { reason } : { reason: describeFailure(reason), failure: reason };
  reportEvent(context, { kind: "cancelUnsupported", name: operation.name, ...why });
  return { kind: "uncancellable", operation, cancelRequested };
}

function refusal(name: string, failure: RequestFailure, cancelRequested: boolean): string {
  return cancelRequested
    ? `${name} is still running; an earlier cancel request may have reached it.${missing(failure)}`
    : `${name} was not cancelled and is still running.${missing(failure)}`;
}

function missing(failure: RequestFailure): string {
  if (failure.kind !== "apiError" || !lacksPermission(failure)) {
    return "";
  }
  return failure.permission === undefined
    ? " The refusal does not name the missing permission."
    : ` The credentials need the permission ${failure.permission}.`;
}

/** What a cancelling wait needs from outside. */
export interface CancelContext extends WaitContext {
  service: Pick<OperationsService, "cancel">;
}

/**
 * What became of one cancel request. `accepted` is an acknowledgement, no more; every other answer leaves the
 * word to GetOperation.
 */
export type CancelAnswer = { kind: "accepted" } | CancelFailure;

/** A cancel request that was not acknowledged. */
export interface CancelFailure {
  /**
   * - `transient`: a transient failure; the request may be sent again.
   * - `notFound`: no such operation, or no such route; a front end says the latter in HTML.
   * - `failedPrecondition`: the operation's state forbids it; most often it has just ended.
   * - `unsupported`: the service can't cancel it.
   * - `refused`: no repetition will help.
   */
  kind: "transient" | "notFound" | "failedPrecondition" | "unsupported" | "refused";
  failure: RequestFailure;
  /** What the server asked for, in milliseconds; not yet bounded. 0 unless transient. */
  retryAfter: number;
  /** Whether the request may have been accepted, its answer being lost. */
  mayHaveBeenAccepted: boolean;
}

/** Sends one cancel request. Cancel is idempotent: the caller may send it again after a transient failure. */
export async function requestCancel(
  context: CancelContext,
  name: string,
  { deadline, signal }: WaitLimits,
): Promise<CancelAnswer> {
  reportEvent(context, { kind: "cancelSent", name });
  const reply = await context.service.cancel(name, {
    timeout: deadline.requestTimeout(),
    ...(signal && { signal }),
  });
  if (reply.ok) {
    reportEvent(context, { kind: "cancelAccepted", name });
    return { kind: "accepted" };
  }
  const { error: failure } = reply;
  const verdict = classifyFailure(failure);
  const facts = { failure, retryAfter: 0, mayHaveBeenAccepted: isAnswerLost(failure) };
  switch (verdict.kind) {
    case "retry":
      return { ...facts, kind: "transient", retryAfter: verdict.retryAfter };
    case "permanent":
      return { ...facts, kind: isNoRoute(failure) ? "notFound" : "refused" };
    default:
      return { ...facts, kind: verdict.kind };
  }
}

/** Google's front end answers so, in HTML, if the service has no such method. */
function isNoRoute(failure: RequestFailure): boolean {
  return failure.kind === "nonApiResponse" && (failure.httpStatus === 404 || failure.httpStatus === 405);
}

/** A server error may come from in front of the service or from behind an accepted request. */
function isAnswerLost(failure: RequestFailure): boolean {
  switch (failure.kind) {
    case "network":
      return failure.mayHaveArrived;
    case "credentials":
      return false;
    case "apiError":
      return failure.httpStatus >= 500 && failure.status !== "UNIMPLEMENTED";
    case "nonApiResponse":
      return failure.httpStatus >= 500;
    case "unreadable":
      return failure.httpStatus < 400 || failure.httpStatus >= 500;
  }
}

/**
 * Asks an operation to be cancelled and goes on: GET, cancel. Accepted, it is `running`, `abandoned`. One that
 * has ended already is sent no cancel; one that can't be cancelled is dealt with as the plan says. To go on, an
 * acknowledgement is needed: that a request may have been accepted is not enough.
 *
 * @throws RequestRefusedError when the service refuses for good; never for what the operation did
 */
export async function cancelOnly(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  const start = await beginCancel(context, name, plan, limits);
  if (start.kind === "cancelling" && start.unacknowledged !== undefined) {
    throw new RequestRefusedError(
      name,
      start.unacknowledged,
      `${name} is still running; an earlier cancel request may have reached it.`,
    );
  }
  if (start.kind !== "cancelling") {
    return finishCancel(context, name, start, plan, limits);
  }
  const { operation } = start;
  return concluded(context, name, {
    kind: "running",
    because: "abandoned",
    cancelRequested: true,
    operation,
  });
}
