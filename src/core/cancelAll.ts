import type { CancelContext } from "./cancel.js";
import { beginCancel, type CancelPlan, finishCancel } from "./cancel.js";
import type { WaitLimits } from "./polling.js";
import { type CommonLimits, collectOutcomes, type OperationOutcome } from "./waitAll.js";

/** One operation of many to cancel. */
export interface Cancellation extends Pick<WaitLimits, "visibleBy" | "firstContact"> {
  name: string;
  context: CancelContext;
  plan: CancelPlan;
}

/**
 * Cancels operations and waits for all of them. Returns their outcomes in their order. A refusal is about one
 * operation and doesn't keep the others from being cancelled.
 *
 * At most `width` operations are asked to be cancelled at a time; those that are being cancelled are waited for in
 * parallel, so that a thousand take about as long as the slowest. The deadline holds for all of them together:
 * operations whose turn has not come by the last moment before it are all begun then.
 *
 * @throws what a dependency throws, once every wait has been ended early
 */
export function cancelAll(
  cancellations: readonly Cancellation[],
  limits: CommonLimits,
  width: number,
): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, async (signal, settle) => {
    const results: ReturnType<typeof settle>[] = [];
    const late = cancellations[0]?.context.clock.sleep(
      limits.deadline.clip(Number.POSITIVE_INFINITY),
      signal,
    );
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
    await Promise.all(Array.from({ length: Math.min(width, cancellations.length) }, lane));
    return results;
  });
}
