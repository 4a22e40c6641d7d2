import type { Fault, ForeignFault } from "./fault.js";
import { judgeFault } from "./faultVerdict.js";

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
