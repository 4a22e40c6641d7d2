import { describeFailure, type RequestFailure } from "../core/failure.js";

/** An argument that can't be used. Nothing was sent. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
  /** The argument: `name`, `parent`, `filter`, `start.path`, `timeout`, … */
  readonly argument: string;
  /** The problem and the way out, in full sentences. */
  readonly reason: string;

  constructor(argument: string, reason: string) {
    super(`${argument}: ${reason}`);
    this.argument = argument;
    this.reason = reason;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isArgumentError(error: unknown): error is ArgumentError {
  return error instanceof Error && error.name === "ArgumentError";
}

/** A start that every attempt was refused. No operation was started, and another start later is safe. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  /** Failure of the last attempt. */
  readonly failure: RequestFailure;

  constructor(failure: RequestFailure) {
    super(`No operation was started. ${describeFailure(failure)}`);
    this.failure = failure;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isStartRefusedError(error: unknown): error is StartRefusedError {
  return error instanceof Error && error.name === "StartRefusedError";
}

/**
 * A start whose answer was lost: an operation may run, but its name is not known. Another start could begin a second
 * one, unless it carries the same request id.
 */
export class StartUncertainError extends Error {
  override readonly name = "StartUncertainError";
  /** Failure of the last attempt. */
  readonly failure: RequestFailure;
  /** Time of the first attempt that may have arrived. The operation is not older. */
  readonly since: Date;
  /** Request id of every attempt. Absent where the service takes none; then the start was sent only once. */
  readonly requestId?: string;

  constructor(
    start: { failure: RequestFailure; since: number; requestId?: string; listUrl: string },
    options?: { cause?: unknown },
  ) {
    const { failure, since, requestId, listUrl } = start;
    const date = new Date(since);
    const repetition =
      requestId === undefined
        ? "It was not sent again, since that could start a second one."
        : `Every try carried the request id ${requestId}, so that at most one was started; a start with the same id is safe.`;
    super(
      `An operation may have been started at ${date.toISOString()}, but its name is not known. ` +
        `${describeFailure(failure)}. ${repetition} Look for it with GET ${listUrl}, before starting it anew.`,
      options,
    );
    this.failure = failure;
    this.since = date;
    if (requestId !== undefined) {
      this.requestId = requestId;
    }
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isStartUncertainError(error: unknown): error is StartUncertainError {
  return error instanceof Error && error.name === "StartUncertainError";
}
