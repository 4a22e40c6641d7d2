import { traceCall } from "./callChannel.js";
import { beginCancel, type CancelContext, type CancelPlan, finishCancel } from "./cancel.js";
import type { Deadline } from "./deadline.js";
import type { OperationsService } from "./operationsService.js";
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
 * All first polls are sent before anything else, so that they share lists, and no cancel waits for the polls of an
 * operation that is already cancelled. At most `width` cancel requests are sent at a time. The waits run side by side, so
 * that a thousand operations take about as long as the slowest. The deadline holds for all of them together: just before
 * it, all operations that still wait are cancelled at once.
 *
 * @throws the error of a dependency, such as the subscriber of events, once every wait has stopped
 */
export function cancelAll(
  cancellations: readonly Cancellation[],
  limits: CommonLimits,
  width: number,
): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, (signal, settle) => {
    const turns = new CancelTurns(width, limits.deadline);
    const nearDeadline = cancellations[0]?.context.clock.sleep(
      limits.deadline.clip(Number.POSITIVE_INFINITY),
      signal,
    );
    void nearDeadline?.then(() => turns.admitAll());
    return cancellations.map(({ name, context, plan, ...firstPollLimits }) => {
      const operationLimits = { ...limits, ...firstPollLimits, signal };
      const inTurn = { ...context, service: turns.of(context.service) };
      const outcome = traceCall("cancelAndWait", context, name, async () => {
        const start = await beginCancel(inTurn, name, { ...plan, maySeeInList: true }, operationLimits);
        return finishCancel(context, name, start, plan, operationLimits);
      });
      return settle(context, name, outcome);
    });
  });
}

type CancelService = Pick<OperationsService, "cancel">;

/** A semaphore for cancel requests, in the order of their arrival. */
class CancelTurns {
  readonly #deadline: Deadline;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(width: number, deadline: Deadline) {
    this.#free = width;
    this.#deadline = deadline;
  }

  /** Returns a service whose cancel requests wait for their turn. */
  of(service: CancelService): CancelService {
    return {
      cancel: async (name, limits) => {
        await this.#acquire();
        try {
          return await service.cancel(name, { ...limits, timeout: this.#deadline.requestTimeout() });
        } finally {
          this.#release();
        }
      },
    };
  }

  /** Lets all requests continue, now and later: near the deadline, or after an abort, on which the service sends nothing. */
  admitAll(): void {
    this.#free = Number.POSITIVE_INFINITY;
    for (const admit of this.#waiting.splice(0)) {
      admit();
    }
  }

  #acquire(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free += 1;
    } else {
      next();
    }
  }
}
