import type { Reply } from "./failure.js";
import { keyOf, type ListablePoll, ListRound } from "./listRound.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import { LIST_TIME, type ParentList, type SharedPollsContext } from "./parentList.js";
import { interruptedBefore, type PollReply } from "./polling.js";
import { RecentTimes } from "./recentTimes.js";
import { cancellingSchedule, nextDelay } from "./schedule.js";
import { SharedAborts } from "./sharedAborts.js";

/** Milliseconds by which a list that fails delays the polls that it was to serve. */
export const MAX_LIST_DELAY = 2 * LIST_TIME;

/** Milliseconds for which facts about a parent or an operation are kept after they were last used. */
export const KEPT_FOR = 60 * 60_000;

/** The reason of an internal abort. Without one, each would create an error with a stack. */
const STOPPED = "stopped";

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

/** The collection of a poll. */
interface PollOwner {
  get(poll: WaitingPoll, longest?: number): Promise<Reply<Operation>>;
  forget(poll: WaitingPoll): void;
}

/** A poll that waits for the end of its pause, or for a list. There are thousands, so it has few parts. */
class WaitingPoll implements ListablePoll {
  readonly key: string;
  readonly name: string;
  readonly limits: RequestLimits;
  readonly service: PollRequest["service"];
  /** The time from which its time limit counts. */
  readonly pauseEnd: number;
  /** The time from which a list may serve it; infinite if only a GET may. */
  earliest: number;
  /** The time at which it has to be sent. */
  due: number;
  readonly #owner: PollOwner;
  /** Absent once it is answered: a poll that is interrupted may get a reply later. */
  #resolve: ((reply: PollReply | Promise<PollReply>) => void) | undefined;

  constructor(
    { service, name, limits }: PollRequest,
    { earliest, due }: { earliest: number; due: number },
    owner: PollOwner,
    resolve: (reply: PollReply | Promise<PollReply>) => void,
  ) {
    this.key = keyOf(name);
    this.name = name;
    this.limits = limits;
    this.service = service;
    this.pauseEnd = due;
    this.earliest = earliest;
    this.due = due;
    this.#owner = owner;
    this.#resolve = resolve;
  }

  get signal(): AbortSignal | undefined {
    return this.limits.signal;
  }

  get(longest?: number): Promise<Reply<Operation>> {
    return this.#owner.get(this, longest);
  }

  answer(reply: PollReply | Promise<PollReply>): void {
    const resolve = this.#resolve;
    if (resolve !== undefined) {
      this.#resolve = undefined;
      this.#owner.forget(this);
      resolve(reply);
    }
  }
}

/** The polls of the operations of one collection: each waits until it is due, or until a list serves it with others. */
export class CollectionPolls {
  /** Absent if no list contains the operations. */
  readonly #list: ParentList | undefined;
  readonly #quota: Quota;
  readonly #context: SharedPollsContext;
  readonly #waiting = new Set<WaitingPoll>();
  readonly #aborts = new SharedAborts((signal) => this.#interrupt(signal));
  readonly #cancelled = new RecentTimes(KEPT_FOR);
  #timer: { end: number; stop: AbortController } | undefined;
  readonly #owner: PollOwner = {
    get: (poll, longest) => this.#get(poll, longest),
    forget: (poll) => {
      this.#aborts.remove(poll.signal);
      this.#waiting.delete(poll);
    },
  };
  #round: ListRound<WaitingPoll> | undefined;
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
      const times = { earliest: now + earliest, due: now + pause };
      const poll = new WaitingPoll(request, times, this.#owner, resolve);
      this.#shorten(poll, now);
      this.#aborts.add(limits.signal);
      this.#waiting.add(poll);
      this.#sleepUntil(poll.due);
    });
  }

  cancelAccepted(name: string): void {
    const now = this.#now;
    const key = keyOf(name);
    this.#cancelled.add(key, now);
    for (const poll of this.#waiting) {
      if (poll.key === key) {
        this.#shorten(poll, now);
        this.#sleepUntil(poll.due);
      }
    }
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }

  /** Shortens the pause of a poll to the longest of the cancelling schedule, if this process has cancelled the operation. */
  #shorten(poll: WaitingPoll, now: number): void {
    const cancelledAt = this.#cancelled.get(poll.key, now);
    if (cancelledAt === undefined) {
      return;
    }
    const due = now + nextDelay(cancellingSchedule, now - cancelledAt, 1);
    poll.due = Math.min(poll.due, due);
    poll.earliest = poll.earliest < Number.POSITIVE_INFINITY ? Math.min(poll.earliest, due) : poll.earliest;
  }

  #interrupt(signal: AbortSignal): void {
    const round = this.#round;
    for (const poll of [...this.#waiting, ...(round?.polls ?? [])]) {
      if (poll.signal === signal) {
        poll.answer(interruptedBefore(poll.name));
        round?.remove(poll);
      }
    }
    if (this.#waiting.size === 0) {
      this.#timer?.stop.abort(STOPPED);
      this.#timer = undefined;
    }
  }

  #sleepUntil(end: number): void {
    if (this.#timer !== undefined && this.#timer.end <= end) {
      return;
    }
    this.#timer?.stop.abort(STOPPED);
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
        poll.answer(poll.get());
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
        this.#list?.mayShow(poll.key) === true,
    );
  }

  async #sendList(list: ParentList, polls: Set<WaitingPoll>): Promise<void> {
    this.#round = new ListRound(list, polls, this.#context);
    await this.#round.run();
    this.#round = undefined;
    this.#sendDue(this.#now);
  }

  async #get(poll: WaitingPoll, longest = Number.POSITIVE_INFINITY): Promise<Reply<Operation>> {
    const { service, name, limits } = poll;
    const timeout = Math.min(longest, Math.max(1, timeLeft(poll, this.#now)));
    const reply = await service.get(
      name,
      timeout < Number.POSITIVE_INFINITY ? { ...limits, timeout } : limits,
    );
    if (reply.ok && reply.value.done) {
      this.#cancelled.delete(poll.key);
    }
    return reply;
  }
}

/** Milliseconds that the time limit of a poll leaves for its request. */
function timeLeft({ limits, pauseEnd }: WaitingPoll, now: number): number {
  const { timeout = Number.POSITIVE_INFINITY } = limits;
  return timeout - Math.max(0, now - pauseEnd);
}
