import { CollectionPolls, type Quota } from "./collectionPolls.js";
import type { Reply } from "./failure.js";
import type { Operation } from "./operation.js";
import type { OperationsService, RequestLimits } from "./operationsService.js";
import { type OperationLists, ParentList, type SharedPollsContext } from "./parentList.js";
import { type PollSource, pollByGet } from "./polling.js";

/** Milliseconds by which a Retry-After for one poll postpones the others, at most. */
const MAX_POSTPONEMENT = 30_000;

/**
 * The polls of all waits for one service under one identity.
 *
 * The rule: a scheduled poll may be sent before the end of its pause. When a pause ends, and so many other polls below
 * the same parent may be sent that a list is cheaper than GETs, one list of the parent serves all of them. An operation
 * that the list shows in flight needs no GET. For every other one, a GET decides: a list proves neither an end nor an
 * absence. Where lists are of no use, each poll is a GET at the end of its pause.
 *
 * Each wait keeps its schedule and its limits. Only a slow or failing list delays a poll, by {@link MAX_LIST_DELAY} at
 * most, twice that if another list is in progress, and never beyond the poll's time limit. Parents don't affect each
 * other, except that all obey a 429 with a Retry-After: it concerns the quota of the service and the identity.
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
    const listed = this.#lists.listOf(name);
    const list = listed && new ParentList(this.#lists, listed, this.#context);
    const polls = new CollectionPolls(list, this.#quota, this.#context);
    this.#collections.set(collection, polls);
    return polls;
  }
}
