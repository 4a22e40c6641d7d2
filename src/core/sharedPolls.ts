import type { Clock } from "./clock.js";
import { Deadline } from "./deadline.js";
import type { Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import { interruptedBefore, type PollReply, type PollSource, pollByGet } from "./polling.js";
import { classifyFailure, sendRepeatedly } from "./retryPolicy.js";
import { cancellingSchedule, nextDelay } from "./schedule.js";

/** The lists of a service, as far as shared polls need them. */
export interface OperationLists {
  /** The list that contains an operation and its neighbours; `undefined` if there is none. */
  listOf(name: string): ListedParent | undefined;
  list(
    parent: string,
    query: { filter?: string; pageSize: number; pageToken?: string },
    limits: RequestLimits,
  ): Promise<Reply<{ operations: readonly Operation[]; nextPageToken?: string }>>;
}

/** A parent whose operations are listed. */
export interface ListedParent {
  parent: string;
  /** The filter for operations in flight; absent if the list takes none. */
  inFlightFilter?: string;
}

export interface SharedPollsContext {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
}

/** The polls that make one page of a list cheaper than a GET for each of them: a full page takes the CPU of about 8 GETs. */
export const POLLS_PER_PAGE = 8;

/** The operations on a page, at most; services lower it. */
const PAGE_SIZE = 1_000;

/** Milliseconds that a list may take, with all its pages and retries; so may the GET that follows if it fails. */
const LIST_TIME = 3_000;

/** Milliseconds by which a list that fails delays the polls that it was to serve. */
const MAX_LIST_DELAY = 2 * LIST_TIME;

/** Milliseconds without a list after it has failed twice; one more for each further failure. */
const COOL_DOWN = 60_000;

/** Milliseconds without a list after it was refused, and at most. */
const MAX_COOL_DOWN = 10 * COOL_DOWN;

/** Milliseconds by which a Retry-After for one poll postpones the others, at most. */
const MAX_POSTPONEMENT = 30_000;

/** Milliseconds for which facts about a parent or an operation are kept after they were last used. */
const KEPT_FOR = 60 * 60_000;

/**
 * The polls of all waits for one service under one identity.
 *
 * The rule: a scheduled poll may be sent before the end of its pause. When the first pause below a parent ends, and so
 * many other polls may be sent that a list is cheaper than GETs, one list of the parent serves all of them. An operation
 * that it shows in flight is polled. For every other one, a GET decides: a list proves neither an end nor an absence.
 * Where the list is of no use, each poll is a GET at the end of its pause.
 *
 * Each wait keeps its schedule and its limits. Only a slow or failing list delays a poll: by at most
 * {@link MAX_LIST_DELAY}, twice if another one is in progress, and never beyond its time limit. Parents don't affect
 * each other, except that all obey a 429 with a Retry-After: it concerns the quota of the service and the identity.
 */
export class SharedPolls {
  readonly #lists: OperationLists;
  readonly #context: SharedPollsContext;
  readonly #quota: Quota = { exhaustedUntil: 0 };
  /** By the part of the operations' names before the last segment. */
  readonly #collections = new Map<string, CollectionPolls>();

  constructor(lists: OperationLists, context: SharedPollsContext) {
    this.#lists = lists;
    this.#context = context;
  }

  /** Returns a source of these polls whose GETs use a connection to the same service under the same identity. */
  through(connection: Pick<OperationsService, "get">): PollSource {
    const service = {
      get: async (name: string, limits?: RequestLimits) => this.#note(await connection.get(name, limits)),
    };
    const byGet = pollByGet(service, this.#context.clock);
    return {
      next: (name, pause, limits, earliest) =>
        earliest === undefined
          ? byGet.next(name, pause, limits)
          : this.#collectionOf(name).next({ service, name, limits }, pause, earliest),
      cancelAccepted: (name) => this.#collectionOf(name).cancelAccepted(name),
    };
  }

  /** Notes a 429, and returns the reply. */
  #note(reply: Reply<Operation>): Reply<Operation> {
    if (!reply.ok && "retryAfter" in reply.error && reply.error.httpStatus === 429) {
      const pause = Math.min(reply.error.retryAfter ?? 0, MAX_POSTPONEMENT);
      this.#quota.exhaustedUntil = Math.max(
        this.#quota.exhaustedUntil,
        this.#context.clock.monotonic() + pause,
      );
    }
    return reply;
  }

  #collectionOf(name: string): CollectionPolls {
    const collection = name.slice(0, name.lastIndexOf("/") + 1);
    const known = this.#collections.get(collection);
    if (known !== undefined) {
      return known;
    }
    for (const [other, polls] of this.#collections) {
      if (polls.isUnused) {
        this.#collections.delete(other);
      }
    }
    const polls = new CollectionPolls(this.#lists, this.#lists.listOf(name), this.#quota, this.#context);
    this.#collections.set(collection, polls);
    return polls;
  }
}

/** The quota of all polls. `exhaustedUntil`: the time, on the monotonic clock, until which a 429 postpones them. */
interface Quota {
  exhaustedUntil: number;
}

/** The request of one poll. */
interface PollRequest {
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
class CollectionPolls {
  readonly #lists: OperationLists;
  /** Absent if no list contains the operations. */
  readonly #listed: ListedParent | undefined;
  readonly #quota: Quota;
  readonly #context: SharedPollsContext;
  readonly #waiting = new Set<WaitingPoll>();
  readonly #aborts = new SharedAborts();
  /** Operations that GetOperation returned in flight while the list did not. */
  readonly #unlisted = new RecentTimes(COOL_DOWN);
  readonly #cancelled = new RecentTimes(KEPT_FOR);
  #timer: { end: number; stop: AbortController } | undefined;
  #round: ListRound | undefined;
  #usesFilter = true;
  /** The pages of the last list. */
  #pages = 1;
  #failures = 0;
  #noListBefore = 0;
  #lastUsed = 0;

  constructor(
    lists: OperationLists,
    listed: ListedParent | undefined,
    quota: Quota,
    context: SharedPollsContext,
  ) {
    this.#lists = lists;
    this.#listed = listed;
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
    const isListCheaper = listable.length >= POLLS_PER_PAGE * this.#pages;
    const forList = new Set(isListCheaper ? listable : []);
    for (const poll of due) {
      if (!forList.has(poll)) {
        poll.answer(this.#get(poll));
      }
    }
    if (forList.size > 0 && this.#round === undefined) {
      for (const poll of forList) {
        this.#waiting.delete(poll);
      }
      void this.#sendList(forList);
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
    return this.#listed === undefined || now < this.#noListBefore
      ? []
      : [...this.#waiting].filter(
          (poll) =>
            poll.earliest <= now &&
            timeLeft(poll, now) >= 2 * MAX_LIST_DELAY &&
            this.#unlisted.get(poll.key, now) === undefined,
        );
  }

  /** Serves polls by one list; by GETs if it fails. */
  async #sendList(polls: Set<WaitingPoll>): Promise<void> {
    const round = { polls, stop: new AbortController() };
    this.#round = round;
    const failure = await this.#readPages(round);
    if (failure !== undefined && polls.size > 0) {
      await this.#fallBack(polls, failure);
    }
    this.#round = undefined;
    this.#sendDue(this.#now);
  }

  /**
   * Reads the list until all polls are served or it ends, and leaves the operations that it doesn't show to GETs. A list
   * with so many pages that GETs are cheaper is cut short.
   */
  async #readPages({ polls, stop }: ListRound): Promise<RequestFailure | undefined> {
    const deadline = new Deadline(this.#context.clock, LIST_TIME);
    const maxPages = Math.floor(polls.size / POLLS_PER_PAGE);
    const byKey = groupByKey(polls);
    const filter = this.#usesFilter ? this.#listed?.inFlightFilter : undefined;
    let showsAny = false;
    let pageToken: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const query = {
        pageSize: PAGE_SIZE,
        ...(filter !== undefined && { filter }),
        ...(pageToken !== undefined && { pageToken }),
      };
      const page = await this.#readPage(query, deadline, stop.signal);
      if (!page.ok && filter !== undefined && classifyFailure(page.error).kind === "failedPrecondition") {
        this.#usesFilter = false;
        return this.#readPages({ polls, stop });
      }
      if (!page.ok) {
        return page.error;
      }
      for (const operation of page.value.operations) {
        for (const poll of byKey.get(lastSegment(operation.name)) ?? []) {
          showsAny = true;
          if (polls.delete(poll)) {
            poll.answer(operation.done ? this.#confirm(poll) : { ok: true, value: operation });
          }
        }
      }
      pageToken = page.value.nextPageToken;
      if (pageToken !== undefined && pages === maxPages) {
        this.#pauseLists(COOL_DOWN);
        break;
      }
      if (pageToken === undefined || polls.size === 0) {
        this.#pages = pages;
        this.#failures = 0;
        break;
      }
    }
    const isFilterWrong = filter !== undefined && !showsAny;
    for (const poll of polls) {
      poll.answer(pageToken === undefined ? this.#confirm(poll, isFilterWrong) : this.#get(poll));
    }
    return undefined;
  }

  /**
   * Sends the GET of an operation that a list shows as ended, or not at all. If it is in flight, a filter that hides all
   * operations is given up, or else the list is of no use for this operation.
   */
  async #confirm(poll: WaitingPoll, isFilterWrong = false): Promise<Reply<Operation>> {
    const reply = await this.#get(poll);
    if (reply.ok && !reply.value.done) {
      if (isFilterWrong) {
        this.#usesFilter = false;
      } else {
        this.#unlisted.add(poll.key, this.#now);
      }
    }
    return reply;
  }

  #readPage(query: Parameters<OperationLists["list"]>[1], deadline: Deadline, signal: AbortSignal) {
    const parent = this.#listed?.parent ?? "";
    return sendRepeatedly(
      { ...this.#context, report: () => undefined },
      {
        name: parent,
        deadline,
        signal,
        send: () => this.#lists.list(parent, query, { signal, timeout: deadline.requestTimeout() }),
        classify: (failure) => (isOfMachine(failure) ? { kind: "giveUp" } : classifyFailure(failure)),
      },
    );
  }

  /**
   * Serves polls after a failed list. If it fails for a transient reason, one GET comes first: if that fails too, the
   * service or the machine is at fault, and all polls share the failure. Otherwise the list is at fault, and GETs follow.
   */
  async #fallBack(polls: Set<WaitingPoll>, failure: RequestFailure): Promise<void> {
    if (isOfMachine(failure)) {
      shareFailure(polls, failure);
      return;
    }
    const attempt = classifyFailure(failure);
    const first = [...polls][Math.floor(this.#context.random() * polls.size)];
    if (attempt.kind === "retry" && first !== undefined) {
      const reply = await this.#get(first, LIST_TIME);
      if (!reply.ok && !first.limits.signal?.aborted && isOfAllPolls(reply.error)) {
        shareFailure(polls, reply.error);
        return;
      }
      polls.delete(first);
      first.answer(reply);
    }
    this.#pauseLists(
      attempt.kind === "retry" ? Math.max(COOL_DOWN * this.#failures, attempt.retryAfter) : MAX_COOL_DOWN,
    );
    this.#failures += 1;
    for (const poll of polls) {
      poll.answer(this.#get(poll));
    }
  }

  #pauseLists(milliseconds: number): void {
    this.#noListBefore = this.#now + Math.min(milliseconds, MAX_COOL_DOWN);
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
function shareFailure(polls: Iterable<WaitingPoll>, error: RequestFailure): void {
  let isReported = false;
  for (const poll of polls) {
    poll.answer({ ok: false, error, shared: { isReported } });
    isReported = true;
  }
}

/** Checks for a failure of this machine that concerns every request: it has no connection or no credentials. */
function isOfMachine(failure: RequestFailure): boolean {
  return failure.kind === "credentials" || (failure.kind === "network" && failure.setup !== undefined);
}

/** Checks for a failure of a GET that other GETs have too, because it doesn't depend on the operation. */
function isOfAllPolls(failure: RequestFailure): boolean {
  return isOfMachine(failure) || (classifyFailure(failure).kind === "retry" && failure.kind !== "unreadable");
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Times of facts about operations. Old ones are dropped, so that they don't add up in a process that runs for months. */
class RecentTimes {
  readonly #keptFor: number;
  /** In the order of the times. */
  readonly #times = new Map<string, number>();

  constructor(keptFor: number) {
    this.#keptFor = keptFor;
  }

  get(key: string, now: number): number | undefined {
    const time = this.#times.get(key);
    return time !== undefined && now - time < this.#keptFor ? time : undefined;
  }

  add(key: string, now: number): void {
    for (const [old, time] of this.#times) {
      if (now - time < this.#keptFor) {
        break;
      }
      this.#times.delete(old);
    }
    this.#times.delete(key);
    this.#times.set(key, now);
  }

  delete(key: string): void {
    this.#times.delete(key);
  }
}

/** Listeners of abort signals. It adds one for many callers: an event target takes longer for each further one. */
class SharedAborts {
  readonly #callers = new Map<AbortSignal, Set<() => void>>();

  /** Calls back once the signal aborts. Returns a function that takes the call back. */
  add(signal: AbortSignal | undefined, onAbort: () => void): () => void {
    if (signal === undefined) {
      return () => undefined;
    }
    const callers = this.#callers.get(signal) ?? this.#listen(signal);
    callers.add(onAbort);
    return () => {
      callers.delete(onAbort);
      if (callers.size === 0) {
        this.#stop(signal);
      }
    };
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const callers = new Set<() => void>();
    this.#callers.set(signal, callers);
    signal.addEventListener("abort", this.#onAbort, { once: true });
    return callers;
  }

  #stop(signal: AbortSignal): void {
    signal.removeEventListener("abort", this.#onAbort);
    this.#callers.delete(signal);
  }

  readonly #onAbort = (event: Event): void => {
    for (const onAbort of this.#callers.get(event.target as AbortSignal) ?? []) {
      onAbort();
    }
  };
}
