import { isDurationError, parseDuration } from "../core/duration.js";
import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import { checkFields } from "./arguments.js";
import { ArgumentError } from "./clientErrors.js";

/**
 * What happens during a call. `name` is the operation's as it was given (in `list` the parent, in `start` the
 * path), whatever the service calls it.
 */
export type OperationProgress = OperationEvent & { name: string };

/** What every call takes. */
export interface CallOptions {
  /** Ends the call early. Neither a timer nor a request is left behind. */
  signal?: AbortSignal;
  /**
   * Called for every event: a poll, a cancel that is sent or accepted, a retry, and the outcome for each operation
   * of a wait or a cancel. An error that it throws ends the call.
   */
  onProgress?: (progress: OperationProgress) => void;
  /**
   * What the whole call may take, as a Go duration. Default `60m` where an operation is waited for, else `5m`: for
   * so long passing failures are retried. In `list` it limits the whole list, and what you do between its operations.
   */
  timeout?: string;
}

export interface ListOptions extends CallOptions {
  /** In the service's own filter language (AIP-160). Refused where the service is known to ignore it. */
  filter?: string;
  /** Operations on a page. Default and maximum are the service's. */
  pageSize?: number;
}

export interface CancelOptions extends CallOptions {
  /**
   * What to do about an operation that can't be cancelled: `wait` for its natural end, or `abandon` it, with the
   * outcome `running`, `cancelUnsupported`. Default `wait`.
   */
  whenCancelUnsupported?: "wait" | "abandon";
}

export interface CancelAllOptions extends CancelOptions {
  /**
   * How many operations are asked to be cancelled at a time; for services that allow few requests a minute.
   * Default 32. Those being cancelled are waited for beside one another.
   */
  concurrency?: number;
}

/** Operations to cancel by what the service lists: those that are in flight and match. */
export interface OperationSelection {
  /** Such as `projects/p/locations/l`, or `projects/p/locations/-` where the service takes that. */
  parent: string;
  /** In the service's own filter language (AIP-160). Refused where the service is known to ignore it. */
  filter?: string;
  /** Which of the listed ones. Default: all. */
  matching?: (operation: Operation) => boolean;
}

/** Where an operation is waited for. */
export const WAIT_TIMEOUT = "60m";

/** Where something is asked that needs no waiting but for passing failures. */
export const ASK_TIMEOUT = "5m";

/** Milliseconds. Checks the other options too. @throws ArgumentError */
export function readTimeout(options: CallOptions, whenLeftOut: string): number {
  checkFields("options", options);
  const { timeout } = options;
  try {
    return parseDuration(timeout ?? whenLeftOut);
  } catch (error) {
    throw isDurationError(error) ? new ArgumentError("timeout", error.message) : error;
  }
}
