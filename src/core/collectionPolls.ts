import type { Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import { COOL_DOWN, isOfMachine, LIST_TIME, type ParentList, type SharedPollsContext } from "./parentList.js";
import { interruptedBefore, type PollReply } from "./polling.js";
import { RecentTimes } from "./recentTimes.js";
import { classifyFailure } from "./retryPolicy.js";
import { cancellingSchedule, nextDelay } from "./schedule.js";
import { SharedAborts } from "./sharedAborts.js";

/** Milliseconds by which a list that fails delays the polls that it was to serve. */
export const MAX_LIST_DELAY = 2 * LIST_TIME;

/** Milliseconds for which facts about a parent or an operation are kept after they were last used. */
export const KEPT_FOR = 60 * 60_000;

/** The quota of all polls. `exhaustedUntil`: the time, on the monotonic clock, until which a 429 postpones them. */
export interface Quota {
  exhaustedUntil: number;
}

/** The request of one poll. */
export interface PollRequest {
  service: Pick<OperationsService, "get">;
  name: string;
  limits: RequestLimits;
}

/** A poll that waits for the end of its pause, or for a list. */
interface WaitingPoll extends PollRequest {
  /** The last segment of the name: a service may write a project's number for its ID in a list. */
  key: string;
  /** The time from which its time limit counts. */
  pauseEnd: number;
  /** The times from which a list may serve it, and at which it has to be sent. */
  earliest: number;
  due: number;
  answer(reply: PollReply | Promise<PollReply>): void;
}

/** The polls of the operations of one collection. */
export class CollectionPolls {
  /** Absent if no list contains the operations. */
  readonly #list: ParentList | undefined;
  readonly #quota: Quota;
  readonly #context: SharedPollsContext;
  readonly #waiting = new Set<WaitingPoll>();
  readonly #aborts = new SharedAborts();
  /** Operations that GetOperation returned in flight while the list did not. */
  readonly #unlisted = new RecentTimes(COOL_DOWN);
  readonly #cancelled = new RecentTimes(KEPT_FOR);
  #timer: { end: number; stop: AbortController } | undefined;
  #round: ListRound | undefined;
  #lastUsed = 0;

  constructor(list: ParentList | undefined, quota: Quota, context: SharedPollsContext) {
    this.#list = list;
    this.#quota = quota;
    this.#context = context;
  }

  /** True if no poll waits and none did recently. */
  get isUnused(): boolean {
    return this.#waiting.size === 0 && this.#round === undefined && this.#now - this.#lastUsed > KEPT_FOR;
  }

  next(request: PollRequest, pause: number, earliest: number): Promise<PollReply> {
    const { name, limits } = request;
    if (limits.signal?.aborted) {
      return Promise.resolve(interruptedBefore(name));
    }
    return new Promise((resolve) => {
      const now = this.#now;
      this.#lastUsed = now;
      const key = lastSegment(name);
      const longest = this.#cancellingPause(key, now);
      const poll: WaitingPoll = {
        ...request,
        key,
        pauseEnd: now + pause,
        earliest: now + Math.min(earliest, longest),
        due: now + Math.min(pause, longest),
        answer: (reply) => {
          forget();
          this.#waiting.delete(poll);
          resolve(reply);
        },
      };
      const forget = this.#aborts.add(limits.signal, () => this.#interrupt(poll));
      this.#waiting.add(poll);
      this.#sleepUntil(poll.due);
    });
  }

  cancelAccepted(name: string): void {
    const now = this.#now;
    const key = lastSegment(name);
    this.#cancelled.add(key, now);
    const due = now + this.#cancellingPause(key, now);
    for (const poll of this.#waiting) {
      if (poll.key === key && poll.due > due) {
        poll.due = due;
        poll.earliest = Math.min(poll.earliest, due);
        this.#sleepUntil(due);
      }
    }
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }

  /** The longest pause of the cancelling schedule, for an operation that was cancelled by this process. */
  #cancellingPause(key: string, now: number): number {
    const cancelledAt = this.#cancelled.get(key, now);
    return cancelledAt === undefined
      ? Number.POSITIVE_INFINITY
      : nextDelay(cancellingSchedule, now - cancelledAt, 1);
  }

  #interrupt(poll: WaitingPoll): void {
    poll.answer(interruptedBefore(poll.name));
    this.#round?.polls.delete(poll);
    if (this.#round?.polls.size === 0) {
      this.#round.stop.abort();
    }
    if (this.#waiting.size === 0) {
      this.#timer?.stop.abort();
      this.#timer = undefined;
    }
  }

  #sleepUntil(end: number): void {
    if (this.#timer !== undefined && this.#timer.end <= end) {
      return;
    }
    this.#timer?.stop.abort();
    const timer = { end, stop: new AbortController() };
    this.#timer = timer;
    void this.#context.clock.sleep(end - this.#now, timer.stop.signal).then(() => {
      if (this.#timer === timer) {
        this.#timer = undefined;
        this.#sendDue(Math.max(this.#now, end));
      }
    });
  }

  /** Sends the polls that are due by a list or by GETs. Polls that wait for a list in progress stay. */
  #sendDue(now: number): void {
    this.#postpone(now);
    const due = [...this.#waiting].filter((poll) => poll.due <= now);
    const listable = due.length === 0 ? [] : this.#listablePolls(now);
    const forList = new Set(this.#list?.isCheaperFor(listable.length) ? listable : []);
    for (const poll of due) {
      if (!forList.has(poll)) {
        poll.answer(this.#get(poll));
      }
    }
    if (this.#list !== undefined && forList.size > 0 && this.#round === undefined) {
      for (const poll of forList) {
        this.#waiting.delete(poll);
      }
      void this.#sendList(this.#list, forList);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const poll of this.#waiting) {
      next = poll.due > now ? Math.min(next, poll.due) : next;
    }
    if (next < Number.POSITIVE_INFINITY) {
      this.#sleepUntil(next);
    }
  }

  /** Postpones the polls that are due before the quota allows them, as far as their time limits allow it. */
  #postpone(now: number): void {
    const { exhaustedUntil } = this.#quota;
    for (const poll of now < exhaustedUntil ? this.#waiting : []) {
      if (poll.due < exhaustedUntil && timeLeft(poll, exhaustedUntil) >= 2 * MAX_LIST_DELAY) {
        poll.due = exhaustedUntil;
        poll.earliest = Math.max(poll.earliest, exhaustedUntil);
      }
    }
  }

  /** The polls that a list may serve now, and whose time limits leave time for a GET if it fails. */
  #listablePolls(now: number): WaitingPoll[] {
    return [...this.#waiting].filter(
      (poll) =>
        poll.earliest <= now &&
        timeLeft(poll, now) >= 2 * MAX_LIST_DELAY &&
        this.#unlisted.get(poll.key, now) === undefined,
    );
  }

  /** Serves polls by one list. The list leaves the operations that it doesn't show to GETs. */
  async #sendList(list: ParentList, polls: Set<WaitingPoll>): Promise<void> {
    const stop = new AbortController();
    this.#round = { polls, stop };
    const byKey = groupByKey(polls);
    let showsAny = false;
    try {
      const end = await list.read(polls.size, stop.signal, (operations) => {
        for (const operation of operations) {
          for (const poll of byKey.get(lastSegment(operation.name)) ?? []) {
            showsAny = true;
            if (polls.delete(poll)) {
              poll.answer(operation.done ? this.#confirm(poll) : { ok: true, value: operation });
            }
          }
        }
        return polls.size === 0;
      });
      if (end.kind === "failed" && polls.size > 0) {
        await this.#fallBack(list, polls, end.failure);
      }
      const wrongFilterOf = end.kind === "complete" && end.isFiltered && !showsAny ? list : undefined;
      for (const poll of polls) {
        poll.answer(end.kind === "complete" ? this.#confirm(poll, wrongFilterOf) : this.#get(poll));
      }
    } catch (error) {
      for (const poll of polls) {
        poll.answer(Promise.reject(error));
      }
    }
    this.#round = undefined;
    this.#sendDue(this.#now);
  }

  /**
   * Sends the GET of an operation that a list shows as ended, or not at all. If it is in flight, the list is of no use for
   * it; or if a filter hides all operations, it is of no use with the filter.
   */
  async #confirm(poll: WaitingPoll, wrongFilterOf?: ParentList): Promise<Reply<Operation>> {
    const reply = await this.#get(poll);
    if (reply.ok && !reply.value.done) {
      if (wrongFilterOf === undefined) {
        this.#unlisted.add(poll.key, this.#now);
      } else {
        wrongFilterOf.giveUpFilter();
      }
    }
    return reply;
  }

  /**
   * Decides about polls whose list has failed. If the reason is transient, one GET comes first: if that fails too, the
   * service or the machine is at fault, and all polls share the failure. Otherwise the list is, and the polls are left
   * to GETs.
   */
  async #fallBack(list: ParentList, polls: Set<WaitingPoll>, failure: RequestFailure): Promise<void> {
    if (isOfMachine(failure)) {
      shareFailure(polls, failure);
      return;
    }
    const first = [...polls][Math.floor(this.#context.random() * polls.size)];
    if (classifyFailure(failure).kind === "retry" && first !== undefined) {
      const reply = await this.#get(first, LIST_TIME);
      if (!reply.ok && !first.limits.signal?.aborted && isOfAllPolls(reply.error)) {
        shareFailure(polls, reply.error);
        return;
      }
      polls.delete(first);
      first.answer(reply);
    }
    list.noteFailure(failure);
  }

  /** Sends the GET of a poll. The poll's time limit holds, even if a list has delayed it. */
  async #get(poll: WaitingPoll, longest = Number.POSITIVE_INFINITY): Promise<Reply<Operation>> {
    const { service, name, key, limits } = poll;
    const timeout = Math.min(longest, Math.max(1, timeLeft(poll, this.#now)));
    const reply = await service.get(
      name,
      timeout < Number.POSITIVE_INFINITY ? { ...limits, timeout } : limits,
    );
    if (reply.ok && reply.value.done) {
      this.#cancelled.delete(key);
    }
    return reply;
  }
}

/** Milliseconds that the time limit of a poll leaves for its request. */
function timeLeft({ limits, pauseEnd }: WaitingPoll, now: number): number {
  const { timeout = Number.POSITIVE_INFINITY } = limits;
  return timeout - Math.max(0, now - pauseEnd);
}

/** A list that is being read, and the polls that it serves. It stops when all of them are interrupted. */
interface ListRound {
  polls: Set<WaitingPoll>;
  stop: AbortController;
}

function groupByKey(polls: Iterable<WaitingPoll>): Map<string, WaitingPoll[]> {
  const groups = new Map<string, WaitingPoll[]>();
  for (const poll of polls) {
    const group = groups.get(poll.key);
    if (group === undefined) {
      groups.set(poll.key, [poll]);
    } else {
      group.push(poll);
    }
  }
  return groups;
}

/** Answers polls with one failure, which the first of them reports. */
function shareFailure(polls: Set<WaitingPoll>, error: RequestFailure): void {
  let isReported = false;
  for (const poll of polls) {
    polls.delete(poll);
    poll.answer({ ok: false, error, shared: { isReported } });
    isReported = true;
  }
}

/** Checks for a failure of a GET that other GETs have too, because it doesn't depend on the operation. */
function isOfAllPolls(failure: RequestFailure): boolean {
  return isOfMachine(failure) || (classifyFailure(failure).kind === "retry" && failure.kind !== "unreadable");
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
