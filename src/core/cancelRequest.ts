import type { Fault } from "./fault.js";
import { judgeFault } from "./faultVerdict.js";
import type { OperationsService } from "./operationsService.js";
import { retryPause } from "./retryPause.js";
import type { WaitLimits, WaitTools } from "./sighting.js";

/** What a cancelling wait needs from outside. */
export interface CancelTools extends WaitTools {
  service: Pick<OperationsService, "cancel">;
}

/**
 * What became of a cancel request. `accepted` is an acknowledgement, no more. `contested` and `missing` leave
 * the word to GetOperation.
 */
export type CancelAnswer =
  | { kind: "accepted" }
  | ({ kind: "unsupported" | "contested" | "missing" | "refused" } & CancelFailure)
  | ({ kind: "stopped"; because: "deadline" | "interrupted" } & CancelFailure);

interface CancelFailure {
  fault: Fault;
  /** Whether an earlier try, whose answer was lost, may have been accepted. */
  mayHaveBeenAccepted: boolean;
}

/**
 * Sends a cancel request, and again after every passing fault: cancel is idempotent, so it is repeated until
 * the limits say stop.
 */
export async function requestCancel(
  tools: CancelTools,
  name: string,
  limits: WaitLimits,
): Promise<CancelAnswer> {
  const { deadline, signal } = limits;
  let mayHaveBeenAccepted = false;
  for (let faults = 1; ; faults += 1) {
    const reply = await tools.service.cancel(name, {
      timeout: deadline.requestTimeout(),
      ...(signal && { signal }),
    });
    if (reply.ok) {
      tools.report({ kind: "cancelAccepted", name });
      return { kind: "accepted" };
    }
    const { fault } = reply;
    const verdict = judgeFault(fault);
    if (verdict.kind !== "retry") {
      return { kind: verdict.kind === "final" ? "refused" : verdict.kind, fault, mayHaveBeenAccepted };
    }
    mayHaveBeenAccepted ||= isAnswerLost(fault);
    const pause = retryPause(faults, tools.random(), verdict.retryAfter);
    if (!signal?.aborted && deadline.clip(pause) < pause) {
      return { kind: "stopped", because: "deadline", fault, mayHaveBeenAccepted };
    }
    tools.report({ kind: "trouble", name, fault, retryIn: pause });
    await tools.clock.sleep(pause, signal);
    if (signal?.aborted) {
      return { kind: "stopped", because: "interrupted", fault, mayHaveBeenAccepted };
    }
  }
}

function isAnswerLost(fault: Fault): boolean {
  switch (fault.kind) {
    case "network":
      return fault.mayHaveArrived;
    case "credentials":
      return false;
    case "rejected":
    case "foreign":
      return fault.httpStatus >= 500;
    case "unreadable":
      return true;
  }
}
