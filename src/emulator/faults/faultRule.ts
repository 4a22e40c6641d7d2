import type { RequestKind } from "../http/requestLog.js";

/** Which requests a fault is for. What is left out matches everything. */
export interface FaultMatch {
  /** The service's key: "alloydb". */
  service?: string;
  /** What is asked: "cancel", or several. */
  kind?: RequestKind | readonly RequestKind[];
  /** A part of the request's path: an operation's name, a parent, a verb. */
  path?: string;
}

/**
 * Which of the matching requests are hit, counted from 1 and from when the rule was made. `probability`
 * (0 to 1) draws from the emulator's seed, so that a run can be repeated.
 */
export type FaultOccurrence =
  | "always"
  | { nth: number }
  | { from: number; to?: number }
  | { probability: number };

/**
 * Whether a request is still carried out although its answer is lost. "before": the service never sees it.
 * "after": it has its effect (the operation is started, the cancel taken), and only the answer is replaced.
 */
export type FaultEffect = "before" | "after";

/** An error in Google's form (AIP-193). */
export interface StatusFault {
  kind: "status";
  /** The HTTP status, 400 or more; the canonical name that goes with it is filled in. */
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

/** The connection is reset before the first byte of an answer. */
export interface ResetFault {
  kind: "reset";
  effect?: FaultEffect;
}

/** An HTML page in place of the answer, as from a proxy or a front end. */
export interface HtmlFault {
  kind: "html";
  /** Default 502; 200 is possible as well. */
  status?: number;
  effect?: FaultEffect;
}

/** A redirect to another place. */
export interface RedirectFault {
  kind: "redirect";
  location: string;
  /** Default 302. */
  status?: number;
  effect?: FaultEffect;
}

/** Any answer at all. */
export interface ReplyFault {
  kind: "reply";
  status: number;
  /** Default: `content-type: application/json; charset=UTF-8`. */
  headers?: Record<string, string>;
  body: string;
  effect?: FaultEffect;
}

/**
 * The true answer comes late. With the effect "before" the request is held first and carried out then, even if
 * the client has gone by that time; with "after" it is carried out at once and the answer is held. Time is the
 * emulator's: in driven time the wait ends when `advance` has reached its end.
 */
export interface DelayFault {
  kind: "delay";
  milliseconds: number;
  effect?: FaultEffect;
}

/** The true answer, its body cut in half and its length adjusted to it: complete HTTP, broken JSON. */
export interface TruncatedFault {
  kind: "truncated";
}

/** The true answer, with the connection reset in the middle of the body. */
export interface ResetMidBodyFault {
  kind: "resetMidBody";
}

/** Status 200 and a body that goes on until the client has had enough. */
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
 * A fault for some of the requests from now on. Where several rules hit a request, delays add up, and of the
 * other faults the last rule's happens.
 */
export interface FaultRule {
  match?: FaultMatch;
  /** Default "always". */
  when?: FaultOccurrence;
  fault: EmulatedFault;
}
