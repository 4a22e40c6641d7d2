import { beginCancel, type CancelContext, type CancelPlan, finishCancel } from "./cancel.js";
import { isRequestRefusedError, type RequestRefusedError } from "./operationErrors.js";
import type { Outcome } from "./outcome.js";
import type { WaitLimits } from "./polling.js";

/** One operation of many to cancel. */
export interface Cancellation extends Pick<WaitLimits, "visibleBy" | "firstContact"> {
  name: string;
  context: CancelContext;
  plan: CancelPlan;
}

/** The result for one of many operations: its outcome, or the refusal of the service. */
export type CancelResult =
  | { name: string; outcome: Outcome; error?: never }
  | { name: string; outcome?: never; error: RequestRefusedError };

/**
 * Cancels operations, waits for all of them, and returns the result for each, in their order. A refusal concerns one
 * operation and doesn't affect the others.
 *
 * At most `width` cancels are in progress at a time. The waits run side by side, so that a thousand operations take
 * about as long as the slowest. The deadline holds for all of them together: just before it, all operations whose turn
 * has not come are cancelled at once.
 *
 * @throws the error of a dependency, such as the subscriber of events, once every wait has stopped
 */
export async function cancelAll(
  cancellations: readonly Cancellation[],
  limits: Omit<WaitLimits, "visibleBy" | "firstContact">,
  width: number,
): Promise<CancelResult[]> {
  const stop = new AbortController();
  const signal = limits.signal ? AbortSignal.any([limits.signal, stop.signal]) : stop.signal;
  const results: Promise<CancelResult | undefined>[] = [];
  let failure: { cause: unknown } | undefined;
  const settle = async (name: string, outcome: Promise<Outcome>): Promise<CancelResult | undefined> => {
    try {
      return { name, outcome: await outcome };
    } catch (error) {
      if (isRequestRefusedError(error)) {
        return { name, error };
      }
      failure ??= { cause: error };
      stop.abort();
      return undefined;
    }
  };
  const finalMoment = cancellations[0]?.context.clock.sleep(
    limits.deadline.clip(Number.POSITIVE_INFINITY),
    signal,
  );
  const queue = cancellations.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { name, context, plan, ...firstPoll }] of queue) {
      const ownLimits = { ...limits, ...firstPoll, signal };
      const start = beginCancel(context, name, plan, ownLimits);
      const outcome = start.then((started) => finishCancel(context, name, started, plan, ownLimits));
      results[index] = settle(name, outcome);
      await Promise.race([start.catch(() => undefined), finalMoment]);
    }
  };
  let settled: (CancelResult | undefined)[];
  try {
    await Promise.all(Array.from({ length: Math.min(width, cancellations.length) }, worker));
    settled = await Promise.all(results);
  } finally {
    stop.abort();
  }
  if (failure !== undefined) {
    throw failure.cause;
  }
  return settled.filter((result) => result !== undefined);
}
