import { type CancelTools, requestCancel } from "./cancelRequest.js";
import { RequestRefusedError } from "./errors/requestRefusedError.js";
import type { Fault } from "./fault.js";
import { faultText } from "./faultText.js";
import { isPastCancelling } from "./metadata.js";
import type { Operation, RunningOperation } from "./operation.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { cancellingPace, waitingPace } from "./pace.js";
import { retryPause } from "./retryPause.js";
import { sight, type WaitLimits } from "./sighting.js";
import { outcomeOfEnding, watchUntilEnded } from "./waiter.js";

/** What a cancellation is to do, apart from when to stop. */
export interface CancelPlan {
  /** What to do about an operation that can't be cancelled: wait for its natural end, or leave it running. */
  whenUnsupported: "wait" | "leave";
  /** Why no cancel request is worth sending, where that is known beforehand (no such route in the API). */
  knownUnsupported?: string;
}

/** How a cancellation stands once it was asked for: settled already, or left to be waited for. */
export type CancelStart =
  | { kind: "settled"; outcome: Outcome }
  | { kind: "cancelling" }
  | { kind: "uncancellable"; operation: RunningOperation; cancelRequested: boolean };

/** Tries of a cancel that is answered "no such operation" while GetOperation knows it. */
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
  if (start.kind === "cancelling") {
    const ending = await watchUntilEnded(tools, name, { pace: cancellingPace }, seenBefore(limits));
    return outcomeOfEnding(name, ending, true);
  }
  const { operation, cancelRequested } = start;
  if (plan.whenUnsupported === "leave") {
    return { kind: "running", because: "cancelUnsupported", cancelRequested, operation };
  }
  const ending = await watchUntilEnded(tools, name, { pace: waitingPace }, seenBefore(limits));
  return outcomeOfEnding(name, ending, cancelRequested);
}

/**
 * Looks, and asks an operation that is still in flight to be cancelled, without waiting for its end.
 *
 * @throws RequestRefusedError when the service refuses for good
 */
export async function beginCancel(
  tools: CancelTools,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<CancelStart> {
  const first = await look(tools, name, limits, false);
  if (first.kind === "settled") {
    return first;
  }
  const reason = plan.knownUnsupported ?? whyPastCancelling(first.operation);
  if (reason !== undefined) {
    return uncancellable(tools, first.operation, reason, false);
  }

  let mayHaveBeenAccepted = false;
  for (let tries = 1; ; tries += 1) {
    const answer = await requestCancel(tools, name, limits);
    if (answer.kind === "accepted") {
      return { kind: "cancelling" };
    }
    mayHaveBeenAccepted ||= answer.mayHaveBeenAccepted;
    if (answer.kind === "unsupported") {
      return uncancellable(tools, first.operation, faultText(answer.fault), mayHaveBeenAccepted);
    }
    if (answer.kind === "stopped") {
      return { kind: "settled", outcome: stillRunning(answer, first.operation) };
    }
    if (answer.kind === "refused") {
      throw new RequestRefusedError(name, answer.fault, refusal(name, answer.fault));
    }
    const again = await look(tools, name, seenBefore(limits), mayHaveBeenAccepted);
    if (again.kind === "settled") {
      return again;
    }
    if (mayHaveBeenAccepted) {
      return { kind: "cancelling" };
    }
    if (answer.kind === "missing" && tries >= UNROUTED_TRIES) {
      return uncancellable(tools, again.operation, faultText(answer.fault), false);
    }
    if (answer.kind === "contested" && !isConcurrency(answer.fault)) {
      throw new RequestRefusedError(name, answer.fault, `${name} is still running.`);
    }
    const pause = retryPause(tries, tools.random());
    tools.report({ kind: "trouble", name, fault: answer.fault, retryIn: pause });
    await tools.clock.sleep(limits.deadline.clip(pause), limits.signal);
    if (limits.deadline.isOver() || limits.signal?.aborted) {
      const because = limits.signal?.aborted ? "interrupted" : "deadline";
      return { kind: "settled", outcome: stillRunning({ ...answer, because }, again.operation) };
    }
  }
}

type Look = { kind: "settled"; outcome: Outcome } | { kind: "running"; operation: RunningOperation };

async function look(
  tools: CancelTools,
  name: string,
  limits: WaitLimits,
  cancelRequested: boolean,
): Promise<Look> {
  const sighting = await sight(tools, name, 0, limits);
  if (sighting.kind !== "seen") {
    return { kind: "settled", outcome: outcomeOfEnding(name, sighting, cancelRequested) };
  }
  const { operation } = sighting;
  return operation.done
    ? { kind: "settled", outcome: outcomeOf(operation, cancelRequested) }
    : { kind: "running", operation };
}

function uncancellable(
  tools: CancelTools,
  operation: RunningOperation,
  reason: string,
  cancelRequested: boolean,
): CancelStart {
  tools.report({ kind: "cancelUnsupported", name: operation.name, reason });
  return { kind: "uncancellable", operation, cancelRequested };
}

/** An operation that was seen once and is answered 404 now is gone, however young. */
function seenBefore({ visibleBy: _, ...limits }: WaitLimits): WaitLimits {
  return limits;
}

function whyPastCancelling(operation: Operation): string | undefined {
  return isPastCancelling(operation.metadata)
    ? "its metadata says that it can't be cancelled (any more)"
    : undefined;
}

/** ABORTED: another request was in the way; the same cancel may pass a moment later. */
function isConcurrency(fault: Fault): boolean {
  return fault.kind === "rejected" && fault.status === "ABORTED";
}

function stillRunning(
  stop: { because: "deadline" | "interrupted"; fault: Fault; mayHaveBeenAccepted: boolean },
  operation: RunningOperation,
): Outcome {
  const { because, fault, mayHaveBeenAccepted } = stop;
  return {
    kind: "running",
    because,
    cancelRequested: mayHaveBeenAccepted,
    operation,
    trouble: faultText(fault),
  };
}

function refusal(name: string, fault: Fault): string {
  const permission =
    fault.kind === "rejected" && fault.status === "PERMISSION_DENIED" && fault.reason !== "SERVICE_DISABLED"
      ? " The credentials need the service's operations.cancel permission."
      : "";
  return `${name} was not cancelled and is still running.${permission}`;
}
