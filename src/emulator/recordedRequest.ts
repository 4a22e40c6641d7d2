import type { OperationPhase } from "./operationRecord.js";

/** What a request asked for. "start" is every request that may start an operation. */
export type RequestKind = "start" | "get" | "list" | "cancel" | "delete" | "wait" | "unknown";

/**
 * What a request was answered: the HTTP status; "pending" while there is no answer; "reset" where a fault cut
 * the connection before a byte; "abandoned" where the client went away first.
 */
export type RequestStatus = number | "pending" | "reset" | "abandoned";

/** What a service said of an operation, and where the operation stood at that look. */
export interface AnsweredOperation {
  /** Whether the answer said that the operation has ended. */
  readonly done: boolean;
  readonly state: OperationPhase;
}

/** One request as it arrived, and what it was answered. */
export interface RecordedRequest {
  /** 1 for the first. */
  readonly sequence: number;
  /** When it had arrived whole: milliseconds on the emulator's clock. */
  readonly at: number;
  /** The service's key, where the path names one. */
  readonly service?: string;
  /** "v1beta" */
  readonly version?: string;
  readonly method: string;
  /** As sent, without the query: "/alloydb/v1beta/projects/p/locations/l/operations/o:cancel". */
  readonly path: string;
  /** Without credentials: access tokens and keys are replaced by "[redacted]". */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Names in lower case. Of credentials only the scheme is kept: "Bearer [redacted]". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly kind: RequestKind;
  /** The name of the operation that was asked for, or that was started. */
  readonly operation?: string;
  readonly status: RequestStatus;
  /**
   * What the answer said of the operation, and when it was sent: milliseconds on the emulator's clock. Only where
   * the answer is an operation and went out whole: not for lists, errors, the empty answer to a cancel, nor where
   * a fault cut the answer or took its place.
   */
  readonly answer?: AnsweredOperation & { readonly at: number };
  /** The kind of the fault that was laid over it. */
  readonly fault?: string;
}
