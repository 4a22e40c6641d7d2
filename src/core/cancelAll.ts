import { beginCancel, type CancelContext, type CancelPlan, finishCancel } from "./cancel.js";
import type { FirstPollLimits } from "./polling.js";
import { type CommonLimits, collectOutcomes, type OperationOutcome } from "./waitAll.js";

/** One operation of many to cancel. */
export interface Cancellation extends FirstPollLimits {
  name: string;
  context: CancelContext;
  plan: CancelPlan;
}

/**
 * Cancels operations, waits for all of them, and returns the result for each, in their order. A refusal concerns one
 * operation and doesn't affect the others.
 *
 * At most `width` cancels are in progress at a time. The waits run side by side, so that a thousand operations take
 * about as long as the slowest. The deadline holds for all of them together: just before it, all operations that still
 * wait are cancelled at once.
 *
 * @throws the error of a dependency, such as the subscriber of events, once every wait has stopped
 */
export function cancelAll(
  cancellations: readonly Cancellation[],
  limits: CommonLimits,
  width: number,
): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, async (signal, settle) => {
    const results: ReturnType<typeof settle>[] = [];
    const nearDeadline = cancellations[0]?.context.clock.sleep(
      limits.deadline.clip(Number.POSITIVE_INFINITY),
      signal,
    );
    const queue = cancellations.entries();
    const worker = async (): Promise<void> => {
      for (const [index, { name, context, plan, ...firstPollLimits }] of queue) {
        const operationLimits = { ...limits, ...firstPollLimits, signal };
        const start = beginCancel(context, name, plan, operationLimits);
        const outcome = start.then((started) => finishCancel(context, name, started, plan, operationLimits));
        results[index] = settle(context, name, outcome);
        await Promise.race([start.catch(() => undefined), nearDeadline]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(width, cancellations.length) }, worker));
    return results;
  });
}
