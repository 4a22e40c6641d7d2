import { formatDuration } from "./duration.js";
import { describeFailure, type RequestFailure } from "./failure.js";

/** The error of a request that had only transient failures within its time limit: it may succeed later. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** The failure of the last attempt, if one was sent. */
  readonly failure?: RequestFailure;

  /** @param timeout milliseconds that the request had in all */
  constructor(timeout: number, failure: RequestFailure | undefined) {
    const last = failure === undefined ? "" : ` The last failure: ${describeFailure(failure)}.`;
    super(
      `No usable response within ${formatDuration(timeout)}.${last} Try again later, or set a longer timeout.`,
    );
    if (failure !== undefined) {
      this.failure = failure;
    }
  }
}

/** True for this error, also of another copy of this package. */
export function isNoAnswerError(error: unknown): error is NoAnswerError {
  return error instanceof Error && error.name === "NoAnswerError";
}

/** The error of a request about an operation that was refused for good: repeating it can't help. */
export class RequestRefusedError extends Error {
  override readonly name = "RequestRefusedError";
  readonly failure: RequestFailure;
  /** The name of the operation. */
  readonly operationName: string;
  /** The state of the operation and the next step, in full sentences. */
  readonly consequence: string;

  constructor(operationName: string, failure: RequestFailure, consequence: string) {
    super(`${describeFailure(failure)}. ${consequence}`);
    this.operationName = operationName;
    this.consequence = consequence;
    this.failure = failure;
  }
}

/** True for this error, also of another copy of this package. */
export function isRequestRefusedError(error: unknown): error is RequestRefusedError {
  return error instanceof Error && error.name === "RequestRefusedError";
}
