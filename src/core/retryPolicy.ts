import type { Deadline } from "./deadline.js";
import { type EventContext, reportEvent } from "./events.js";
import type { ApiError, NonApiResponse, Reply, RequestFailure } from "./failure.js";

/**
 * The classes of failures of a repeatable request (get, list, cancel).
 *
 * - `retry`: a transient failure; send it again, not before `retryAfter` milliseconds.
 * - `notFound`: the service knows no such operation. Only an error in Google's format says so.
 * - `unsupported`: the method is not implemented.
 * - `failedPrecondition`: the operation's state forbids it; GetOperation decides.
 * - `permanent`: repeating it can't help.
 */
export type FailureClass =
  | { kind: "retry"; retryAfter: number }
  | { kind: "notFound" }
  | { kind: "unsupported" }
  | { kind: "failedPrecondition" }
  | { kind: "permanent" };

const PERMANENT: FailureClass = { kind: "permanent" };

/** Classifies a failure by AIP-193 and AIP-194. Some 403 are rate limits. */
export function classifyFailure(failure: RequestFailure): FailureClass {
  switch (failure.kind) {
    case "network":
    case "unreadable":
      return { kind: "retry", retryAfter: 0 };
    case "credentials":
      return failure.transient ? { kind: "retry", retryAfter: 0 } : PERMANENT;
    case "nonApiResponse":
      return isTransientStatus(failure.httpStatus) ? retryAfterOf(failure) : PERMANENT;
    case "apiError":
      return classifyApiError(failure);
  }
}

function classifyApiError(failure: ApiError): FailureClass {
  switch (failure.status) {
    case "NOT_FOUND":
      return { kind: "notFound" };
    case "UNIMPLEMENTED":
      return { kind: "unsupported" };
    case "FAILED_PRECONDITION":
    case "INVALID_ARGUMENT":
    case "OUT_OF_RANGE":
    case "ALREADY_EXISTS":
      return { kind: "failedPrecondition" };
    case "PERMISSION_DENIED":
      return isRateLimit(failure) ? retryAfterOf(failure) : PERMANENT;
    case "RESOURCE_EXHAUSTED":
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
    case "INTERNAL":
    case "UNKNOWN":
    case "CANCELLED":
    // Another request was in the way. AIP-194 allows a repetition if it does no harm.
    case "ABORTED":
      return retryAfterOf(failure);
    case "UNAUTHENTICATED":
    case "DATA_LOSS":
    case "OK":
      return isTransientStatus(failure.httpStatus) ? retryAfterOf(failure) : PERMANENT;
  }
}

function retryAfterOf(failure: ApiError | NonApiResponse): FailureClass {
  return { kind: "retry", retryAfter: failure.retryAfter ?? 0 };
}

/** Checks for an HTTP status that means a transient failure, whatever the body. */
export function isTransientStatus(httpStatus: number): boolean {
  return httpStatus === 408 || httpStatus === 429 || (httpStatus >= 500 && httpStatus !== 501);
}

/** Checks for a 403 that is a rate limit, by the predicates of Terraform's Google provider. */
function isRateLimit(failure: ApiError): boolean {
  return (
    failure.reason === "RATE_LIMIT_EXCEEDED" ||
    failure.reason === "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" ||
    failure.reason === "rateLimitExceeded" ||
    failure.reason === "userRateLimitExceeded" ||
    /quota exceeded.*per minute/i.test(failure.message)
  );
}

/**
 * The classes of failures of a start request, which is not idempotent.
 *
 * - `retry`: it has not happened, and may succeed later.
 * - `uncertain`: it may have happened. Repeating it is safe only with the same request ID (AIP-155).
 * - `refused`: it has not happened, and repeating it can't help.
 */
export type StartFailureClass =
  | { kind: "retry"; retryAfter: number }
  | { kind: "uncertain" }
  | { kind: "refused" };

/**
 * Messages of services for a resource that is busy with an earlier operation (from Terraform's retry predicates, its
 * Google provider's issues 1558, 4370 and 21068, and pulumi-google-native's predicates for GKE).
 */
const BUSY = new RegExp(
  [
    "operationInProgress",
    "unable to queue the operation",
    "not in (?:a )?ready state",
    "locked by another operation",
    "another activation or deactivation is in progress",
    "please wait and try again once it is done",
    "PRIMARY_INSTANCE_NOT_READY",
  ].join("|"),
  "i",
);

export function classifyStartFailure(failure: RequestFailure): StartFailureClass {
  switch (failure.kind) {
    case "credentials":
      return failure.transient ? { kind: "retry", retryAfter: 0 } : { kind: "refused" };
    case "network":
      return failure.mayHaveArrived ? { kind: "uncertain" } : { kind: "retry", retryAfter: 0 };
    case "unreadable":
      return failure.httpStatus < 400 ? { kind: "uncertain" } : classifyFrontEndStatus(failure);
    case "nonApiResponse":
      return classifyFrontEndStatus(failure);
    case "apiError": {
      // CANCELLED comes as 499: the request was aborted on the way, and may have arrived before.
      if (
        (failure.httpStatus >= 500 && failure.status !== "UNIMPLEMENTED") ||
        failure.status === "CANCELLED"
      ) {
        return { kind: "uncertain" };
      }
      const failureClass = classifyFailure(failure);
      return isBusyFailure(failure) || failureClass.kind === "retry"
        ? { kind: "retry", retryAfter: failure.retryAfter ?? 0 }
        : { kind: "refused" };
    }
  }
}

/** Checks for a start that was refused because another operation is in progress (AIP-151). */
export function isBusyFailure(failure: RequestFailure): boolean {
  return (
    failure.kind === "apiError" &&
    (failure.status === "ABORTED" || isBusyText(`${failure.reason ?? ""} ${failure.message}`))
  );
}

/** Checks for a service's text about a resource that is busy with an earlier operation. */
export function isBusyText(text: string): boolean {
  return BUSY.test(text);
}

/** Classifies a response of a front end: a 429 precedes the service, a 408 and server errors may follow its work. */
function classifyFrontEndStatus({
  httpStatus,
  retryAfter = 0,
}: Pick<NonApiResponse, "httpStatus" | "retryAfter">): StartFailureClass {
  if (httpStatus === 429) {
    return { kind: "retry", retryAfter };
  }
  return { kind: httpStatus === 408 || httpStatus >= 500 ? "uncertain" : "refused" };
}

/** The growth of the pauses between the attempts of one request: the first, in milliseconds, and the factor of each next. */
interface BackoffGrowth {
  first: number;
  factor: number;
}

/** The growth for a request that is sent once: it gives a busy service time. */
const SINGLE_REQUEST: BackoffGrowth = { first: 500, factor: 2 };

/** The growth for a scheduled poll. It is slower, because the pauses of its last poll are part of the lag of a wait. */
const SCHEDULED_POLL: BackoffGrowth = { first: 100, factor: 1.5 };

/** The longest backoff, in milliseconds. */
const MAX_BACKOFF = 30_000;

/** The longest Retry-After or RetryInfo that is obeyed in full, in milliseconds. */
export const MAX_RETRY_AFTER = 5 * 60_000;

/**
 * Milliseconds to pause after that many failures in a row: from half a second, doubling to half a minute; for a scheduled
 * poll, from a tenth of a second, growing by half to the interval of its schedule, so that a fault delays the next poll no
 * more than its schedule does. With jitter over the upper half; over the upper fifth for a pause of the interval,
 * so that an outage raises no request rate.
 *
 * A longer Retry-After is obeyed up to {@link MAX_RETRY_AFTER}, so that an absurd one neither stops the wait for ever nor
 * overflows a timer (Azure SDK's core-lro 3.4.1 then polls without a pause). Up to a tenth is added to it, so that many
 * clients with the same Retry-After don't return at the same moment.
 *
 * @param random a number in [0, 1)
 * @param interval the interval of the schedule, in milliseconds; absent for a request without a schedule
 */
export function backoffDelay(failures: number, random: number, retryAfter = 0, interval?: number): number {
  const { first, factor } = interval === undefined ? SINGLE_REQUEST : SCHEDULED_POLL;
  const longest = Math.min(MAX_BACKOFF, Math.max(first, interval ?? MAX_BACKOFF));
  const delay = Math.min(longest, first * factor ** Math.max(0, failures - 1));
  const bounded = retryAfter > 0 ? Math.min(retryAfter, MAX_RETRY_AFTER) : 0;
  const jittered =
    interval !== undefined && delay === longest ? delay * (0.8 + 0.2 * random) : delay * (0.5 + 0.5 * random);
  return Math.max(jittered, bounded * (1 + 0.1 * random));
}

/** Attempts after which a first contact gives up because of this machine's set-up. */
const MAX_SETUP_ATTEMPTS = 3;

/**
 * Milliseconds between the attempts of a first contact for a failure of this machine's set-up, so that all of them take
 * less than 15 s, and less than 5 s where nothing listens; `undefined` for every other failure.
 */
function setupRetryDelay(failure: RequestFailure): number | undefined {
  if ((failure.kind !== "network" && failure.kind !== "credentials") || failure.setup === undefined) {
    return undefined;
  }
  return failure.setup === "nothingListens" ? 1_500 : 5_000;
}

/** The dependencies of a request that is sent again after a failure. */
export interface RetryContext extends EventContext {
  /** A number in [0, 1). */
  random(): number;
}

/** The consequence of a failed attempt: another one after `pause` milliseconds, or none. */
export type Backoff = { kind: "retry"; pause: number } | { kind: "giveUp" };

/** The class of a failed attempt. Only `retry` leads to another: after a backoff of at least `retryAfter`, or after `pause`. */
export type AttemptClass = FailureClass | StartFailureClass | Backoff;

/**
 * The backoff of one request: a function that counts its failures and returns the pause until the next attempt. It gives
 * up if a first contact has failed three times in a row because of this machine's set-up.
 *
 * @param isFirstContact true if the service may never have been reached from this machine
 * @param interval the interval of the schedule at the moment, in milliseconds; absent for a request without a schedule
 */
export function requestBackoff(
  context: Pick<RetryContext, "random">,
  isFirstContact: boolean,
  interval?: () => number,
) {
  let failures = 0;
  let setupFailures = 0;
  return (failure: RequestFailure, attempt: AttemptClass): Backoff => {
    const setupDelay = isFirstContact ? setupRetryDelay(failure) : undefined;
    setupFailures = setupDelay === undefined ? 0 : setupFailures + 1;
    if (attempt.kind === "retry" && "pause" in attempt) {
      return attempt;
    }
    failures += 1;
    if (attempt.kind !== "retry" || setupFailures === MAX_SETUP_ATTEMPTS) {
      return { kind: "giveUp" };
    }
    const delay = backoffDelay(failures, context.random(), attempt.retryAfter, interval?.());
    return { kind: "retry", pause: setupDelay ?? delay };
  };
}

/** A request, and the rules by which it is sent again. */
export interface RepeatableRequest<T> {
  name: string;
  isFirstContact?: boolean;
  /** The interval of the schedule, in milliseconds, if the request is part of one. It limits the backoff. */
  interval?(): number;
  deadline: Deadline;
  signal?: AbortSignal;
  send(): Promise<Reply<T>>;
  classify(failure: RequestFailure): AttemptClass;
  /** True if a last pause is shortened to let one more attempt fit in, but not below `retryAfter`. */
  shortensLastPause?: true;
  /** Decides before each pause, and after it, with 0: the machine may have slept. Default: true. */
  mayRetry?(pause: number): boolean;
}

/** Sends a request until it succeeds or is refused, or until no attempt fits its limits. They do not end an attempt. */
export async function sendRepeatedly<T>(
  context: RetryContext,
  { name, isFirstContact = false, interval, deadline, signal, ...request }: RepeatableRequest<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: RequestFailure; isRefused: boolean }> {
  const backoff = requestBackoff(context, isFirstContact, interval);
  const mayRetry = (pause: number) => !signal?.aborted && request.mayRetry?.(pause) !== false;
  for (;;) {
    const reply = await request.send();
    if (reply.ok) {
      return reply;
    }
    const attempt = request.classify(reply.error);
    const next = backoff(reply.error, attempt);
    if (next.kind === "giveUp") {
      return { ...reply, isRefused: true };
    }
    const shortest = request.shortensLastPause && "retryAfter" in attempt ? attempt.retryAfter : next.pause;
    const pause = deadline.clip(next.pause);
    if (pause === 0 || pause < Math.min(next.pause, shortest) || !mayRetry(pause)) {
      return { ...reply, isRefused: false };
    }
    reportEvent(context, { kind: "retrying", name, failure: reply.error, retryIn: pause });
    await context.clock.sleep(pause, signal);
    if (!mayRetry(0)) {
      return { ...reply, isRefused: false };
    }
  }
}
