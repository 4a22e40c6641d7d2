import type { CancelContext } from "./cancel.js";
import { beginCancel, type CancelPlan, finishCancel } from "./cancel.js";
import { isRequestRefusedError, type RequestRefusedError } from "./operationErrors.js";
import type { Outcome } from "./outcome.js";
import type { WaitLimits } from "./polling.js";

/** One operation of many to cancel. */
export interface Cancellation extends Pick<WaitLimits, "visibleBy" | "firstContact"> {
  name: string;
  context: CancelContext;
  plan: CancelPlan;
}

/** What became of one of many: how it stands, or why the service refuses to do or tell anything about it. */
export type CancelResult =
  | { name: string; outcome: Outcome; error?: never }
  | { name: string; outcome?: never; error: RequestRefusedError };

/**
 * Cancels operations, waits for all of them, and answers what became of each, in their order. A refusal is
 * about one operation and stands in no other's way.
 *
 * As many as `width` says are asked to be cancelled at a time; those that are being cancelled wait beside one
 * another, so that a thousand take about as long as the slowest. Those whose turn has not come at the last
 * moment before the deadline are all dealt with then: it holds for all of them together.
 *
 * @throws what a tool throws, once every wait has come to its early end
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
  const late = cancellations[0]?.context.clock.sleep(limits.deadline.clip(Number.POSITIVE_INFINITY), signal);
  const queue = cancellations.entries();
  const lane = async (): Promise<void> => {
    for (const [index, { name, context, plan, ...firstPoll }] of queue) {
      const own = { ...limits, ...firstPoll, signal };
      const begun = beginCancel(context, name, plan, own);
      const outcome = begun.then((start) => finishCancel(context, name, start, plan, own));
      results[index] = settle(name, outcome);
      await Promise.race([begun.catch(() => undefined), late]);
    }
  };
  let settled: (CancelResult | undefined)[];
  try {
    await Promise.all(Array.from({ length: Math.min(width, cancellations.length) }, lane));
    settled = await Promise.all(results);
  } finally {
    stop.abort();
  }
  if (failure !== undefined) {
    throw failure.cause;
  }
  return settled.filter((result) => result !== undefined);
}
