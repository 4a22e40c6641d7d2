import type { Fault } from "./failure.js";
import { faultText } from "./failure.js";
import type { EndedOperation, Operation } from "./operation.js";
import { RequestRefusedError } from "./operationErrors.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { seenBefore, sight, type WaitLimits, type WaitTools } from "./polling.js";
import { nextPause, type Pace, waitingPace } from "./schedule.js";

/** How a wait came to its end. */
export type Ending =
  | { kind: "ended"; operation: EndedOperation }
  | { kind: "missing"; operation?: Operation }
  | { kind: "refused"; operation?: Operation; fault: Fault }
  | { kind: "stopped"; because: "deadline" | "interrupted"; operation?: Operation; fault?: Fault };

/** How a wait goes about it. */
export interface WaitPlan {
  pace: Pace;
  /** Milliseconds that count as elapsed when the wait begins, such as the operation's age. Default 0. */
  elapsed?: number;
  /** Whether to look at once or after the pace's first pause. Default: after it. */
  firstLook?: "atOnce" | "afterPause";
  /** The operation as it was seen before the wait, if it was. */
  seen?: Operation;
}

/** Looks again and again, at the plan's pace, until the operation has ended or the limits say stop. */
export async function watchUntilEnded(
  tools: WaitTools,
  name: string,
  plan: WaitPlan,
  limits: WaitLimits,
): Promise<Ending> {
  const origin = tools.clock.monotonic() - (plan.elapsed ?? 0);
  const pauseNow = (): number => nextPause(plan.pace, tools.clock.monotonic() - origin, tools.random());
  let lastSeen: { operation?: Operation } = plan.seen ? { operation: plan.seen } : {};
  if (lastSeen.operation && limits.deadline.remaining() <= 0) {
    return { kind: "stopped", because: "deadline", ...lastSeen };
  }
  let pause = plan.firstLook === "atOnce" ? 0 : pauseNow();
  for (;;) {
    const sighting = await sight(tools, name, pause, lastSeen.operation ? seenBefore(limits) : limits);
    if (sighting.kind !== "seen") {
      return { ...sighting, ...lastSeen };
    }
    if (sighting.operation.done) {
      return { kind: "ended", operation: sighting.operation };
    }
    lastSeen = { operation: sighting.operation };
    if (sighting.isLastLook) {
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
  tools: WaitTools,
  name: string,
  limits: WaitLimits,
  plan: Omit<WaitPlan, "pace"> = {},
): Promise<Outcome> {
  const ending = await watchUntilEnded(tools, name, { ...plan, pace: waitingPace }, limits);
  return outcomeOfEnding(name, ending, false);
}

/**
 * What an ending means for the operation.
 *
 * @throws RequestRefusedError when the ending is a refusal: then its state can't be told
 */
export function outcomeOfEnding(name: string, ending: Ending, cancelRequested: boolean): Outcome {
  const lastSeen = ending.operation === undefined ? {} : { operation: ending.operation };
  switch (ending.kind) {
    case "ended":
      return outcomeOf(ending.operation, cancelRequested);
    case "missing":
      return { kind: "gone", ...lastSeen };
    case "stopped": {
      const { fault } = ending;
      const failure = fault === undefined ? {} : { fault, trouble: faultText(fault) };
      return { kind: "running", because: ending.because, cancelRequested, ...lastSeen, ...failure };
    }
    case "refused":
      throw new RequestRefusedError(
        name,
        ending.fault,
        cancelRequested
          ? `Cancellation of ${name} was requested, but its outcome can't be verified.`
          : `The state of ${name} is unknown.`,
      );
  }
}
