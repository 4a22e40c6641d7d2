import type { Clock } from "./clock.js";
import { Deadline } from "./deadline.js";
import type { Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import type { RequestLimits } from "./operationsService.js";
import { RecentTimes } from "./recentTimes.js";
import { classifyFailure, sendRepeatedly } from "./retryPolicy.js";

/** The lists of a service, as far as shared polls need them. */
export interface OperationLists {
  /** The list that contains an operation and its neighbours; `undefined` if there is none. */
  listOf(name: string): ListedParent | undefined;
  list(
    parent: string,
    query: { filter?: string; pageSize?: number; pageToken?: string },
    limits: RequestLimits,
  ): Promise<Reply<{ operations: readonly Operation[]; nextPageToken?: string }>>;
}

/** A parent whose operations are listed. */
export interface ListedParent {
  parent: string;
  /** The filter for operations in flight; absent if the list takes none. */
  inFlightFilter?: string;
}

/** Time and randomness of shared polls. */
export interface SharedPollsContext {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
}

/**
 * The polls that make one page of a list cheaper than a GET for each of them. A page takes one request; even if it is full
 * of other operations, it takes little more CPU time than so many GETs.
 */
export const POLLS_PER_PAGE = 10;

/** The operations on a page, at most. Most services lower a larger size than their own; a few refuse it. */
export const PAGE_SIZE = 1_000;

/** Milliseconds that a list may take, with all its pages and retries; so may the GET that follows if it fails. */
export const LIST_TIME = 3_000;

/** Milliseconds without a list after it has failed twice in a row; as many more after each further failure. */
const COOL_DOWN = 60_000;

/** Milliseconds without a list after it was refused, and at most. */
const MAX_COOL_DOWN = 10 * COOL_DOWN;

/** The end of a list: read until it was enough, read to its last page, or failed. */
export type ListEnd =
  | { kind: "enough" }
  | { kind: "complete"; isFiltered: boolean }
  | { kind: "failed"; failure: RequestFailure };

/** The list of one parent, and the experience with it. */
export class ParentList {
  readonly #lists: OperationLists;
  readonly #listed: ListedParent;
  readonly #context: SharedPollsContext;
  /** Operations that GetOperation returned in flight while the list did not. */
  readonly #unlisted = new RecentTimes(COOL_DOWN);
  #usesFilter = true;
  #usesPageSize = true;
  /** The pages of the last list. */
  #pages = 1;
  #failures = 0;
  #notBefore = 0;

  constructor(lists: OperationLists, listed: ListedParent, context: SharedPollsContext) {
    this.#lists = lists;
    this.#listed = listed;
    this.#context = context;
  }

  /** Checks whether a list that serves so many polls is cheaper than GETs. */
  isCheaperFor(polls: number): boolean {
    return this.#context.clock.monotonic() >= this.#notBefore && polls >= POLLS_PER_PAGE * this.#pages;
  }

  /**
   * Reads the list page by page; without the filter, and at last without the page size, if the service refuses them. It
   * stops when `show` returns true for the operations of a page, or when the pages are so many that GETs are cheaper.
   */
  async read(
    polls: number,
    signal: AbortSignal,
    show: (operations: readonly Operation[]) => boolean,
  ): Promise<ListEnd> {
    const deadline = new Deadline(this.#context.clock, LIST_TIME);
    const maxPages = Math.floor(polls / POLLS_PER_PAGE);
    let token: { pageToken?: string } = {};
    for (let pages = 1; ; pages += 1) {
      const filter = this.#usesFilter ? this.#listed.inFlightFilter : undefined;
      const query = {
        ...(filter !== undefined && { filter }),
        ...(this.#usesPageSize && { pageSize: PAGE_SIZE }),
        ...token,
      };
      const page = await this.#readPage(query, deadline, signal);
      if (!page.ok && classifyFailure(page.error).kind === "failedPrecondition" && this.#usesPageSize) {
        this.#usesPageSize = filter !== undefined;
        this.#usesFilter = false;
        return this.read(polls, signal, show);
      }
      if (!page.ok) {
        return { kind: "failed", failure: page.error };
      }
      const isEnough = show(page.value.operations);
      const { nextPageToken } = page.value;
      if (isEnough || nextPageToken === undefined) {
        this.#pages = pages;
        this.#failures = 0;
        return isEnough ? { kind: "enough" } : { kind: "complete", isFiltered: filter !== undefined };
      }
      if (pages === maxPages) {
        this.#pause(COOL_DOWN);
        return { kind: "enough" };
      }
      token = { pageToken: nextPageToken };
    }
  }

  /** Checks whether the list may show an operation, by its key. */
  mayShow(key: string): boolean {
    return this.#unlisted.get(key, this.#context.clock.monotonic()) === undefined;
  }

  /** Notes an operation in flight that the list did not show in flight. */
  noteUnlisted(key: string): void {
    this.#unlisted.add(key, this.#context.clock.monotonic());
  }

  /** Gives the filter up, because it hides operations in flight. */
  giveUpFilter(): void {
    this.#usesFilter = false;
  }

  /** Pauses lists after one that failed while a GET worked: not yet after the first transient failure, and longest after a refusal. */
  noteFailure(failure: RequestFailure): void {
    const attempt = classifyFailure(failure);
    this.#pause(
      attempt.kind === "retry" ? Math.max(COOL_DOWN * this.#failures, attempt.retryAfter) : MAX_COOL_DOWN,
    );
    this.#failures += 1;
  }

  #pause(milliseconds: number): void {
    this.#notBefore = this.#context.clock.monotonic() + Math.min(milliseconds, MAX_COOL_DOWN);
  }

  #readPage(query: Parameters<OperationLists["list"]>[1], deadline: Deadline, signal: AbortSignal) {
    const { parent } = this.#listed;
    return sendRepeatedly(
      { ...this.#context, report: () => undefined },
      {
        name: parent,
        interval: () => LIST_TIME,
        deadline,
        signal,
        send: () => this.#lists.list(parent, query, { signal, timeout: deadline.requestTimeout() }),
        classify: (failure) => (isOfMachine(failure) ? { kind: "giveUp" } : classifyFailure(failure)),
      },
    );
  }
}

/** Checks for a failure of this machine that concerns every request: it has no connection or no credentials. */
export function isOfMachine(failure: RequestFailure): boolean {
  return failure.kind === "credentials" || (failure.kind === "network" && failure.setup !== undefined);
}
