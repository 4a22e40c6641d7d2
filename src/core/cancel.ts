import { isPastCancelling } from "../google/json/metadata.js";
import { type Fault, faultText, lacksPermission } from "./failure.js";
import type { Operation, RunningOperation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import type { OperationsService } from "./operationsService.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { seenBefore, sight, type WaitLimits, type WaitTools } from "./polling.js";
import { judgeFault, retryPause } from "./retryPolicy.js";
import { cancellingPace, waitingPace } from "./schedule.js";
import { outcomeOfEnding, watchUntilEnded } from "./wait.js";

/** What a cancellation is to do, apart from when to stop. */
export interface CancelPlan {
  /** What to do about an operation that can't be cancelled: wait for its natural end, or leave it running. */
  whenUnsupported: "wait" | "leave";
  /** Why no cancel request is worth sending, where that is known beforehand (no such route in the API). */
  knownUnsupported?: string;
  /** The same of what GetOperation has shown. */
  reasonAgainst?: (operation: RunningOperation) => string | undefined;
}

/** How a cancellation stands once it was asked for: settled already, or left to be waited for. */
export type CancelStart =
  | { kind: "settled"; outcome: Outcome }
  /** `unacknowledged`: a request may have been accepted, and this is what the next one was answered. */
  | { kind: "cancelling"; operation: RunningOperation; unacknowledged?: Fault }
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
  tools: CancelTools,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  const start = await beginCancel(tools, name, plan, limits);
  return finishCancel(tools, name, start, plan, limits);
}

/**
 * Waits for the end of an operation that {@link beginCancel} has dealt with.
 *
 * @throws RequestRefusedError when the service refuses to tell how it stands
 */
export async function finishCancel(
  tools: CancelTools,
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
    const ending = await watchUntilEnded(tools, name, { pace: cancellingPace, seen }, limits);
    return outcomeOfEnding(name, ending, true);
  }
  const { cancelRequested } = start;
  if (plan.whenUnsupported === "leave") {
    return { kind: "running", because: "cancelUnsupported", cancelRequested, operation: seen };
  }
  const ending = await watchUntilEnded(tools, name, { pace: waitingPace, seen }, limits);
  return outcomeOfEnding(name, ending, cancelRequested);
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
  tools: CancelTools,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<CancelStart> {
  let seen: { operation?: RunningOperation } = {};
  let setback: CancelSetback | undefined;
  let cancelRequested = false;
  let unrouted = 0;
  let pause = 0;
  for (let tries = 1; ; tries += 1) {
    const sighting = await sight(tools, name, pause, seen.operation ? seenBefore(limits) : limits);
    if (sighting.kind !== "seen") {
      const outcome = outcomeOfEnding(
        name,
        { ...lastTrouble(setback), ...sighting, ...seen },
        cancelRequested,
      );
      return { kind: "settled", outcome };
    }
    const { operation } = sighting;
    if (operation.done) {
      return { kind: "settled", outcome: outcomeOf(operation, cancelRequested) };
    }
    seen = { operation };
    if (setback?.kind === "contested") {
      if (cancelRequested) {
        return { kind: "cancelling", operation, unacknowledged: setback.fault };
      }
      throw new RequestRefusedError(name, setback.fault, `${name} is still running.`);
    }
    const pointless =
      plan.knownUnsupported ?? plan.reasonAgainst?.(operation) ?? whyPastCancelling(operation);
    if (pointless !== undefined) {
      return uncancellable(tools, operation, pointless, cancelRequested);
    }

    const answer = await requestCancel(tools, name, limits);
    if (answer.kind === "accepted") {
      return { kind: "cancelling", operation };
    }
    const { fault } = answer;
    cancelRequested ||= answer.mayHaveBeenAccepted;
    unrouted += answer.kind === "missing" ? 1 : 0;
    if (answer.kind === "refused") {
      throw new RequestRefusedError(name, fault, refusal(name, fault, cancelRequested));
    }
    if (answer.kind === "unsupported" || unrouted === UNROUTED_TRIES) {
      return uncancellable(tools, operation, fault, cancelRequested);
    }
    if (sighting.isLastLook) {
      const ending = { kind: "stopped", because: "deadline", operation, fault } as const;
      return { kind: "settled", outcome: outcomeOfEnding(name, ending, cancelRequested) };
    }
    if (!limits.signal?.aborted) {
      pause = answer.kind === "contested" ? 0 : retryPause(tries, tools.random(), answer.retryAfter);
      tools.report({ kind: "trouble", name, fault, retryIn: limits.deadline.clip(pause) });
      setback = answer;
    }
  }
}

/** What an outcome tells to have stood in the way, where the last look itself met no trouble. */
function lastTrouble(setback: CancelSetback | undefined): { fault?: Fault } {
  return setback === undefined ? {} : { fault: setback.fault };
}

function uncancellable(
  tools: CancelTools,
  operation: RunningOperation,
  reason: string | Fault,
  cancelRequested: boolean,
): CancelStart {
  const why = typeof reason === "string" ? { reason } : { reason: faultText(reason), fault: reason };
  tools.report({ kind: "cancelUnsupported", name: operation.name, ...why });
  return { kind: "uncancellable", operation, cancelRequested };
}

function whyPastCancelling(operation: Operation): string | undefined {
  return isPastCancelling(operation.metadata)
    ? "its metadata says that it can't be cancelled (any more)"
    : undefined;
}

function refusal(name: string, fault: Fault, cancelRequested: boolean): string {
  return cancelRequested
    ? `${name} is still running; an earlier cancel request may have reached it.${missing(fault)}`
    : `${name} was not cancelled and is still running.${missing(fault)}`;
}

function missing(fault: Fault): string {
  if (fault.kind !== "rejected" || !lacksPermission(fault)) {
    return "";
  }
  return fault.permission === undefined
    ? " The refusal does not name the missing permission."
    : ` The credentials need the permission ${fault.permission}.`;
}

/** What a cancelling wait needs from outside. */
export interface CancelTools extends WaitTools {
  service: Pick<OperationsService, "cancel">;
}

/**
 * What became of one cancel request. `accepted` is an acknowledgement, no more; every other answer leaves the
 * word to GetOperation.
 */
export type CancelAnswer = { kind: "accepted" } | CancelSetback;

/** A cancel request that was not acknowledged. */
export interface CancelSetback {
  /**
   * - `troubled`: passing trouble; the request may be sent again.
   * - `missing`: no such operation, or no such route; a front end says the latter in HTML.
   * - `contested`: the operation's state forbids it; most often it has just ended.
   * - `unsupported`: the service can't cancel it.
   * - `refused`: no repetition will help.
   */
  kind: "troubled" | "missing" | "contested" | "unsupported" | "refused";
  fault: Fault;
  /** What the server asked for, in milliseconds; not yet bounded. 0 unless troubled. */
  retryAfter: number;
  /** Whether the request may have been accepted, its answer being lost. */
  mayHaveBeenAccepted: boolean;
}

/** Sends one cancel request. Cancel is idempotent: the caller may send it again after a transient fault. */
export async function requestCancel(
  tools: CancelTools,
  name: string,
  { deadline, signal }: WaitLimits,
): Promise<CancelAnswer> {
  const reply = await tools.service.cancel(name, {
    timeout: deadline.requestTimeout(),
    ...(signal && { signal }),
  });
  if (reply.ok) {
    tools.report({ kind: "cancelAccepted", name });
    return { kind: "accepted" };
  }
  const { fault } = reply;
  const verdict = judgeFault(fault);
  const facts = { fault, retryAfter: 0, mayHaveBeenAccepted: isAnswerLost(fault) };
  switch (verdict.kind) {
    case "retry":
      return { ...facts, kind: "troubled", retryAfter: verdict.retryAfter };
    case "final":
      return { ...facts, kind: isNoRoute(fault) ? "missing" : "refused" };
    default:
      return { ...facts, kind: verdict.kind };
  }
}

/** Google's front end answers so, in HTML, if the service has no such method. */
function isNoRoute(fault: Fault): boolean {
  return fault.kind === "foreign" && (fault.httpStatus === 404 || fault.httpStatus === 405);
}

/** A server error may come from in front of the service or from behind an accepted request. */
function isAnswerLost(fault: Fault): boolean {
  switch (fault.kind) {
    case "network":
      return fault.mayHaveArrived;
    case "credentials":
      return false;
    case "rejected":
      return fault.httpStatus >= 500 && fault.status !== "UNIMPLEMENTED";
    case "foreign":
      return fault.httpStatus >= 500;
    case "unreadable":
      return fault.httpStatus < 400 || fault.httpStatus >= 500;
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
  tools: CancelTools,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  const start = await beginCancel(tools, name, plan, limits);
  if (start.kind === "cancelling" && start.unacknowledged !== undefined) {
    throw new RequestRefusedError(
      name,
      start.unacknowledged,
      `${name} is still running; an earlier cancel request may have reached it.`,
    );
  }
  return start.kind === "cancelling"
    ? { kind: "running", because: "abandoned", cancelRequested: true, operation: start.operation }
    : finishCancel(tools, name, start, plan, limits);
}
