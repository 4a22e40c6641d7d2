import { formatDuration } from "../duration.js";
import type { Fault } from "../fault.js";
import { faultText } from "../faultText.js";

/** What was asked got no usable answer within its time, through passing trouble alone: asking later may help. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** In place of the last answer, where there was one. */
  readonly fault?: Fault;

  /** @param timeout the time that was given, in milliseconds */
  constructor(timeout: number, fault: Fault | undefined) {
    const last = fault === undefined ? "" : ` The last try: ${faultText(fault)}.`;
    super(
      `No usable answer within ${formatDuration(timeout)}.${last} Try again later, or give it a longer timeout.`,
    );
    if (fault !== undefined) {
      this.fault = fault;
    }
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isNoAnswerError(error: unknown): error is NoAnswerError {
  return error instanceof Error && error.name === "NoAnswerError";
}
