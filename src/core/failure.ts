import { formatDuration } from "./duration.js";
import type { GrpcCodeName } from "./operation.js";
import type { Result } from "./result.js";
import { oneLine, withoutFullStop } from "./text.js";

/** A failed request: it has no usable response. A failure says something about one request, never about the operation. */
export type RequestFailure =
  | ApiError
  | NonApiResponse
  | UnreadableResponse
  | NetworkFailure
  | CredentialsFailure;

/**
 * A failure of this machine's set-up that keeps every request from being sent and that seldom goes away by itself: an
 * untrusted certificate or one of another name, an unknown host name, a proxy that refuses, an emulator that doesn't run.
 */
export type SetupProblem = "certificate" | "hostName" | "proxy" | "nothingListens";

interface SetupFields {
  setup?: SetupProblem;
  /** The remedy, as a sentence without a full stop; present if `setup` is. */
  remedy?: string;
}

interface FailureFields {
  /** `GET https://host/v1/…`, without query and credentials. */
  request: string;
  /** Another possible cause and its remedy; this package's text, not the service's. */
  hint?: string;
}

/** An error of the service in Google's format (AIP-193 and its older variants). */
export interface ApiError extends FailureFields {
  kind: "apiError";
  httpStatus: number;
  /** `error.status`; inferred from the HTTP status if the body lacks it. */
  status: GrpcCodeName;
  message: string;
  /** `reason` of google.rpc.ErrorInfo, such as `SERVICE_DISABLED`. */
  reason?: string;
  /** The missing permission in full, such as `alloydb.operations.cancel`. */
  permission?: string;
  /** The URL that enables the API, from google.rpc.ErrorInfo's metadata. */
  activationUrl?: string;
  /** Pause of Retry-After or google.rpc.RetryInfo, in milliseconds; not yet bounded. */
  retryAfter?: number;
}

/**
 * Checks for a refusal because of a missing IAM permission. PERMISSION_DENIED with another reason (a disabled API, a
 * quota project, an organization policy) needs something else, which the message names.
 */
export function lacksPermission({ status, reason = "" }: ApiError): boolean {
  return (
    status === "PERMISSION_DENIED" &&
    ["", "IAM_PERMISSION_DENIED", "forbidden", "insufficientPermissions"].includes(reason)
  );
}

/** An error that is not in Google's format: HTML of a front end or a proxy, an empty body, a redirect. */
export interface NonApiResponse extends FailureFields {
  kind: "nonApiResponse";
  httpStatus: number;
  contentType: string;
  /** The sender of the response, from its Server or Via header. */
  server?: string;
  /** The beginning of the body, on one line. */
  excerpt: string;
  /** Pause of Retry-After, in milliseconds; not yet bounded. */
  retryAfter?: number;
}

/**
 * A response whose body can't be used: a success that is HTML, truncated JSON, over the size limit or no operation, or
 * an error whose JSON is cut off, so that its reason is unknown.
 */
export interface UnreadableResponse extends FailureFields {
  kind: "unreadable";
  httpStatus: number;
  /** The sender of the response, from its Server or Via header. */
  server?: string;
  problem: string;
  excerpt: string;
}

/** A missing response: connection refused or reset, name not resolved, request time-out, refusal of a proxy. */
export interface NetworkFailure extends FailureFields, SetupFields {
  kind: "network";
  /** `ECONNRESET`, `ENOTFOUND`, `TIMEOUT`, … */
  code: string;
  message: string;
  /** True if the request may have reached the service. False only if it had no connection yet. */
  mayHaveArrived: boolean;
}

/** Missing or invalid credentials: the request was not sent, or was refused and had no effect. */
export interface CredentialsFailure extends FailureFields, SetupFields {
  kind: "credentials";
  message: string;
  /** The message without texts of a token endpoint and names of accounts, if it has any. */
  summary?: string;
  /** True if a later attempt may succeed: the token endpoint was unreachable. False if nothing is configured. */
  transient: boolean;
}

/** The result of a request. Failures are data, because their meaning depends on the request. */
export type Reply<T> = Result<T, RequestFailure>;

/** The shortest Retry-After that a message mentions, in milliseconds. */
const MIN_SHOWN_RETRY_AFTER = 60_000;

/** The longest Retry-After that a message shows exactly, in milliseconds: a day. */
const MAX_SHOWN_RETRY_AFTER = 24 * 3_600_000;

/**
 * A failure in one line for users: the response, the request and the remedy. Ends without a full stop.
 *
 * @param next the next step, as a clause: it follows the first words, because a terminal cuts off the end of a row
 */
export function describeFailure(failure: RequestFailure, next?: string): string {
  const [response, details] = responseText(failure);
  const hint = failure.hint === undefined ? "" : `; ${failure.hint}`;
  return `${response}${next === undefined ? "" : `, ${next}`}${details}${hint} (${failure.request})${remedyText(failure)}`;
}

/** The response in a few words, and its details, which continue the sentence. */
function responseText(failure: RequestFailure): [response: string, details: string] {
  switch (failure.kind) {
    case "apiError": {
      const reason = failure.reason === undefined ? "" : ` (${failure.reason})`;
      const remedy = failure.activationUrl === undefined ? "" : ` (enable it at ${failure.activationUrl})`;
      return [
        `HTTP ${failure.httpStatus} ${failure.status}${reason}`,
        `: ${clauseOf(failure.message, "no message")}${remedy}${retryAfterText(failure)}`,
      ];
    }
    case "nonApiResponse":
      return [
        `HTTP ${failure.httpStatus} from a front end or proxy`,
        ` (not from the API; ${failure.contentType || "no content type"}${serverText(failure)}): ${clauseOf(failure.excerpt, "empty body")}${retryAfterText(failure)}`,
      ];
    case "unreadable":
      return [
        `HTTP ${failure.httpStatus} with an unusable body`,
        ` (${withoutFullStop(failure.problem)}${serverText(failure)}): ${clauseOf(failure.excerpt, "empty body")}`,
      ];
    case "network":
      return failure.setup === undefined
        ? [`no response (${failure.code})`, `: ${clauseOf(failure.message, "no message")}`]
        : [`${clauseOf(failure.message, "no connection")} (${failure.code})`, ""];
    case "credentials":
      return ["no valid credentials", `: ${clauseOf(failure.message, "no message")}`];
  }
}

function serverText({ server }: { server?: string }): string {
  return server === undefined ? "" : `, server ${server}`;
}

function remedyText(failure: RequestFailure): string {
  const remedy = "remedy" in failure ? failure.remedy : undefined;
  return remedy === undefined ? "" : `. ${remedy}`;
}

function retryAfterText({ retryAfter = 0 }: { retryAfter?: number }): string {
  if (retryAfter < MIN_SHOWN_RETRY_AFTER) {
    return "";
  }
  const asked = retryAfter > MAX_SHOWN_RETRY_AFTER ? "more than a day" : formatDuration(retryAfter);
  return ` (Retry-After: ${asked})`;
}

/** A text of another program as the end of a sentence. */
function clauseOf(text: string, ifEmpty: string): string {
  return withoutFullStop(oneLine(text)) || ifEmpty;
}
