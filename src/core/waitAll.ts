import { type EventContext, reportOutcome } from "./events.js";
import type { Operation } from "./operation.js";
import { isRequestRefusedError, type RequestRefusedError } from "./operationErrors.js";
import type { Outcome } from "./outcome.js";
import type { FirstPollLimits, WaitContext, WaitLimits } from "./polling.js";
import { waitForOperation } from "./wait.js";

/** One operation of many to wait for. */
export interface Wait extends FirstPollLimits {
  name: string;
  context: WaitContext;
  /** The operation as just returned by a list; the first poll then comes after a pause. */
  lastSeen?: Operation;
}

/** The result for one of many operations: its outcome, or the refusal of the service. */
export type OperationOutcome =
  | { name: string; outcome: Outcome; error?: never }
  | { name: string; outcome?: never; error: RequestRefusedError };

/** Limits of many operations together. */
export type CommonLimits = Omit<WaitLimits, keyof FirstPollLimits>;

const POLL_AT_ONCE = { firstPoll: "atOnce" } as const;

/**
 * Waits side by side until operations have ended by themselves, and returns the result for each, in their order. A
 * refusal concerns one operation and doesn't affect the others.
 *
 * @throws the error of a dependency, such as the subscriber of events, once every wait has stopped
 */
export function waitAll(waits: readonly Wait[], limits: CommonLimits): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, (signal, settle) => {
    const sharedLimits = { ...limits, signal };
    return waits.map(({ name, context, lastSeen, ...firstPollLimits }) => {
      const isUsual = firstPollLimits.visibleBy === undefined && firstPollLimits.isFirstContact !== true;
      const operationLimits = isUsual ? sharedLimits : { ...sharedLimits, ...firstPollLimits };
      const options = lastSeen === undefined ? POLL_AT_ONCE : { lastSeen };
      return settle(context, name, waitForOperation(context, name, operationLimits, options));
    });
  });
}

/** The result for one operation; `undefined` if an error stopped the wait. */
type Settled = Promise<OperationOutcome | undefined>;

/**
 * Collects the results of many waits, in their order. The first error that is no refusal aborts the signal of all
 * waits.
 *
 * @param begin begins all waits with that signal, and passes each to `settle`
 * @throws that error, once every wait has stopped
 */
export function collectOutcomes(
  callerSignal: AbortSignal | undefined,
  begin: (
    signal: AbortSignal,
    settle: (context: EventContext, name: string, outcome: Promise<Outcome>) => Settled,
  ) => Settled[],
): Promise<OperationOutcome[]> {
  const controller = new AbortController();
  const signal = callerSignal ? AbortSignal.any([callerSignal, controller.signal]) : controller.signal;
  let failure: { cause: unknown } | undefined;
  const fail = (name: string, error: unknown): OperationOutcome | undefined => {
    if (isRequestRefusedError(error)) {
      return { name, error };
    }
    failure ??= { cause: error };
    controller.abort();
    return undefined;
  };
  const settled = begin(signal, (context, name, outcome) =>
    outcome.then(
      (value) => {
        try {
          return { name, outcome: reportOutcome(context, name, value) };
        } catch (error) {
          return fail(name, error);
        }
      },
      (error: unknown) => fail(name, error),
    ),
  );
  // From here on, nothing refers to the objects that `begin` needed: there may be thousands of waits.
  return Promise.all(settled).then((results) => {
    controller.abort();
    if (failure !== undefined) {
      throw failure.cause;
    }
    return results.filter((result) => result !== undefined);
  });
}
