import type { Clock } from "./clock.js";
import type { NetworkFault, Reply } from "./fault.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";

/**
 * Where a waiter's next look at an operation comes from. The pause is part of it, so that many waiters can
 * share one plan: whoever answers may list a parent once for all of them, as long as an end is only ever
 * reported from a GetOperation.
 */
export interface OperationWatch {
  /**
   * The operation as it is once `pause` milliseconds have passed. When `limits.signal` aborts it comes back at
   * once and asks nothing more; of what it answers then, only an end counts.
   */
  next(name: string, pause: number, limits: RequestLimits): Promise<Reply<Operation>>;
}

/** Each look is a GetOperation of its own. */
export function watchByGetting(service: Pick<OperationsService, "get">, clock: Clock): OperationWatch {
  return {
    async next(name, pause, limits) {
      await clock.sleep(pause, limits.signal);
      return limits.signal?.aborted ? { ok: false, fault: notSent(name) } : service.get(name, limits);
    },
  };
}

function notSent(name: string): NetworkFault {
  return {
    kind: "network",
    request: `GET ${name}`,
    code: "ABORTED",
    message: "interrupted before it was sent",
    mayHaveArrived: false,
  };
}
