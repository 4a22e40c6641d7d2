import type { Outcome } from "pulumi-gcp-lro/client";
import type { EmulatedOperation, RecordedRequest } from "pulumi-gcp-lro/emulator";

/** The outcome of an operation as the client, a message or a state reports it. */
export interface ReportedOutcome {
  operation: string;
  /** Time of the report, in milliseconds on the emulator's clock. */
  at: number;
  outcome: "cancelled" | "completed" | "failed" | "gone" | "running" | "refused";
  /** True if the report says that this package cancelled the operation, or requested that. */
  byUs?: boolean;
  /** The gRPC code of the operation's error. */
  code?: number;
}

/** The emulator's record of an operation. */
export interface EmulatorRecord {
  operation: EmulatedOperation;
  /** Every poll whose response was complete, in order. */
  polls: readonly NonNullable<RecordedRequest["answer"]>[];
  /** The gRPC code of its failure. */
  code: number;
}

export function reportedOutcome(operation: string, at: number, outcome: Outcome): ReportedOutcome {
  const reported = { operation, at, outcome: outcome.kind };
  switch (outcome.kind) {
    case "cancelled":
      return { ...reported, byUs: outcome.byUs };
    case "failed":
      return { ...reported, byUs: outcome.cancelRequested, code: outcome.error.code };
    case "completed":
      return { ...reported, byUs: outcome.cancelRequested };
    default:
      return reported;
  }
}

/** The problem of a reported outcome; `undefined` if it matches the record. */
export function outcomeProblem(
  reported: ReportedOutcome,
  { operation, polls, code }: EmulatorRecord,
): string | undefined {
  const { state, endedAt = Number.POSITIVE_INFINITY, gone, cancelRequestedAt } = operation;
  const lastPoll = polls.findLast(({ at }) => at <= reported.at);
  const wrong = (why: string): string =>
    `${reported.operation} was reported as ${reported.outcome} at ${reported.at}: ${why} (${state}, ended at ${endedAt})`;
  switch (reported.outcome) {
    case "running":
    case "refused":
      return lastPoll?.done === true ? wrong("a poll had shown its end") : undefined;
    case "gone":
      return gone && endedAt <= reported.at ? undefined : wrong("its record exists");
    case "cancelled":
    case "completed":
    case "failed":
      break;
  }
  const states = { cancelled: "CANCELLED", completed: "SUCCEEDED", failed: "FAILED" } as const;
  if (state !== states[reported.outcome] || endedAt > reported.at) {
    return wrong("it was not");
  }
  if (lastPoll?.done !== true) {
    return wrong("no poll had shown it");
  }
  if (reported.code !== undefined && reported.code !== code) {
    return wrong(`code ${reported.code} in place of ${code}`);
  }
  if (reported.outcome === "cancelled" && reported.byUs === true && cancelRequestedAt === undefined) {
    return wrong("no cancel was requested");
  }
  if (reported.byUs === false && cancelRequestedAt !== undefined) {
    return wrong("the requested cancel was left out");
  }
  return undefined;
}
