import type { Outcome } from "../../core/outcome.js";

/** The exit codes of `gcp-lro`. Scripts rely on them. */
export const exitCodes = {
  ok: 0,
  /** Anything that has no code of its own. */
  failure: 1,
  /** Unknown or invalid arguments. Nothing was sent. */
  usage: 2,
  completedDespiteCancel: 3,
  failed: 4,
  cancelUnsupported: 5,
  /** Still running at the time limit. */
  stillRunning: 6,
  /** Ctrl-C, as shells report it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** All codes, those that hide the others first. */
const precedence: readonly ExitCode[] = [2, 130, 6, 5, 4, 3, 1, 0];

/** The code of a command for several operations, from the codes for each of them. */
export function combinedExitCode(codes: readonly ExitCode[]): ExitCode {
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.ok;
}

/** The request that a command makes of operations. `cancelOnly` doesn't wait for the end. */
export type Intent = "wait" | "cancel" | "cancelOnly";

/**
 * The code for the outcome of one operation.
 *
 * @param wasSeen true if a list or a poll of this run has returned the operation
 */
export function outcomeExitCode(intent: Intent, outcome: Outcome, wasSeen: boolean): ExitCode {
  switch (outcome.kind) {
    case "cancelled":
      return intent === "wait" ? exitCodes.failed : exitCodes.ok;
    case "completed":
      return intent === "wait" ? exitCodes.ok : exitCodes.completedDespiteCancel;
    case "failed":
      return exitCodes.failed;
    case "gone":
      return wasSeen || outcome.operation !== undefined ? exitCodes.ok : exitCodes.failure;
    case "running":
      switch (outcome.because) {
        case "interrupted":
          return exitCodes.interrupted;
        case "deadline":
          return exitCodes.stillRunning;
        case "cancelUnsupported":
          return exitCodes.cancelUnsupported;
        case "abandoned":
          return intent === "cancelOnly" && outcome.cancelRequested ? exitCodes.ok : exitCodes.failure;
      }
  }
}
