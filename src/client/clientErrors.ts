import { describeFailure, type RequestFailure } from "../core/failure.js";
import type { UncertainStart } from "../google/startOperation.js";

/** An argument that can't be used. Nothing was sent. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
  /** Which one: `name`, `parent`, `filter`, `start.path`, `timeout`, … */
  readonly argument: string;
  /** What is wrong and the way out, in full sentences. */
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

/** No operation was started, by none of the tries. Starting it again later is safe. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  /** Of the last try. */
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
 * An operation may have been started, but the answer with its name was lost. Starting it again could make a
 * second one, unless the request carried a request id: then the same id makes it safe.
 */
export class StartUncertainError extends Error {
  override readonly name = "StartUncertainError";
  /** Of the last try. */
  readonly failure: RequestFailure;
  /** When the first try was sent that may have happened. The operation is not older. */
  readonly since: Date;
  /** What every try carried; absent where the service takes none, and the start was sent only once. */
  readonly requestId?: string;

  constructor({ failure, since, requestId, listUrl }: UncertainStart, options?: { cause?: unknown }) {
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
