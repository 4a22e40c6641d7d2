import type { Deadline } from "../core/deadline.js";
import type { RequestFailure } from "../core/failure.js";
import { isJsonObject } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import {
  classifyStartFailure,
  isBusyFailure,
  type RetryContext,
  sendRepeatedly,
} from "../core/retryPolicy.js";
import type { ServiceConnection } from "./connection.js";
import { type HttpRequest, type StartRequest, withRequestId } from "./startRequest.js";

/**
 * The longest time for retries of a start that certainly did not happen, in milliseconds. A start that waits for the end
 * of another operation is retried until the deadline.
 */
const START_RETRY_LIMIT = 5 * 60_000;

/**
 * The time after the first attempt in which a request ID still makes all attempts start one operation, in milliseconds: a
 * service remembers an ID for at least an hour (AIP-155). Wall time, because a monotonic clock may stop while the machine sleeps.
 */
export const REQUEST_ID_LIFE = 55 * 60_000;

/** The dependencies of a start. */
interface StartOperationContext extends RetryContext {
  connection: Pick<ServiceConnection, "start" | "listUrl">;
}

/** The result of a start. `uncertain`: an operation may run, but its name is unknown. */
export type StartResult = StartedOperation | RefusedStart | UncertainStart;

interface StartedOperation {
  kind: "started";
  operation: Operation;
  /** True if an earlier attempt with the same request ID may have started it. */
  isRepetition: boolean;
}

/** A start that certainly did not happen, in any of its attempts. */
export interface RefusedStart {
  kind: "refused";
  /** The failure of the last attempt. */
  failure: RequestFailure;
  /** Milliseconds from the first attempt to the last. */
  elapsed: number;
}

/** A start that may have happened in one of its attempts. */
export interface UncertainStart {
  kind: "uncertain";
  /** The failure of the last attempt. */
  failure: RequestFailure;
  /** The time of the first attempt that may have arrived, in milliseconds since the epoch. */
  since: number;
  /** The request ID of every attempt. Absent if the service takes none; the start was then sent only once. */
  requestId?: string;
  /** The URL of the list that would contain the operation. */
  listUrl: string;
}

export interface StartLimits {
  deadline: Deadline;
  signal?: AbortSignal;
  /** The time at which an earlier run first sent the start with the same request ID, in milliseconds since the epoch. */
  sentBefore?: number;
}

/**
 * Sends a start request until it has a response, or three times if a failure of this machine's set-up keeps it from
 * being sent. It is sent again only if it certainly did not happen, or if it carries a request ID, which stays the same
 * and which the service remembers.
 *
 * After the signal aborts, nothing more is sent. The response to an attempt that has been sent is awaited, because only that
 * response has the name of the operation that may be running.
 */
export async function startOperation(
  context: StartOperationContext,
  request: StartRequest,
  requestId: string,
  limits: StartLimits,
): Promise<StartResult> {
  const { clock, connection } = context;
  const { deadline, signal, sentBefore } = limits;
  const isRepeatable = request.requestId === "query" || request.requestId === "body";
  const sent = withRequestId(request, requestId);
  const startedAt = clock.monotonic();
  let notBusySince = startedAt;
  let failedAt = startedAt;
  let sentAt = 0;
  let uncertainSince = sentBefore;
  const reply = await sendRepeatedly(context, {
    name: request.path,
    isFirstContact: true,
    ...limits,
    send() {
      sentAt = clock.wall();
      return connection.start(sent, {
        timeout: deadline.requestTimeout(),
        ...(signal && { untilSent: signal }),
      });
    },
    classify(failure) {
      failedAt = clock.monotonic();
      notBusySince = isBusyFailure(failure) ? failedAt : notBusySince;
      const failureClass = classifyStartFailure(failure);
      const isUncertain = failureClass.kind === "uncertain";
      uncertainSince ??= isUncertain ? sentAt : undefined;
      return isUncertain && isRepeatable ? { kind: "retry", retryAfter: 0 } : failureClass;
    },
    shortensLastPause: true,
    mayRetry: (pause) =>
      failedAt + pause - notBusySince <= START_RETRY_LIMIT &&
      (uncertainSince === undefined || clock.wall() - uncertainSince <= REQUEST_ID_LIFE),
  });
  if (reply.ok) {
    return { kind: "started", operation: reply.value, isRepetition: uncertainSince !== undefined };
  }
  const { error: failure } = reply;
  return uncertainSince === undefined
    ? { kind: "refused", failure, elapsed: failedAt - startedAt }
    : {
        kind: "uncertain",
        failure,
        since: uncertainSince,
        ...(isRepeatable && { requestId: requestIdOf(sent) }),
        listUrl: connection.listUrl(sent.path),
      };
}

function requestIdOf({ query, body }: HttpRequest): string {
  return query?.requestId ?? String(isJsonObject(body) ? body.requestId : "");
}
