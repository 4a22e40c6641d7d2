import { formatDuration } from "./duration.js";
import type { GrpcCodeName } from "./operation.js";
import type { Result } from "./result.js";
import { withoutFullStop } from "./text.js";

/**
 * Why a request brought no answer of the kind that was asked for. A failure says something about one request,
 * never about the operation.
 */
export type RequestFailure =
  | ApiError
  | NonApiResponse
  | UnreadableResponse
  | NetworkFailure
  | CredentialsFailure;

/**
 * A failure of this machine's set-up that keeps every request from being sent, and that waiting seldom cures: an untrusted
 * certificate or one of another name, an unknown host name, a proxy that refuses, an emulator that doesn't run.
 */
export type SetupProblem = "certificate" | "hostName" | "proxy" | "nothingListens";

interface SetupFacts {
  setup?: SetupProblem;
  /** The remedy, as a clause; present if `setup` is. */
  remedy?: string;
}

interface RequestFacts {
  /** `GET https://host/v1/…`, without query and credentials. */
  request: string;
  /** Another possible cause and its remedy, in our own words. */
  hint?: string;
}

/** The service said no, in Google's error form (AIP-193 and its older variants). */
export interface ApiError extends RequestFacts {
  kind: "apiError";
  httpStatus: number;
  /** `error.status`; where the body lacks it, inferred from the HTTP status. */
  status: GrpcCodeName;
  message: string;
  /** `reason` of google.rpc.ErrorInfo, such as `SERVICE_DISABLED`. */
  reason?: string;
  /** The missing permission in full, such as `alloydb.operations.cancel`. */
  permission?: string;
  /** Where to switch the API on, from google.rpc.ErrorInfo's metadata. */
  activationUrl?: string;
  /** What Retry-After or google.rpc.RetryInfo asked for, in milliseconds; not yet bounded. */
  retryAfter?: number;
}

/**
 * Checks for a refusal that an IAM permission would turn into a success. PERMISSION_DENIED with any other reason
 * (a disabled API, a quota project, an organization policy) is about something else, which the message names.
 */
export function lacksPermission({ status, reason = "" }: ApiError): boolean {
  return (
    status === "PERMISSION_DENIED" &&
    ["", "IAM_PERMISSION_DENIED", "forbidden", "insufficientPermissions"].includes(reason)
  );
}

/** An error that is not of Google's form: HTML of a front end or a proxy, an empty body, a redirect. */
export interface NonApiResponse extends RequestFacts {
  kind: "nonApiResponse";
  httpStatus: number;
  contentType: string;
  /** Who answered, by the Server or Via header. */
  server?: string;
  /** The first few words of the body, on one line. */
  excerpt: string;
  /** What Retry-After asked for, in milliseconds; not yet bounded. */
  retryAfter?: number;
}

/**
 * An answer whose body can't be read: a success that is HTML, truncated JSON, over the size limit, or no operation;
 * a refusal whose JSON is cut off, so that its reason is unknown.
 */
export interface UnreadableResponse extends RequestFacts {
  kind: "unreadable";
  httpStatus: number;
  /** Who answered, by the Server or Via header. */
  server?: string;
  problem: string;
  excerpt: string;
}

/** No answer: connection refused or reset, name not resolved, request time-out, refusal of a proxy. */
export interface NetworkFailure extends RequestFacts, SetupFacts {
  kind: "network";
  /** `ECONNRESET`, `ENOTFOUND`, `TIMEOUT`, … */
  code: string;
  message: string;
  /**
   * Whether the request may have reached the service. False only where it had no connection yet: then not even a
   * start can have happened.
   */
  mayHaveArrived: boolean;
}

/** No valid credentials could be had: nothing was sent, or it was refused for them and had no effect. */
export interface CredentialsFailure extends RequestFacts, SetupFacts {
  kind: "credentials";
  message: string;
  /** The message without the words of a token endpoint and without names of accounts, if it has such. */
  summary?: string;
  /** Whether a later try may succeed (the token endpoint was unreachable), or not (nothing is configured). */
  transient: boolean;
}

/** An answer or the failure in its place. Failures are data: what they mean depends on what was asked. */
export type Reply<T> = Result<T, RequestFailure>;

/** A shorter wait that a server asks for is obeyed and not worth a word, in milliseconds. */
const WORTH_TELLING = 60_000;

/** From here on it makes no difference any more how long a server asks to be left alone, in milliseconds. */
const DAY = 24 * 3_600_000;

/** A failure in one line for people: what came back, what to do, what was asked. Ends without a full stop. */
export function describeFailure(failure: RequestFailure): string {
  const hint = failure.hint === undefined ? "" : `; ${failure.hint}`;
  return `${answerText(failure)}${hint} (${failure.request})`;
}

function answerText(failure: RequestFailure): string {
  switch (failure.kind) {
    case "apiError": {
      const reason = failure.reason === undefined ? "" : ` (${failure.reason})`;
      const remedy = failure.activationUrl === undefined ? "" : ` (enable it at ${failure.activationUrl})`;
      return `HTTP ${failure.httpStatus} ${failure.status}${reason}: ${oneLine(failure.message, "no message")}${remedy}${askedWait(failure)}`;
    }
    case "nonApiResponse":
      return `HTTP ${failure.httpStatus} of a front end or proxy, not of the service (${failure.contentType || "no content type"}${by(failure)}): ${oneLine(failure.excerpt, "empty body")}${askedWait(failure)}`;
    case "unreadable":
      return `HTTP ${failure.httpStatus} with a body that can't be used${by(failure)}, ${withoutFullStop(failure.problem)}: ${oneLine(failure.excerpt, "empty body")}`;
    case "network":
      return failure.setup === undefined
        ? `no answer (${failure.code}): ${oneLine(failure.message, "no message")}`
        : `${oneLine(failure.message, "no connection")} (${failure.code})${todo(failure)}`;
    case "credentials":
      return `no valid credentials: ${oneLine(failure.message, "no message")}${todo(failure)}`;
  }
}

function by({ server }: { server?: string }): string {
  return server === undefined ? "" : `, server ${server}`;
}

function todo({ remedy }: { remedy?: string }): string {
  return remedy === undefined ? "" : `; ${remedy}`;
}

function askedWait({ retryAfter = 0 }: { retryAfter?: number }): string {
  if (retryAfter < WORTH_TELLING) {
    return "";
  }
  const asked = retryAfter > DAY ? "more than a day" : formatDuration(retryAfter);
  return ` (it asks to be left alone for ${asked})`;
}

function oneLine(text: string, ifEmpty: string): string {
  return withoutFullStop(text.replace(/\s+/g, " ").trim()) || ifEmpty;
}
