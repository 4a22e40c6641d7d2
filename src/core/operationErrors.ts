import { formatDuration } from "./duration.js";
import { describeFailure, type RequestFailure } from "./failure.js";

/** What was asked got no usable answer within its time, through passing trouble alone: asking later may help. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** In place of the last answer, where there was one. */
  readonly failure?: RequestFailure;

  /** @param timeout the time that was given, in milliseconds */
  constructor(timeout: number, failure: RequestFailure | undefined) {
    const last = failure === undefined ? "" : ` The last try: ${describeFailure(failure)}.`;
    super(
      `No usable answer within ${formatDuration(timeout)}.${last} Try again later, or give it a longer timeout.`,
    );
    if (failure !== undefined) {
      this.failure = failure;
    }
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isNoAnswerError(error: unknown): error is NoAnswerError {
  return error instanceof Error && error.name === "NoAnswerError";
}

/** A request about an operation was refused for good: repeating it can't help. */
export class RequestRefusedError extends Error {
  override readonly name = "RequestRefusedError";
  readonly failure: RequestFailure;
  /** The operation that the request was about. */
  readonly operationName: string;
  /** The state of the operation and what to do next, in whole sentences. */
  readonly consequence: string;

  constructor(operationName: string, failure: RequestFailure, consequence: string) {
    super(`${describeFailure(failure)}. ${consequence}`);
    this.operationName = operationName;
    this.consequence = consequence;
    this.failure = failure;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isRequestRefusedError(error: unknown): error is RequestRefusedError {
  return error instanceof Error && error.name === "RequestRefusedError";
}
