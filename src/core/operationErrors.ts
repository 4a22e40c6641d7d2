import { formatDuration } from "./duration.js";
import { describeFailure, type RequestFailure } from "./failure.js";

/** The error of a request that had only transient failures within its time limit: it may succeed later. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** The failure of the last attempt, if one was sent. */
  readonly failure?: RequestFailure;

  /** @param timeout milliseconds that the request had in all */
  constructor(operationName: string, timeout: number, failure: RequestFailure | undefined) {
    const last = failure === undefined ? "" : ` The last request failed: ${describeFailure(failure)}.`;
    super(
      `The state of ${operationName} is unknown: the service gave no usable response within ` +
        `${formatDuration(timeout)}.${last} Try again later, or set a longer timeout.`,
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
  /** The state of the operation, as a sentence without a full stop. */
  readonly state: string;
  /** The cancel requests before the refusal and the missing permission, in full sentences; empty if there are none. */
  readonly details: string;

  constructor(operationName: string, failure: RequestFailure, state: string, details = "") {
    super(`${state}: ${describeFailure(failure)}. ${details}`.trimEnd());
    this.operationName = operationName;
    this.state = state;
    this.details = details;
    this.failure = failure;
  }
}

/** True for this error, also of another copy of this package. */
export function isRequestRefusedError(error: unknown): error is RequestRefusedError {
  return error instanceof Error && error.name === "RequestRefusedError";
}
