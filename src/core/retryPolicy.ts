import type { Fault, ForeignFault, RejectedFault } from "./failure.js";

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

/**
 * What a fault of a start request means. A start is not idempotent, so the question is whether it may have
 * happened.
 *
 * - `retry`: it surely has not happened, and may succeed later.
 * - `uncertain`: it may have happened. Repeating it is safe only with the same request id (AIP-155).
 * - `rejected`: it has not happened and won't.
 */
export type StartVerdict =
  | { kind: "retry"; retryAfter: number }
  | { kind: "uncertain" }
  | { kind: "rejected" };

/**
 * Texts of services whose resource is still busy with an earlier operation, although that one was reported
 * done (collected from Terraform's retry predicates and provider issues 1558, 4370 and 21068, and from
 * pulumi-google-native's for GKE).
 */
const BUSY = new RegExp(
  [
    "operationInProgress",
    "unable to queue the operation",
    "not in (?:a )?ready state",
    "locked by another operation",
    "another activation or deactivation is in progress",
    "please wait and try again once it is done",
    "PRIMARY_INSTANCE_NOT_READY",
  ].join("|"),
  "i",
);

export function judgeStartFault(fault: Fault): StartVerdict {
  switch (fault.kind) {
    case "credentials":
      return fault.transient ? { kind: "retry", retryAfter: 0 } : { kind: "rejected" };
    case "network":
      return fault.mayHaveArrived ? { kind: "uncertain" } : { kind: "retry", retryAfter: 0 };
    case "unreadable":
      return fault.httpStatus < 400 ? { kind: "uncertain" } : judgeForeignStatus(fault);
    case "foreign":
      return judgeForeignStatus(fault);
    case "rejected": {
      // CANCELLED comes as 499: the request was given up on the way, and may have arrived before.
      if ((fault.httpStatus >= 500 && fault.status !== "UNIMPLEMENTED") || fault.status === "CANCELLED") {
        return { kind: "uncertain" };
      }
      const verdict = judgeFault(fault);
      return isBusyFault(fault) || verdict.kind === "retry"
        ? { kind: "retry", retryAfter: fault.retryAfter ?? 0 }
        : { kind: "rejected" };
    }
  }
}

/** Whether a start was turned away because another operation is in its way (AIP-151). */
export function isBusyFault(fault: Fault): boolean {
  return (
    fault.kind === "rejected" &&
    (fault.status === "ABORTED" || BUSY.test(`${fault.reason ?? ""} ${fault.message}`))
  );
}

/** A front end turns a 429 away before the service; a 408 and the server errors may come after it acted. */
function judgeForeignStatus({
  httpStatus,
  retryAfter = 0,
}: Pick<ForeignFault, "httpStatus" | "retryAfter">): StartVerdict {
  if (httpStatus === 429) {
    return { kind: "retry", retryAfter };
  }
  return { kind: httpStatus === 408 || httpStatus >= 500 ? "uncertain" : "rejected" };
}

const FIRST = 500;
const LONGEST = 30_000;

/** The longest Retry-After or RetryInfo that is obeyed as it stands, in milliseconds. */
export const LONGEST_RETRY_AFTER = 5 * 60_000;

/**
 * Milliseconds to pause after the `consecutive`-th fault in a row: doubling from half a second to half a
 * minute, with jitter over its upper half. What the server asked for counts where it is longer, up to
 * {@link LONGEST_RETRY_AFTER}: an absurd Retry-After must neither stop the wait for ever nor overflow a timer
 * (Azure SDK's core-lro 3.4.1 polls without a pause then). Up to a tenth is added to it, so that the many who
 * were told the same don't come back in the same moment.
 *
 * @param random a number in [0, 1)
 */
export function retryPause(consecutive: number, random: number, retryAfter = 0): number {
  const backoff = Math.min(LONGEST, FIRST * 2 ** Math.max(0, consecutive - 1));
  const asked = retryAfter > 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : 0;
  return Math.max(backoff * (0.5 + 0.5 * random), asked * (1 + 0.1 * random));
}
