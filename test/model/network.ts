import type { Reply } from "#src/core/failure.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import type { DrivenClock } from "../support/drivenClock.js";
import { reset, unreadable } from "../support/faults.js";
import type { Cloud } from "./cloud.js";
import type { CloudOperation } from "./cloudOperation.js";
import { faultInPlace, type Mishap } from "./mishap.js";

export type RequestKind = "start" | "GET" | "cancel" | "list" | "send";

/** The facts of a request. */
export interface RequestFacts {
  kind: RequestKind;
  /** The name of the operation, or the path. */
  name: string;
  /** The request ID of a start. */
  requestId?: string | undefined;
}

/** One request as it was sent, and its result. */
export interface SentRequest extends RequestFacts {
  sentAt: number;
  /** The time at which it left the process; absent if it never did. */
  leftAt?: number;
  answeredAt?: number;
  mishap: Mishap | undefined;
  /** True if it reaches the service, even after its sender has given up. */
  arrives: boolean;
  /** The operations that it has begun: two if the network doubled it. */
  began: CloudOperation[];
  /** The result that its sender received; absent while the sender waits, or if the sender died. */
  reply?: Reply<unknown>;
}

/** A sender of requests. It may be disturbed at any moment; once dead it receives nothing. */
export interface Sender {
  readonly isDead: boolean;
  /** All requests that it has sent, in order. */
  readonly sent: SentRequest[];
  nextMishap(kind: RequestKind): Mishap | undefined;
  /** Called after every event on the wire. */
  happened(): void;
}

/** The default time limit of a request, in milliseconds: the default of `timeouts.request`. */
export const REQUEST_TIMEOUT = 30_000;

/** Milliseconds from sender to service, and back. */
const ONE_WAY = 25;
const SLOW = 2_500;
const LATE = REQUEST_TIMEOUT + 15_000;
const DOUBLED_AFTER = 2_000;
/** Milliseconds for which a request waits for a token, a connection or its turn. */
const QUEUED = 3_000;

const aborted = reset({ code: "ABORTED", message: "given up" });
const notSent = { ...aborted, mayHaveArrived: false };
const timedOut = reset({ code: "TIMEOUT", message: "no answer in time" });

/** The network between the senders and the cloud. */
export class Network {
  readonly clock: DrivenClock;
  readonly cloud: Cloud;
  readonly sent: SentRequest[] = [];

  constructor(clock: DrivenClock, cloud: Cloud) {
    this.clock = clock;
    this.cloud = cloud;
  }

  async request<T>(
    sender: Sender,
    facts: RequestFacts,
    { signal, untilSent, timeout = REQUEST_TIMEOUT }: RequestLimits,
    act: (request: SentRequest) => Reply<T>,
  ): Promise<Reply<T>> {
    if (sender.isDead) {
      return never();
    }
    if (signal?.aborted || untilSent?.aborted) {
      return { ok: false, error: notSent };
    }
    const mishap = sender.nextMishap(facts.kind);
    const request: SentRequest = {
      ...facts,
      sentAt: this.clock.monotonic(),
      mishap,
      arrives: mishap !== "swallowed" && faultInPlace(mishap) === undefined,
      began: [],
    };
    this.sent.push(request);
    sender.sent.push(request);
    sender.happened();
    const longest = Math.min(timeout, REQUEST_TIMEOUT);
    const queued = mishap === "queued" ? Math.min(QUEUED, longest) : 0;
    if (queued > 0) {
      const signals = [signal, untilSent].filter((one) => one !== undefined);
      await this.clock.sleep(queued, AbortSignal.any(signals));
    }
    let reply: Reply<T>;
    const isGivenUp = queued === longest || signal?.aborted || untilSent?.aborted || sender.isDead;
    if (queued > 0 && isGivenUp) {
      request.arrives = false;
      reply = { ok: false, error: notSent };
    } else {
      request.leftAt = this.clock.monotonic();
      reply = await this.#firstOf(
        this.#deliver(sender, mishap, () => act(request)),
        longest - queued,
        signal,
      );
    }
    if (!sender.isDead) {
      sender.happened();
    }
    if (sender.isDead) {
      return never();
    }
    request.reply = reply;
    request.answeredAt = this.clock.monotonic();
    return reply;
  }

  /** The way of a request that has left, whether or not its sender still waits for the response. */
  async #deliver<T>(sender: Sender, mishap: Mishap | undefined, act: () => Reply<T>): Promise<Reply<T>> {
    const oneWay = mishap === "late" ? LATE : mishap === "slow" ? SLOW : ONE_WAY;
    if (mishap === "swallowed") {
      return never();
    }
    await this.clock.sleep(oneWay);
    const failure = faultInPlace(mishap);
    const reply: Reply<T> = failure === undefined ? act() : { ok: false, error: failure };
    sender.happened();
    if (mishap === "doubled") {
      void this.clock.sleep(DOUBLED_AFTER).then(act);
    }
    await (mishap === "unanswered" ? never() : this.clock.sleep(oneWay));
    switch (mishap) {
      case "lost":
        return { ok: false, error: reset() };
      case "truncated":
        return { ok: false, error: unreadable() };
      default:
        return reply;
    }
  }

  async #firstOf<T>(
    answer: Promise<Reply<T>>,
    longest: number,
    signal: AbortSignal | undefined,
  ): Promise<Reply<T>> {
    const answered = new AbortController();
    const patience = signal ? AbortSignal.any([signal, answered.signal]) : answered.signal;
    const givenUp = this.clock
      .sleep(longest, patience)
      .then((): Reply<T> => ({ ok: false, error: signal?.aborted ? aborted : timedOut }));
    const reply = await Promise.race([answer, givenUp]);
    answered.abort();
    return reply;
  }
}

/** Checks for a GetOperation among these requests whose response was "not found". */
export function wasNotFound(sent: readonly SentRequest[], name: string): boolean {
  return sent.some((request) => request.kind === "GET" && request.name === name && isNotFound(request));
}

/** Least time between two 404s that count as one that is repeated, in milliseconds. */
const REPEATED_AFTER = 5_000;

/** True if the responses to these requests were "not found" twice, at least 5 s apart, and nothing else in between. */
export function isRepeatedlyNotFound(requests: readonly SentRequest[]): boolean {
  let first: number | undefined;
  for (const request of requests) {
    if (isNotFound(request)) {
      first ??= request.answeredAt ?? request.sentAt;
      if (request.sentAt - first >= REPEATED_AFTER - 1e-6) {
        return true;
      }
    } else if (request.reply?.ok) {
      first = undefined;
    }
  }
  return false;
}

function isNotFound({ reply }: SentRequest): boolean {
  return reply?.ok === false && reply.error.kind === "apiError" && reply.error.status === "NOT_FOUND";
}

/** True if a request may have had its effect, in truth or as far as its sender knows. */
export function mayHaveHappened({ reply, arrives }: SentRequest): boolean {
  if (arrives || reply === undefined || reply.ok) {
    return true;
  }
  const { error: failure } = reply;
  switch (failure.kind) {
    case "unreadable":
      return true;
    case "network":
      return failure.mayHaveArrived;
    case "apiError":
      return failure.httpStatus >= 500 && failure.status !== "UNIMPLEMENTED";
    case "nonApiResponse":
      return failure.httpStatus >= 500;
    case "credentials":
      return false;
  }
}

/** A promise for a dead process: it never settles. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
