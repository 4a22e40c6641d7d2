import type { Clock } from "./clock.js";
import type { Deadline } from "./deadline.js";
import { reportEvent } from "./events.js";
import type { NetworkFailure, Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import type { EndHint } from "./prediction.js";
import { type AttemptClass, classifyFailure, type RetryContext, requestBackoff } from "./retryPolicy.js";

/**
 * A source of polls. It makes the pauses too, so that one source can serve many waits: it may list a parent for all of
 * them, as long as it takes an end only from GetOperation.
 */
export interface PollSource {
  /**
   * Polls an operation after `pause` milliseconds. If `limits.signal` aborts, it returns at once and sends nothing
   * more; of its result, only an end then counts.
   *
   * @param earliest milliseconds after which a list, if the source sends one, may serve a scheduled poll. Absent for a
   *   poll that keeps its time: only a GET at the end of the pause serves it
   */
  next(name: string, pause: number, limits: RequestLimits, earliest?: number): Promise<PollReply>;
  /** Notes an accepted cancel. Scheduled polls of the operation then follow the cancelling schedule. */
  cancelAccepted?(name: string): void;
}

/** The reply to a poll. `shared`: several polls have the failure, and at most one of them has not reported it. */
export type PollReply = Reply<Operation> & { shared?: { isReported: boolean } };

/** A source that sends one GetOperation for each poll. */
export function pollByGet(service: Pick<OperationsService, "get">, clock: Clock): PollSource {
  return {
    async next(name, pause, limits) {
      await clock.sleep(pause, limits.signal);
      return limits.signal?.aborted ? interruptedBefore(name) : service.get(name, limits);
    },
  };
}

/** The reply to a poll that is interrupted before it is sent. */
export function interruptedBefore(name: string): PollReply {
  const error: NetworkFailure = {
    kind: "network",
    request: `GET ${name}`,
    code: "ABORTED",
    message: "interrupted before the request was sent",
    mayHaveArrived: false,
  };
  return { ok: false, error };
}

/** The dependencies of a wait: time, randomness, polls, and a subscriber of events. */
export interface WaitContext extends RetryContext {
  polls: PollSource;
  /** Reads what may predict the end of an operation. Absent: nothing predicts it. */
  readEndHint?(operation: Operation): EndHint;
}

/**
 * The time after a start in which a 404 may mean "not visible yet", in milliseconds: services answer 404 for a moment
 * after a start.
 */
export const VISIBILITY_WINDOW = 60_000;

/** The limits of a wait. */
export interface WaitLimits {
  deadline: Deadline;
  signal?: AbortSignal;
  /**
   * The time, on the monotonic clock, until which a 404 means "not visible yet"; at most {@link VISIBILITY_WINDOW}
   * after the start. Absent for an operation that a poll has found, or that is old enough.
   */
  visibleBy?: number;
  /** True if only a second 404, seconds later, proves that the operation is gone. Default: false, one is enough. */
  confirmNotFound?: boolean;
  /**
   * True if the service may never have been reached from this machine. A failure of the machine's set-up, such as an
   * untrusted certificate, then counts as a refusal after three attempts; otherwise it is retried like any other.
   */
  isFirstContact?: boolean;
}

/** The place of a poll in the schedule of a wait. */
export interface PollTiming {
  /**
   * Milliseconds after which a list may serve the poll. It also serves the final poll and every poll after a failure of
   * its own. Default: only GetOperation may.
   */
  earliest?: number | undefined;
  /** The interval of the schedule at the moment, in milliseconds. It limits the backoff after a failure. Default: none. */
  interval?(): number;
}

/** The limits of the first poll that finds the operation; they end with it. */
export type FirstPollLimits = Pick<WaitLimits, "visibleBy" | "isFirstContact">;

/** The result of one poll with its retries. */
export type PollResult =
  | { kind: "found"; operation: Operation; isFinalPoll: boolean }
  | { kind: "notFound" }
  | UnansweredPoll;

/** The end of a poll or a wait that leaves the state of the operation unknown. */
export type UnansweredPoll =
  | { kind: "refused"; failure: RequestFailure }
  | { kind: "stopped"; because: "deadline" | "interrupted"; failure?: RequestFailure };

/** The most unreadable responses in a row: after them, something other than the service sent them. */
const MAX_UNREADABLE = 10;

/** Pause between polls of an operation that isn't visible yet, in milliseconds. */
const VISIBILITY_PAUSE = 1_000;

/** Least time between a 404 and the GET that confirms it, in milliseconds. */
export const CONFIRMATION_PAUSE = 5_000;

/** The part of a pause after which a list may serve the poll, so that waits with different schedules share lists. */
export const EARLIEST_SHARE = 0.4;

/** The limits after a poll has found the operation in flight: a repeated 404 means that it is gone, however young. */
export function withoutGracePeriod({ deadline, signal }: WaitLimits): WaitLimits {
  return signal === undefined
    ? { deadline, confirmNotFound: true }
    : { deadline, signal, confirmNotFound: true };
}

/**
 * Polls an operation after `pause` milliseconds, and again after every transient failure, until there is a result or
 * the limits are reached. A failure decides nothing about the operation.
 *
 * A time-out is declared only if the last poll before the deadline got no response: a machine that slept through the
 * deadline, even in the middle of a request, still polls once. An interrupt counts at once, unless GetOperation has
 * already returned the end.
 */
export async function pollOnce(
  context: WaitContext,
  name: string,
  pause: number,
  limits: WaitLimits,
  timing: PollTiming = {},
): Promise<PollResult> {
  const sent = sendPoll(context, name, pause, limits, timing.earliest);
  const reply = await sent.reply;
  return reply.ok
    ? resultOf(context, limits, sent, reply.value)
    : repeatPoll(context, name, limits, timing, sent, reply);
}

/** A poll on its way. */
interface SentPoll {
  reply: Promise<PollReply>;
  /** The time at which it leaves, on the monotonic clock. */
  sentAt: number;
  isFinalPoll: boolean;
}

/** Sends the first request of a poll after `pause` milliseconds; see {@link pollOnce}. */
export function sendPoll(
  { clock, polls }: WaitContext,
  name: string,
  pause: number,
  { deadline, signal }: WaitLimits,
  earliest: number | undefined,
): SentPoll {
  const isFinalPoll = deadline.isFinalPoll(pause);
  const clipped = deadline.clip(pause);
  const sentAt = clock.monotonic() + clipped;
  const timeout = deadline.requestTimeout(clipped);
  const requestLimits = signal === undefined ? { timeout } : { timeout, signal };
  return {
    reply: polls.next(name, clipped, requestLimits, isFinalPoll ? undefined : earliest),
    sentAt,
    isFinalPoll,
  };
}

/** The result of a poll that returned the operation. */
export function resultOf(
  context: WaitContext,
  { signal }: WaitLimits,
  { isFinalPoll }: SentPoll,
  operation: Operation,
  failure?: RequestFailure,
): PollResult {
  if (signal?.aborted && !operation.done) {
    return { kind: "stopped", because: "interrupted", ...(failure && { failure }) };
  }
  reportEvent(context, { kind: "polled", operation });
  return { kind: "found", operation, isFinalPoll };
}

/** Continues a poll whose first request failed; see {@link pollOnce}. */
export async function repeatPoll(
  context: WaitContext,
  name: string,
  limits: WaitLimits,
  { earliest, interval }: PollTiming,
  first: SentPoll,
  failed: Extract<PollReply, { ok: false }>,
): Promise<PollResult> {
  const { deadline, signal } = limits;
  const backoff = requestBackoff(context, limits.isFirstContact === true, interval);
  let unreadableCount = 0;
  let confirmableFrom: number | undefined;
  let lastFailure: { failure?: RequestFailure } = {};
  let sent = first;
  for (let reply: PollReply = failed; ; ) {
    if (reply.ok) {
      return resultOf(context, limits, sent, reply.value, lastFailure.failure);
    }
    if (signal?.aborted) {
      return { kind: "stopped", because: "interrupted", ...lastFailure };
    }
    const { error: failure, shared } = reply;
    lastFailure = { failure };
    unreadableCount = failure.kind === "unreadable" ? unreadableCount + 1 : 0;
    let attempt: AttemptClass =
      unreadableCount < MAX_UNREADABLE ? classifyFailure(failure) : { kind: "giveUp" };
    if (attempt.kind === "notFound") {
      const now = context.clock.monotonic();
      const isConfirmed = confirmableFrom !== undefined && sent.sentAt >= confirmableFrom;
      if (now < (limits.visibleBy ?? Number.NEGATIVE_INFINITY)) {
        attempt = { kind: "retry", pause: VISIBILITY_PAUSE };
      } else if (isConfirmed || limits.confirmNotFound !== true) {
        return { kind: "notFound" };
      } else {
        attempt = { kind: "retry", pause: CONFIRMATION_PAUSE };
      }
      confirmableFrom ??= now + CONFIRMATION_PAUSE;
    }
    const decision = backoff(failure, attempt);
    if (decision.kind === "giveUp") {
      return { kind: "refused", failure };
    }
    if (sent.isFinalPoll) {
      return { kind: "stopped", because: "deadline", failure };
    }
    if (shared?.isReported !== true) {
      reportEvent(context, { kind: "retrying", name, failure, retryIn: deadline.clip(decision.pause) });
    }
    const mayUseList = shared !== undefined && earliest !== undefined;
    const nextEarliest = mayUseList ? decision.pause * EARLIEST_SHARE : undefined;
    sent = sendPoll(context, name, decision.pause, limits, nextEarliest);
    reply = await sent.reply;
  }
}
