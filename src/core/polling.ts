import type { Clock } from "./clock.js";
import type { Deadline } from "./deadline.js";
import { reportEvent } from "./events.js";
import type { NetworkFailure, Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import { backoff, classifyFailure, type Retry, type RetryContext } from "./retryPolicy.js";

/**
 * Where a waiter's next look at an operation comes from. The pause is part of it, so that many waiters can
 * share one plan: whoever answers may list a parent once for all of them, as long as an end is only ever
 * reported from a GetOperation.
 */
export interface PollSource {
  /**
   * The operation as it is once `pause` milliseconds have passed. When `limits.signal` aborts it comes back at
   * once and asks nothing more; of what it answers then, only an end counts.
   */
  next(name: string, pause: number, limits: RequestLimits): Promise<Reply<Operation>>;
}

/** Each look is a GetOperation of its own. */
export function pollByGet(service: Pick<OperationsService, "get">, clock: Clock): PollSource {
  return {
    async next(name, pause, limits) {
      await clock.sleep(pause, limits.signal);
      return limits.signal?.aborted ? { ok: false, error: notSent(name) } : service.get(name, limits);
    },
  };
}

function notSent(name: string): NetworkFailure {
  return {
    kind: "network",
    request: `GET ${name}`,
    code: "ABORTED",
    message: "interrupted before it was sent",
    mayHaveArrived: false,
  };
}

/** The dependencies of a wait: time, randomness, polls, and a subscriber of events. */
export interface WaitContext extends RetryContext {
  polls: PollSource;
}

/**
 * How long after a start "no such operation" may mean "not visible yet", in milliseconds: services answer 404
 * for a moment after a start.
 */
export const VISIBILITY_WINDOW = 60_000;

/** When a wait stops without an end. */
export interface WaitLimits {
  deadline: Deadline;
  signal?: AbortSignal;
  /**
   * Until then, on the monotonic clock, "no such operation" means "not visible yet"; at most
   * {@link VISIBILITY_WINDOW} after the start. Absent: the operation was seen before, or is old enough.
   */
  visibleBy?: number;
  /**
   * Whether a 404 is believed only if a second GET, seconds later, repeats it: the operation was in flight when it
   * was last seen.
   */
  confirmMissing?: boolean;
  /**
   * Whether the service may never have been reached from here. Then a failure of this machine's set-up, such as an
   * untrusted certificate, counts as a refusal after three tries; otherwise it is waited out like any other.
   */
  firstContact?: boolean;
}

/** What one look brought, once passing trouble is over. */
export type PollResult =
  | { kind: "seen"; operation: Operation; isFinalPoll: boolean }
  | { kind: "notFound" }
  | { kind: "refused"; failure: RequestFailure }
  | { kind: "stopped"; because: "deadline" | "interrupted"; failure?: RequestFailure };

/** Unreadable answers in a row after which it is no passing trouble: something sits in between. */
const UNREADABLE_LIMIT = 10;

/** Pause between looks at an operation that isn't visible yet, in milliseconds. */
const VISIBILITY_PAUSE = 1_000;

/** Least time between a 404 and the GET that confirms it, in milliseconds. */
export const CONFIRMATION_PAUSE = 5_000;

/** The limits for an operation that was seen in flight: a repeated 404 means that it is gone, however young. */
export function withoutGracePeriod({ visibleBy: _, firstContact: __, ...limits }: WaitLimits): WaitLimits {
  return { ...limits, confirmMissing: true };
}

/**
 * Looks at an operation after `pause` milliseconds, and again after every passing failure, until there is an
 * answer or the limits say stop. A failure never decides anything about the operation.
 *
 * A time-out is declared only if the last poll before the deadline got no answer: a machine that slept through the
 * deadline, even in the middle of a request, still polls once. An interrupt counts at once, unless GetOperation has
 * already returned the end.
 */
export async function pollOnce(
  context: WaitContext,
  name: string,
  pause: number,
  limits: WaitLimits,
): Promise<PollResult> {
  const { deadline, signal } = limits;
  const delayAfter = backoff(context, limits.firstContact === true);
  let unreadable = 0;
  let confirmableFrom: number | undefined;
  let last: { failure?: RequestFailure } = {};
  for (let next = pause; ; ) {
    const isFinalPoll = deadline.isFinalPoll(next);
    const clipped = deadline.clip(next);
    const sentAt = context.clock.monotonic() + clipped;
    const reply = await context.polls.next(name, clipped, {
      timeout: deadline.requestTimeout(clipped),
      ...(signal && { signal }),
    });
    if (signal?.aborted && !(reply.ok && reply.value.done)) {
      return { kind: "stopped", because: "interrupted", ...last };
    }
    if (reply.ok) {
      reportEvent(context, { kind: "seen", operation: reply.value });
      return { kind: "seen", operation: reply.value, isFinalPoll };
    }

    const { error: failure } = reply;
    last = { failure };
    unreadable = failure.kind === "unreadable" ? unreadable + 1 : 0;
    const verdict = classifyFailure(failure);
    let retry: Retry | undefined =
      verdict.kind === "retry" && unreadable < UNREADABLE_LIMIT ? verdict : undefined;
    if (verdict.kind === "notFound") {
      const now = context.clock.monotonic();
      const isConfirmed = confirmableFrom !== undefined && sentAt >= confirmableFrom;
      if (now < (limits.visibleBy ?? Number.NEGATIVE_INFINITY)) {
        retry = { pause: VISIBILITY_PAUSE };
      } else if (isConfirmed || limits.confirmMissing !== true) {
        return { kind: "notFound" };
      } else {
        retry = { pause: CONFIRMATION_PAUSE };
      }
      confirmableFrom ??= now + CONFIRMATION_PAUSE;
    }
    const wanted = retry && delayAfter(failure, retry);
    if (wanted === undefined) {
      return { kind: "refused", failure };
    }
    if (isFinalPoll) {
      return { kind: "stopped", because: "deadline", failure };
    }
    next = wanted;
    reportEvent(context, { kind: "retrying", name, failure, retryIn: deadline.clip(next) });
  }
}
