import type { Clock } from "./clock.js";
import type { RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { Outcome } from "./outcome.js";

/**
 * An event of a wait, of a cancel or of any other retried request, for progress and telemetry. `name` is the
 * operation's name; for a list it is the parent, for other requests the path.
 */
export type OperationEvent = EventDetails & {
  /** Milliseconds since the epoch. */
  time: number;
};

/** @inline */
type EventDetails =
  /** A poll returned the operation. */
  | { kind: "polled"; operation: Operation }
  /** A cancel request leaves the process; its response follows. */
  | { kind: "cancelSent"; name: string }
  /** The service acknowledged a cancel request. */
  | { kind: "cancelAccepted"; name: string }
  /**
   * The operation can't be cancelled. `isAwaited`: the call waits for its natural end. `failure`: the response that the
   * reason repeats, if there is one.
   */
  | {
      kind: "cancelUnsupported";
      name: string;
      isAwaited: boolean;
      reason: string;
      failure?: RequestFailure;
    }
  /** A request failed and is sent again after `retryIn` milliseconds. */
  | { kind: "retrying"; name: string; failure: RequestFailure; retryIn: number }
  /** The call about this operation ends with this outcome. A call that throws reports none. */
  | { kind: "ended"; name: string; outcome: Outcome };

/** The dependencies of a call that reports events. */
export interface EventContext {
  clock: Clock;
  report(event: OperationEvent): void;
}

/** Reports an event, with the current time added. */
export function reportEvent(context: EventContext, event: EventDetails): void {
  context.report({ ...event, time: context.clock.wall() });
}

/**
 * Reports the outcome of a call about an operation and returns it. The owner of the call does so at its end, once: a
 * wait may be a part of it, followed by a cancel after an interrupt.
 */
export function reportOutcome(context: EventContext, name: string, outcome: Outcome): Outcome {
  reportEvent(context, { kind: "ended", name, outcome });
  return outcome;
}
