import type { Reply } from "./failure.js";
import type { Operation } from "./operation.js";

/** Bounds of one request. */
export interface RequestLimits {
  /** Gives the request up, sent or not: it then answers a network failure, like any other without an answer. */
  signal?: AbortSignal;
  /**
   * Gives the request up only while it has not left the process: while it waits for its turn, for credentials or for
   * a connection. Once it may have left, this signal has no effect.
   */
  untilSent?: AbortSignal;
  /** Milliseconds; the service's own request time-out applies as well. */
  timeout?: number;
}

/** What the core asks of a service: one request each, no retries, failures as data. */
export interface OperationsService {
  get(name: string, limits?: RequestLimits): Promise<Reply<Operation>>;
  /** An accepted cancel says nothing about the operation's fate (google.longrunning.Operations.CancelOperation). */
  cancel(name: string, limits?: RequestLimits): Promise<Reply<undefined>>;
}
