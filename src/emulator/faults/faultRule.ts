import type { RequestKind } from "../http/requestLog.js";

/** The requests that a rule applies to. A property that is left out matches everything. */
export interface FaultMatch {
  /** The service's key: "alloydb". */
  service?: string;
  /** The kind of request, or several: "cancel". */
  kind?: RequestKind | readonly RequestKind[];
  /** A part of the request's path: an operation's name, a parent, a verb. */
  path?: string;
}

/**
 * The matching requests that get the fault, counted from 1 since the rule was added. `probability` (0 to 1) uses
 * the emulator's seed, so that a run can be repeated.
 */
export type FaultOccurrence =
  | "always"
  | { nth: number }
  | { from: number; to?: number }
  | { probability: number };

/**
 * The time of the fault. "before": the service doesn't get the request. "after": the
 * request takes effect (the operation starts, the cancel is accepted), and only the answer is replaced.
 */
export type FaultEffect = "before" | "after";

/** An error in Google's form (AIP-193). */
export interface StatusFault {
  kind: "status";
  /** The HTTP status, 400 or more; the canonical name follows from it. */
  status: number;
  message?: string;
  /** The Retry-After header: seconds or an HTTP date. */
  retryAfter?: string;
  /** Seconds of google.rpc.RetryInfo's retryDelay in the error's details. */
  retryInfo?: number;
  /** The reason of google.rpc.ErrorInfo in the error's details: "RATE_LIMIT_EXCEEDED", "SERVICE_DISABLED". */
  reason?: string;
  /** The metadata of that ErrorInfo. */
  metadata?: Record<string, string>;
  effect?: FaultEffect;
}

/** A reset of the connection before the first byte of an answer. */
export interface ResetFault {
  kind: "reset";
  effect?: FaultEffect;
}

/** An HTML page instead of the answer, as from a proxy or a front end. */
export interface HtmlFault {
  kind: "html";
  /** Default 502; 200 is possible as well. */
  status?: number;
  effect?: FaultEffect;
}

/** A redirect to another URL. */
export interface RedirectFault {
  kind: "redirect";
  location: string;
  /** Default 302. */
  status?: number;
  effect?: FaultEffect;
}

/** Any answer. */
export interface ReplyFault {
  kind: "reply";
  status: number;
  /** Default: `content-type: application/json; charset=UTF-8`. */
  headers?: Record<string, string>;
  body: string;
  effect?: FaultEffect;
}

/**
 * A delay of the real answer. With the effect "before" the request is handled after the delay, even if the client
 * has disconnected; with "after" it is handled at once and its answer is delayed. The delay is on the emulator's
 * clock: in driven time it ends when `advance` reaches its end.
 */
export interface DelayFault {
  kind: "delay";
  milliseconds: number;
  effect?: FaultEffect;
}

/** The real answer with half of its body and the length of that half: complete HTTP, broken JSON. */
export interface TruncatedFault {
  kind: "truncated";
}

/** The real answer, with a reset of the connection in the middle of the body. */
export interface ResetMidBodyFault {
  kind: "resetMidBody";
}

/** Status 200 and a body that goes on until the client disconnects. */
export interface EndlessFault {
  kind: "endless";
}

export type EmulatedFault =
  | StatusFault
  | ResetFault
  | HtmlFault
  | RedirectFault
  | ReplyFault
  | DelayFault
  | TruncatedFault
  | ResetMidBodyFault
  | EndlessFault;

/**
 * A fault for some of the requests from now on. If several rules apply to a request, delays add up, and the last
 * rule decides which other fault happens.
 */
export interface FaultRule {
  match?: FaultMatch;
  /** Default "always". */
  when?: FaultOccurrence;
  fault: EmulatedFault;
}
