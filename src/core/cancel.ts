import { traceCall } from "./callChannel.js";
import { reportEvent } from "./events.js";
import { describeFailure, lacksPermission, type RequestFailure } from "./failure.js";
import type { RunningOperation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import type { OperationsService } from "./operationsService.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import {
  EARLIEST_SHARE,
  type PollResult,
  pollOnce,
  type WaitContext,
  type WaitLimits,
  withoutGracePeriod,
} from "./polling.js";
import { backoffDelay, classifyFailure } from "./retryPolicy.js";
import { cancellingSchedule, runningSchedule } from "./schedule.js";
import { type CancelRequestState, outcomeOfWait, pollUntilDone } from "./wait.js";

/** The rules of a cancellation, apart from its limits. */
export interface CancelPlan {
  /** The treatment of an operation that can't be cancelled: wait for its natural end, or leave it running. */
  whenUnsupported: "wait" | "leave";
  /** The reason why no cancel request is worth sending, if it is known beforehand (the API has no such route). */
  knownUnsupported?: string;
  /** The reason why no cancel request is worth sending, if GetOperation has shown one. */
  reasonAgainst?: (operation: RunningOperation) => string | undefined;
  /** The operation in flight, as just returned by a list: the first cancel is then sent without a GET before it. */
  lastSeen?: RunningOperation;
  /** True if a list of many operations may show this one in place of the GET before a cancel. Default: false. */
  maySeeInList?: boolean;
}

/** The state of a cancellation after its requests: settled, or to be waited for. */
export type CancelStart =
  | { kind: "settled"; outcome: Outcome }
  /** `unacknowledged`: the refusal of the last request, if an earlier one may have been accepted. */
  | { kind: "cancelling"; operation: RunningOperation; unacknowledged?: RequestFailure }
  | { kind: "uncancellable"; operation: RunningOperation; cancelRequested: boolean };

/** Attempts of a cancel that gets a 404 although GetOperation finds the operation. */
const MAX_NOT_FOUND = 4;

/**
 * Cancels an operation and waits until GetOperation returns its end: GET, cancel, poll.
 *
 * No cancel is sent to an operation that has already ended. The 200 of a cancel only starts the wait: the operation
 * may still complete, and only GetOperation says how it ends.
 *
 * @throws RequestRefusedError if the service refuses for good; never for what the operation did
 */
export async function cancelAndWait(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  return traceCall("cancelAndWait", context, name, async () => {
    const start = await beginCancel(context, name, plan, limits);
    return finishCancel(context, name, start, plan, limits);
  });
}

/**
 * Cancels an operation without waiting for its end: GET, cancel. The outcome of an acknowledged cancel is `running`,
 * `abandoned`. An operation that can't be cancelled is treated as the plan says. A request that may have been
 * accepted, but was not acknowledged, is no success.
 *
 * @throws RequestRefusedError if the service refuses for good; never for what the operation did
 */
export async function cancelOnly(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  return traceCall("cancel", context, name, async () =>
    outcomeOfRequest(context, name, await beginCancel(context, name, plan, limits), plan, limits),
  );
}

/** The outcome of {@link cancelOnly} once its requests have been sent. */
function outcomeOfRequest(
  context: CancelContext,
  name: string,
  start: CancelStart,
  plan: CancelPlan,
  limits: WaitLimits,
): Outcome | Promise<Outcome> {
  if (start.kind !== "cancelling") {
    return finishCancel(context, name, start, plan, limits);
  }
  const { operation, unacknowledged } = start;
  if (unacknowledged !== undefined) {
    throw new RequestRefusedError(name, unacknowledged, `${name} is still running`, MAY_BE_ACCEPTED);
  }
  return { kind: "running", because: "abandoned", cancelRequested: true, operation };
}

/**
 * Polls, and sends a cancel to an operation that is still in flight, without waiting for its end.
 *
 * A cancel that isn't acknowledged is sent again until the limits are reached, but never without another poll: the
 * operation may have ended meanwhile, by itself or by a cancel whose response was lost. After the final poll before
 * the deadline one last cancel is sent.
 *
 * @throws RequestRefusedError if the service refuses for good
 */
export async function beginCancel(
  context: CancelContext,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<CancelStart> {
  let lastSeen: { operation?: RunningOperation } = plan.lastSeen ? { operation: plan.lastSeen } : {};
  let lastCancel: CancelFailure | undefined;
  let cancelRequested = false;
  let notFoundCount = 0;
  let pause = 0;
  // Milliseconds after which a list may serve the poll; undefined if only a GET may. A list may be stale. It is enough to
  // send a cancel or to wait, but only a GET shows that the operation still runs.
  let earliest: number | undefined =
    plan.lastSeen !== undefined || plan.maySeeInList === true ? 0 : undefined;
  for (let attempt = 1; ; attempt += 1) {
    const isListed = earliest !== undefined;
    const polled =
      attempt === 1 && plan.lastSeen
        ? pollResultOf(plan.lastSeen, limits)
        : await pollOnce(context, name, pause, lastSeen.operation ? withoutGracePeriod(limits) : limits, {
            earliest,
            interval: longestInterval,
          });
    earliest = undefined;
    if (polled.kind !== "found") {
      const end = { ...(lastCancel && { failure: lastCancel.failure }), ...polled, ...lastSeen };
      return { kind: "settled", outcome: outcomeOfWait(name, end, cancelRequested ? "sent" : "none") };
    }
    const { operation } = polled;
    if (operation.done) {
      return { kind: "settled", outcome: outcomeOf(operation, cancelRequested) };
    }
    lastSeen = { operation };
    if (lastCancel?.kind === "failedPrecondition") {
      if (cancelRequested) {
        return { kind: "cancelling", operation, unacknowledged: lastCancel.failure };
      }
      throw new RequestRefusedError(
        name,
        lastCancel.failure,
        `${name} was not cancelled and is still running`,
      );
    }
    const reason = plan.knownUnsupported ?? plan.reasonAgainst?.(operation);
    if (reason !== undefined) {
      if (isListed && plan.whenUnsupported === "leave") {
        continue;
      }
      return reportUncancellable(context, operation, plan, reason, cancelRequested);
    }

    const result: CancelResult =
      lastCancel !== undefined && isFinal(lastCancel, plan)
        ? lastCancel
        : await requestCancel(context, name, limits);
    if (result.kind === "accepted") {
      return { kind: "cancelling", operation };
    }
    const { failure } = result;
    cancelRequested ||= result.mayHaveBeenAccepted;
    notFoundCount += result.kind === "notFound" ? 1 : 0;
    if (isListed && isFinal(result, plan)) {
      lastCancel = result;
      continue;
    }
    if (result.kind === "refused") {
      throw refusal(name, failure, cancelRequested);
    }
    if (result.kind === "unsupported" || notFoundCount === MAX_NOT_FOUND) {
      return reportUncancellable(context, operation, plan, failure, cancelRequested);
    }
    if (polled.isFinalPoll) {
      const end = { kind: "stopped", because: "deadline", operation, failure } as const;
      return { kind: "settled", outcome: outcomeOfWait(name, end, cancelRequested ? "sent" : "none") };
    }
    if (!limits.signal?.aborted) {
      pause =
        result.kind === "failedPrecondition"
          ? 0
          : backoffDelay(attempt, context.random(), result.retryAfter, longestInterval());
      reportEvent(context, { kind: "retrying", name, failure, retryIn: limits.deadline.clip(pause) });
      lastCancel = result;
      if (plan.maySeeInList === true && result.kind === "transient") {
        earliest = result.retryAfter > 0 ? pause : pause * EARLIEST_SHARE;
      }
    }
  }
}

/** The interval that limits the backoff of the polls and cancels before a cancel is accepted. */
function longestInterval(): number {
  return cancellingSchedule.maxDelay;
}

/** Checks for a failed cancel that ends the cancellation with a statement that the operation still runs. */
function isFinal({ kind }: CancelFailure, { whenUnsupported }: CancelPlan): boolean {
  return kind === "refused" || (kind === "unsupported" && whenUnsupported === "leave");
}

/** The result of a poll in place of the first one, for an operation that is known to be in flight. */
function pollResultOf(operation: RunningOperation, { deadline, signal }: WaitLimits): PollResult {
  return signal?.aborted
    ? { kind: "stopped", because: "interrupted" }
    : { kind: "found", operation, isFinalPoll: deadline.isFinalPoll(0) };
}

/**
 * Waits for the end of an operation after {@link beginCancel}.
 *
 * @throws RequestRefusedError if the service refuses GetOperation
 */
export async function finishCancel(
  context: CancelContext,
  name: string,
  start: CancelStart,
  plan: Pick<CancelPlan, "whenUnsupported">,
  limits: WaitLimits,
): Promise<Outcome> {
  if (start.kind === "settled") {
    return start.outcome;
  }
  const { operation } = start;
  const isCancelling = start.kind === "cancelling";
  if (!isCancelling && plan.whenUnsupported === "leave") {
    const { cancelRequested } = start;
    return { kind: "running", because: "cancelUnsupported", cancelRequested, operation };
  }
  const schedule = isCancelling ? cancellingSchedule : runningSchedule;
  const end = await pollUntilDone(context, name, { schedule, lastSeen: operation }, limits);
  return outcomeOfWait(name, end, cancelRequestOf(start));
}

function cancelRequestOf(start: Exclude<CancelStart, { kind: "settled" }>): CancelRequestState {
  if (start.kind === "cancelling") {
    return start.unacknowledged === undefined ? "accepted" : "sent";
  }
  return start.cancelRequested ? "sent" : "none";
}

function reportUncancellable(
  context: CancelContext,
  operation: RunningOperation,
  { whenUnsupported }: CancelPlan,
  reason: string | RequestFailure,
  cancelRequested: boolean,
): CancelStart {
  const details =
    typeof reason === "string" ? { reason } : { reason: describeFailure(reason), failure: reason };
  const isAwaited = whenUnsupported === "wait";
  reportEvent(context, { kind: "cancelUnsupported", name: operation.name, isAwaited, ...details });
  return { kind: "uncancellable", operation, cancelRequested };
}

const MAY_BE_ACCEPTED =
  "The service may have accepted an earlier cancel request of this run. If so, the operation can still end as cancelled.";

function refusal(name: string, failure: RequestFailure, cancelRequested: boolean): RequestRefusedError {
  const permission = permissionText(failure);
  return cancelRequested
    ? new RequestRefusedError(
        name,
        failure,
        `${name} is still running`,
        [MAY_BE_ACCEPTED, permission].join(" ").trimEnd(),
      )
    : new RequestRefusedError(name, failure, `${name} was not cancelled and is still running`, permission);
}

function permissionText(failure: RequestFailure): string {
  if (failure.kind !== "apiError" || !lacksPermission(failure)) {
    return "";
  }
  return failure.permission === undefined
    ? "The credentials need the permission to cancel operations. The response does not name this permission."
    : `The credentials need the permission ${failure.permission}.`;
}

/** The dependencies of a cancellation. */
export interface CancelContext extends WaitContext {
  service: Pick<OperationsService, "cancel">;
}

/** The result of one cancel request. `accepted` is an acknowledgement: only GetOperation says how the operation ends. */
export type CancelResult = { kind: "accepted" } | CancelFailure;

/** A cancel request that was not acknowledged. */
export interface CancelFailure {
  /**
   * - `transient`: a transient failure; the request may be sent again.
   * - `notFound`: no such operation, or no such route; a front end says the latter in HTML.
   * - `failedPrecondition`: the operation's state forbids it; most often it has just ended.
   * - `unsupported`: the service can't cancel it.
   * - `refused`: sending it again can't help.
   */
  kind: "transient" | "notFound" | "failedPrecondition" | "unsupported" | "refused";
  failure: RequestFailure;
  /** The pause that the server asked for, in milliseconds; not yet bounded. 0 unless transient. */
  retryAfter: number;
  /** True if the request may have been accepted, because its response was lost. */
  mayHaveBeenAccepted: boolean;
}

/** Sends one cancel request. Cancel is idempotent: the caller may send it again after a transient failure. */
export async function requestCancel(
  context: CancelContext,
  name: string,
  { deadline, signal }: WaitLimits,
): Promise<CancelResult> {
  let reporting: { error: unknown } | undefined;
  const reply = await context.service.cancel(name, {
    timeout: deadline.requestTimeout(),
    ...(signal && { signal }),
    onSent: () => {
      try {
        reportEvent(context, { kind: "cancelSent", name });
      } catch (error) {
        // A subscriber's error ends this call, not the connection that calls here.
        reporting = { error };
      }
    },
  });
  if (reporting !== undefined) {
    throw reporting.error;
  }
  if (reply.ok) {
    context.polls.cancelAccepted?.(name);
    reportEvent(context, { kind: "cancelAccepted", name });
    return { kind: "accepted" };
  }
  const { error: failure } = reply;
  const failureClass = classifyFailure(failure);
  const common = { failure, retryAfter: 0, mayHaveBeenAccepted: isResponseLost(failure) };
  switch (failureClass.kind) {
    case "retry":
      return { ...common, kind: "transient", retryAfter: failureClass.retryAfter };
    case "permanent":
      return { ...common, kind: isMissingRoute(failure) ? "notFound" : "refused" };
    default:
      return { ...common, kind: failureClass.kind };
  }
}

/** Checks for the HTML that Google's front end sends if the service has no such method. */
function isMissingRoute(failure: RequestFailure): boolean {
  return failure.kind === "nonApiResponse" && (failure.httpStatus === 404 || failure.httpStatus === 405);
}

/** Checks for a failure after which the request may have been accepted: a server error can follow an accepted request. */
function isResponseLost(failure: RequestFailure): boolean {
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
