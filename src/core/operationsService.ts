import type { Reply } from "./failure.js";
import type { Operation } from "./operation.js";

/** The limits of one request. */
export interface RequestLimits {
  /** Aborts the request, sent or not. Its result is then a network failure. */
  signal?: AbortSignal;
  /**
   * Aborts the request only before it is sent: while it waits for its turn, for credentials or for a connection. Once
   * it may have been sent, this signal has no effect.
   */
  untilSent?: AbortSignal;
  /** Called once, when the request may leave the process. It must not throw. */
  onSent?(): void;
  /** Milliseconds; the service's own request time-out applies as well. */
  timeout?: number;
}

/** The methods of a service that core needs: one request each, no retries, failures as data. */
export interface OperationsService {
  get(name: string, limits?: RequestLimits): Promise<Reply<Operation>>;
  /** An accepted cancel doesn't decide how the operation ends (google.longrunning.Operations.CancelOperation). */
  cancel(name: string, limits?: RequestLimits): Promise<Reply<undefined>>;
}
