import type { Reply, RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";
import { isOfMachine, LIST_TIME, type ParentList, type SharedPollsContext } from "./parentList.js";
import type { PollReply } from "./polling.js";
import { classifyFailure } from "./retryPolicy.js";

/** A poll that a list may serve. */
export interface ListablePoll {
  /** The operation, by {@link keyOf}. */
  readonly key: string;
  readonly signal: AbortSignal | undefined;
  /** Sends GetOperation. The poll's time limit holds, even if a list has delayed it. */
  get(longest?: number): Promise<Reply<Operation>>;
  answer(reply: PollReply | Promise<PollReply>): void;
}

const PROJECTS = "projects/";

/** The name of an operation without its project: a list may have the project's number in place of its ID. */
export function keyOf(name: string): string {
  const end = name.startsWith(PROJECTS) ? name.indexOf("/", PROJECTS.length) : -1;
  return end < 0 ? name : name.slice(end);
}

/** A list that serves polls while it is read. The operations that it doesn't show are left to GETs. */
export class ListRound<Poll extends ListablePoll> {
  readonly #list: ParentList;
  readonly #polls: Set<Poll>;
  readonly #random: SharedPollsContext["random"];
  readonly #stop = new AbortController();

  /** @param polls the polls that it serves; it removes each that it has answered */
  constructor(list: ParentList, polls: Set<Poll>, { random }: Pick<SharedPollsContext, "random">) {
    this.#list = list;
    this.#polls = polls;
    this.#random = random;
  }

  /** The polls without an answer. */
  get polls(): ReadonlySet<Poll> {
    return this.#polls;
  }

  /** Answers every poll, by the list or by a GET. */
  async run(): Promise<void> {
    const polls = this.#polls;
    const byKey = new Map<string, Poll[]>();
    for (const poll of polls) {
      const same = byKey.get(poll.key);
      if (same === undefined) {
        byKey.set(poll.key, [poll]);
      } else {
        same.push(poll);
      }
    }
    let showsAny = false;
    try {
      const end = await this.#list.read(polls.size, this.#stop.signal, (operations) => {
        for (const operation of operations) {
          for (const poll of byKey.get(keyOf(operation.name)) ?? []) {
            showsAny = true;
            if (polls.delete(poll)) {
              poll.answer(operation.done ? this.#confirm(poll) : { ok: true, value: operation });
            }
          }
        }
        return polls.size === 0;
      });
      if (end.kind === "failed" && polls.size > 0) {
        await this.#fallBack(end.failure);
      }
      const isFilterWrong = end.kind === "complete" && end.isFiltered && !showsAny;
      for (const poll of polls) {
        poll.answer(end.kind === "complete" ? this.#confirm(poll, isFilterWrong) : poll.get());
      }
    } catch (error) {
      for (const poll of polls) {
        poll.answer(Promise.reject(error));
      }
    }
  }

  /** Removes a poll that was interrupted, if the list serves it. Without polls the list stops. */
  remove(poll: Poll): void {
    this.#polls.delete(poll);
    if (this.#polls.size === 0) {
      this.#stop.abort();
    }
  }

  /**
   * Sends the GET of an operation that the list shows as ended, or not at all. If it is in flight, the list is of no use
   * for it; or if a filter hides all operations, it is of no use with the filter.
   */
  async #confirm(poll: Poll, isFilterWrong = false): Promise<Reply<Operation>> {
    const reply = await poll.get();
    if (reply.ok && !reply.value.done) {
      if (isFilterWrong) {
        this.#list.giveUpFilter();
      } else {
        this.#list.noteUnlisted(poll.key);
      }
    }
    return reply;
  }

  /**
   * Decides about the polls after the list has failed. If the reason is transient, one GET comes first: if that fails
   * too, the service or the machine is at fault, and all polls share the failure. Otherwise the list is, and the polls
   * are left to GETs.
   */
  async #fallBack(failure: RequestFailure): Promise<void> {
    if (isOfMachine(failure)) {
      this.#shareFailure(failure);
      return;
    }
    const first = [...this.#polls][Math.floor(this.#random() * this.#polls.size)];
    if (classifyFailure(failure).kind === "retry" && first !== undefined) {
      const reply = await first.get(LIST_TIME);
      if (!reply.ok && !first.signal?.aborted && isOfAllPolls(reply.error)) {
        this.#shareFailure(reply.error);
        return;
      }
      this.#polls.delete(first);
      first.answer(reply);
    }
    this.#list.noteFailure(failure);
  }

  /** Answers all polls with one failure, which the first of them reports. */
  #shareFailure(error: RequestFailure): void {
    let isReported = false;
    for (const poll of this.#polls) {
      this.#polls.delete(poll);
      poll.answer({ ok: false, error, shared: { isReported } });
      isReported = true;
    }
  }
}

/** Checks for a failure of a GET that other GETs have too, because it doesn't depend on the operation. */
function isOfAllPolls(failure: RequestFailure): boolean {
  return isOfMachine(failure) || (classifyFailure(failure).kind === "retry" && failure.kind !== "unreadable");
}
