import type { Outcome } from "pulumi-gcp-lro/client";
import type { EmulatedOperation, RecordedRequest } from "pulumi-gcp-lro/emulator";

/** What the product said of an operation, whichever way it said it. */
export interface Claim {
  operation: string;
  /** When it was said, in milliseconds on the emulator's clock. */
  at: number;
  says: "cancelled" | "completed" | "failed" | "gone" | "running" | "refused";
  /** Whether it said that the end was our doing, or that we had asked for it. */
  byUs?: boolean;
  /** The gRPC code of the operation's error. */
  code?: number;
}

/** What happened, by the service's own records. */
export interface Truth {
  operation: EmulatedOperation;
  /** Every look that was answered whole, in order. */
  looks: readonly NonNullable<RecordedRequest["answer"]>[];
  /** The code that it ends with where it fails. */
  code: number;
}

export function claimOf(operation: string, at: number, outcome: Outcome): Claim {
  const claim = { operation, at, says: outcome.kind };
  switch (outcome.kind) {
    case "cancelled":
      return { ...claim, byUs: outcome.byUs };
    case "failed":
      return { ...claim, byUs: outcome.cancelRequested, code: outcome.error.code };
    case "completed":
      return { ...claim, byUs: outcome.cancelRequested };
    default:
      return claim;
  }
}

/** What is wrong with a claim; `undefined` where it is true. */
export function untruth(claim: Claim, { operation, looks, code }: Truth): string | undefined {
  const { state, endedAt = Number.POSITIVE_INFINITY, gone, cancelRequestedAt } = operation;
  const lastLook = looks.findLast(({ at }) => at <= claim.at);
  const wrong = (why: string): string =>
    `${claim.operation} was said to be ${claim.says} at ${claim.at}: ${why} (${state}, ended at ${endedAt})`;
  switch (claim.says) {
    case "running":
    case "refused":
      return lastLook?.done === true ? wrong("a look had shown its end") : undefined;
    case "gone":
      return gone && endedAt <= claim.at ? undefined : wrong("its record exists");
    case "cancelled":
    case "completed":
    case "failed":
      break;
  }
  const states = { cancelled: "CANCELLED", completed: "SUCCEEDED", failed: "FAILED" } as const;
  if (state !== states[claim.says] || endedAt > claim.at) {
    return wrong("it was not");
  }
  if (lastLook?.done !== true) {
    return wrong("no look had shown it");
  }
  if (claim.code !== undefined && claim.code !== code) {
    return wrong(`code ${claim.code} in place of ${code}`);
  }
  if (claim.says === "cancelled" && claim.byUs === true && cancelRequestedAt === undefined) {
    return wrong("nobody had asked for it");
  }
  if (claim.byUs === false && cancelRequestedAt !== undefined) {
    return wrong("that we had asked to cancel it was left out");
  }
  return undefined;
}
