import { describeFailure, type RequestFailure } from "../core/failure.js";

/** The error of an argument that can't be used. Nothing was sent. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
  /** The argument: `name`, `parent`, `filter`, `start.path`, `timeout`, … */
  readonly argument: string;
  /** The problem and the remedy, in full sentences. */
  readonly reason: string;

  constructor(argument: string, reason: string) {
    super(`${argument}: ${reason}`);
    this.argument = argument;
    this.reason = reason;
  }
}

/** True for this error, also of another copy of this package. */
export function isArgumentError(error: unknown): error is ArgumentError {
  return error instanceof Error && error.name === "ArgumentError";
}

/** The error of a start that was refused. No operation was started, and a later start is safe. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  /** The failure of the last attempt. */
  readonly failure: RequestFailure;

  constructor(failure: RequestFailure) {
    super(`No operation was started: ${describeFailure(failure)}.`);
    this.failure = failure;
  }
}

/** True for this error, also of another copy of this package. */
export function isStartRefusedError(error: unknown): error is StartRefusedError {
  return error instanceof Error && error.name === "StartRefusedError";
}

/**
 * The error of a start whose response was lost: an operation may run, but its name is unknown. Another start could begin a
 * second one, unless it has the same request ID.
 */
export class StartUncertainError extends Error {
  override readonly name = "StartUncertainError";
  /** The failure of the last attempt. */
  readonly failure: RequestFailure;
  /** The time of the first attempt that may have arrived. The operation is not older. */
  readonly since: Date;
  /** The request ID of every attempt. Absent if the service takes none; the start was then sent only once. */
  readonly requestId?: string;

  constructor(
    start: { failure: RequestFailure; since: number; requestId?: string; listUrl: string },
    options?: { cause?: unknown },
  ) {
    const { failure, since, requestId, listUrl } = start;
    const date = new Date(since);
    const repetition =
      requestId === undefined
        ? "The request was not sent again, because that could start a second operation."
        : `Every attempt carried the request ID ${requestId}, so at most one operation was started. A start with the same ID is safe.`;
    super(
      `The result of the start request sent at ${date.toISOString()} is unknown: ${describeFailure(failure)}. ` +
        `The service may have started an operation. Its name is not known. ${repetition} Before another start, look for the operation: GET ${listUrl}`,
      options,
    );
    this.failure = failure;
    this.since = date;
    if (requestId !== undefined) {
      this.requestId = requestId;
    }
  }
}

/** True for this error, also of another copy of this package. */
export function isStartUncertainError(error: unknown): error is StartUncertainError {
  return error instanceof Error && error.name === "StartUncertainError";
}
