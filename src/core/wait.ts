import { reportEvent } from "./events.js";
import type { RequestFailure } from "./failure.js";
import { describeFailure } from "./failure.js";
import type { EndedOperation, Operation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { pollOnce, type WaitContext, type WaitLimits, withoutGracePeriod } from "./polling.js";
import { nextDelay, type PollSchedule, runningSchedule } from "./schedule.js";

/** How a wait came to its end. */
export type WaitEnd =
  | { kind: "ended"; operation: EndedOperation }
  | { kind: "notFound"; operation?: Operation }
  | { kind: "refused"; operation?: Operation; failure: RequestFailure }
  | { kind: "stopped"; because: "deadline" | "interrupted"; operation?: Operation; failure?: RequestFailure };

/** How a wait goes about it. */
export interface WaitOptions {
  schedule: PollSchedule;
  /** Milliseconds that count as elapsed when the wait begins, such as the operation's age. Default 0. */
  elapsed?: number;
  /** Whether to look at once or after the pace's first pause. Default: after it. */
  firstPoll?: "atOnce" | "afterPause";
  /** The operation as it was seen before the wait, if it was. */
  seen?: Operation;
}

/** Looks again and again, at the plan's pace, until the operation has ended or the limits say stop. */
export async function pollUntilDone(
  context: WaitContext,
  name: string,
  plan: WaitOptions,
  limits: WaitLimits,
): Promise<WaitEnd> {
  const origin = context.clock.monotonic() - (plan.elapsed ?? 0);
  const pauseNow = (): number =>
    nextDelay(plan.schedule, context.clock.monotonic() - origin, context.random());
  let lastSeen: { operation?: Operation } = plan.seen ? { operation: plan.seen } : {};
  if (lastSeen.operation && limits.deadline.remaining() <= 0) {
    return { kind: "stopped", because: "deadline", ...lastSeen };
  }
  let pause = plan.firstPoll === "atOnce" ? 0 : pauseNow();
  for (;;) {
    const polled = await pollOnce(
      context,
      name,
      pause,
      lastSeen.operation ? withoutGracePeriod(limits) : limits,
    );
    if (polled.kind !== "seen") {
      return { ...polled, ...lastSeen };
    }
    if (polled.operation.done) {
      return { kind: "ended", operation: polled.operation };
    }
    lastSeen = { operation: polled.operation };
    if (polled.isFinalPoll) {
      return { kind: "stopped", because: "deadline", ...lastSeen };
    }
    pause = pauseNow();
  }
}

/**
 * Waits until an operation has ended by itself.
 *
 * @throws RequestRefusedError when the service refuses to tell how it stands; never for what the operation did
 */
export async function waitForOperation(
  context: WaitContext,
  name: string,
  limits: WaitLimits,
  plan: Omit<WaitOptions, "schedule"> = {},
): Promise<Outcome> {
  const ending = await pollUntilDone(context, name, { ...plan, schedule: runningSchedule }, limits);
  return concluded(context, name, outcomeOfWait(name, ending, false));
}

/** Reports the outcome of a call about an operation and returns it. */
export function concluded(context: WaitContext, name: string, outcome: Outcome): Outcome {
  reportEvent(context, { kind: "ended", name, outcome });
  return outcome;
}

/**
 * What an ending means for the operation.
 *
 * @throws RequestRefusedError when the ending is a refusal: then its state can't be told
 */
export function outcomeOfWait(name: string, ending: WaitEnd, cancelRequested: boolean): Outcome {
  const lastSeen = ending.operation === undefined ? {} : { operation: ending.operation };
  switch (ending.kind) {
    case "ended":
      return outcomeOf(ending.operation, cancelRequested);
    case "notFound":
      return { kind: "gone", ...lastSeen };
    case "stopped": {
      const { failure } = ending;
      const lastFailure = failure === undefined ? {} : { failure, lastError: describeFailure(failure) };
      return { kind: "running", because: ending.because, cancelRequested, ...lastSeen, ...lastFailure };
    }
    case "refused":
      throw new RequestRefusedError(
        name,
        ending.failure,
        cancelRequested
          ? `Cancellation of ${name} was requested, but its outcome can't be verified.`
          : `The state of ${name} is unknown.`,
      );
  }
}
