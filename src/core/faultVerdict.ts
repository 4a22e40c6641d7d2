import type { Fault, ForeignFault, RejectedFault } from "./fault.js";

/**
 * What a fault of a repeatable request (get, list, cancel) means for whoever sent it.
 *
 * - `retry`: passing trouble; ask again, not before `retryAfter` milliseconds.
 * - `missing`: the service knows no such operation. Only Google's own JSON form says so.
 * - `unsupported`: the method is not implemented.
 * - `contested`: the operation's state forbids it; GetOperation decides.
 * - `final`: no repetition will help.
 */
export type FaultVerdict =
  | { kind: "retry"; retryAfter: number }
  | { kind: "missing" }
  | { kind: "unsupported" }
  | { kind: "contested" }
  | { kind: "final" };

const FINAL: FaultVerdict = { kind: "final" };

/** Judges by AIP-193 and AIP-194, and by the rate limits that services dress up as 403. */
export function judgeFault(fault: Fault): FaultVerdict {
  switch (fault.kind) {
    case "network":
    case "unreadable":
      return { kind: "retry", retryAfter: 0 };
    case "credentials":
      return fault.transient ? { kind: "retry", retryAfter: 0 } : FINAL;
    case "foreign":
      return isPassingHttpStatus(fault.httpStatus) ? retryOf(fault) : FINAL;
    case "rejected":
      return judgeRejection(fault);
  }
}

/** Tries after which a first contact gives up for a fault of this machine's set-up. */
export const SETUP_TRIES = 3;

/**
 * Milliseconds between the tries of a first contact for a fault of this machine's set-up, so that all of them take
 * less than 15 s, and less than 5 s where nothing listens; `undefined` for every other fault.
 */
export function setupPause(fault: Fault): number | undefined {
  if ((fault.kind !== "network" && fault.kind !== "credentials") || fault.setup === undefined) {
    return undefined;
  }
  return fault.setup === "nothingListens" ? 1_500 : 5_000;
}

function judgeRejection(fault: RejectedFault): FaultVerdict {
  switch (fault.status) {
    case "NOT_FOUND":
      return { kind: "missing" };
    case "UNIMPLEMENTED":
      return { kind: "unsupported" };
    case "FAILED_PRECONDITION":
    case "INVALID_ARGUMENT":
    case "OUT_OF_RANGE":
    case "ALREADY_EXISTS":
      return { kind: "contested" };
    case "PERMISSION_DENIED":
      return isRateLimit(fault) ? retryOf(fault) : FINAL;
    case "RESOURCE_EXHAUSTED":
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
    case "INTERNAL":
    case "UNKNOWN":
    case "CANCELLED":
    // Another request was in the way; AIP-194 leaves a repetition to those who know that it does no harm.
    case "ABORTED":
      return retryOf(fault);
    case "UNAUTHENTICATED":
    case "DATA_LOSS":
    case "OK":
      return isPassingHttpStatus(fault.httpStatus) ? retryOf(fault) : FINAL;
  }
}

function retryOf(fault: RejectedFault | ForeignFault): FaultVerdict {
  return { kind: "retry", retryAfter: fault.retryAfter ?? 0 };
}

function isPassingHttpStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** A 403 that means "slower": the predicates that Terraform's Google provider has learnt over the years. */
function isRateLimit(fault: RejectedFault): boolean {
  return (
    fault.reason === "RATE_LIMIT_EXCEEDED" ||
    fault.reason === "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" ||
    fault.reason === "rateLimitExceeded" ||
    fault.reason === "userRateLimitExceeded" ||
    /quota exceeded.*per minute/i.test(fault.message)
  );
}
