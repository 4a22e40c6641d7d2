import type { Fault } from "./fault.js";
import { judgeFault } from "./faultVerdict.js";
import type { OperationsService } from "./operationsService.js";
import type { WaitLimits, WaitTools } from "./sighting.js";

/** What a cancelling wait needs from outside. */
export interface CancelTools extends WaitTools {
  service: Pick<OperationsService, "cancel">;
}

/**
 * What became of one cancel request. `accepted` is an acknowledgement, no more; every other answer leaves the
 * word to GetOperation.
 */
export type CancelAnswer = { kind: "accepted" } | CancelSetback;

/** A cancel request that was not acknowledged. */
export interface CancelSetback {
  /**
   * - `troubled`: passing trouble; the request may be sent again.
   * - `missing`: no such operation, or no such route; a front end says the latter in HTML.
   * - `contested`: the operation's state forbids it; most often it has just ended.
   * - `unsupported`: the service can't cancel it.
   * - `refused`: no repetition will help.
   */
  kind: "troubled" | "missing" | "contested" | "unsupported" | "refused";
  fault: Fault;
  /** What the server asked for, in milliseconds; not yet bounded. 0 unless troubled. */
  retryAfter: number;
  /** Whether the request may have been accepted, its answer being lost. */
  mayHaveBeenAccepted: boolean;
}

/** Sends one cancel request. Cancel is idempotent: the caller may send it again after a transient fault. */
export async function requestCancel(
  tools: CancelTools,
  name: string,
  { deadline, signal }: WaitLimits,
): Promise<CancelAnswer> {
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
  const facts = { fault, retryAfter: 0, mayHaveBeenAccepted: isAnswerLost(fault) };
  switch (verdict.kind) {
    case "retry":
      return { ...facts, kind: "troubled", retryAfter: verdict.retryAfter };
    case "final":
      return { ...facts, kind: isNoRoute(fault) ? "missing" : "refused" };
    default:
      return { ...facts, kind: verdict.kind };
  }
}

/** Google's front end answers so, in HTML, if the service has no such method. */
function isNoRoute(fault: Fault): boolean {
  return fault.kind === "foreign" && (fault.httpStatus === 404 || fault.httpStatus === 405);
}

/** A server error may come from in front of the service or from behind an accepted request. */
function isAnswerLost(fault: Fault): boolean {
  switch (fault.kind) {
    case "network":
      return fault.mayHaveArrived;
    case "credentials":
      return false;
    case "rejected":
      return fault.httpStatus >= 500 && fault.status !== "UNIMPLEMENTED";
    case "foreign":
      return fault.httpStatus >= 500;
    case "unreadable":
      return fault.httpStatus < 400 || fault.httpStatus >= 500;
  }
}
