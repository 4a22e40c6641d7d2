import type { Deadline } from "../core/deadline.js";
import { reportEvent } from "../core/events.js";
import type { RequestFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import { backoff, classifyFailure, type RetryContext } from "../core/retryPolicy.js";
import type { ListRequest, ServiceConnection } from "./connection.js";
import type { OperationPage } from "./json/answers.js";
import { IncompleteListError, ListRefusedError } from "./listErrors.js";
import { quoted } from "./names/resourceName.js";

/** The dependencies of a list. */
export interface ListContext extends RetryContext {
  connection: Pick<ServiceConnection, "list" | "baseUrl" | "apiVersion">;
}

/** When following a list stops before its end. */
export interface ListLimits {
  /** Limits the whole list: all pages, their repetitions, and the time that the caller takes between them. */
  deadline: Deadline;
  /** The most pages to read. Default: all. */
  mostPages?: number;
  signal?: AbortSignal;
}

/**
 * The operations below a parent, page after page, as they are asked for; also behind pages that are empty. What
 * is not among them may exist all the same: some services list only pending ones.
 *
 * @throws ListRefusedError when the service refuses a page, or a failure of this machine's set-up keeps the first one from
 *   being asked for
 * @throws IncompleteListError when a limit cuts the list short, after all operations on the pages that were read
 * @throws the signal's reason once it aborts
 */
export async function* listOperations(
  context: ListContext,
  parent: string,
  query: Omit<ListRequest, "pageToken">,
  limits: ListLimits,
): AsyncGenerator<Operation, void, undefined> {
  const trail = new PageCycleDetector();
  let token: { pageToken?: string } = {};
  for (let pages = 0; ; ) {
    const page = await readPage(context, parent, { ...query, ...token }, limits, pages);
    pages += 1;
    for (const operation of page.operations) {
      limits.signal?.throwIfAborted();
      yield operation;
    }
    const { nextPageToken } = page;
    if (nextPageToken === undefined) {
      return;
    }
    const problem = trail.follow(nextPageToken, page.operations.length);
    if (problem !== undefined) {
      throw new ListRefusedError(parent, unusableToken(context, parent, nextPageToken, problem));
    }
    token = { pageToken: nextPageToken };
  }
}

/** Reads one page; sends the request again after every transient failure. */
async function readPage(
  context: ListContext,
  parent: string,
  query: ListRequest,
  { deadline, mostPages = Number.POSITIVE_INFINITY, signal }: ListLimits,
  pages: number,
): Promise<OperationPage> {
  const cutShort = (because: "deadline" | "pageLimit", failure?: RequestFailure): IncompleteListError =>
    new IncompleteListError({ parent, pages, because, timeout: deadline.total, ...(failure && { failure }) });
  if (pages >= mostPages) {
    throw cutShort("pageLimit");
  }
  const delayAfter = backoff(context, pages === 0);
  let last: RequestFailure | undefined;
  for (;;) {
    if (deadline.isFinalPoll(0)) {
      throw cutShort("deadline", last);
    }
    const reply = await context.connection.list(parent, query, {
      timeout: deadline.requestTimeout(),
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (reply.ok) {
      return reply.value;
    }
    const { error: failure } = reply;
    const verdict = classifyFailure(failure);
    const pause = verdict.kind === "retry" ? delayAfter(failure, verdict) : undefined;
    if (pause === undefined) {
      throw new ListRefusedError(parent, failure);
    }
    if (deadline.clip(pause) < pause) {
      throw cutShort("deadline", failure);
    }
    last = failure;
    reportEvent(context, { kind: "retrying", name: parent, failure, retryIn: pause });
    await context.clock.sleep(pause, signal);
    signal?.throwIfAborted();
  }
}

/** A service that takes no page tokens, for one, gives the first page's again and again. */
function unusableToken(
  { connection }: ListContext,
  parent: string,
  pageToken: string,
  problem: string,
): RequestFailure {
  return {
    kind: "unreadable",
    request: `GET ${connection.baseUrl}/${connection.apiVersion}/${parent}/operations`,
    httpStatus: 200,
    problem,
    excerpt: `"nextPageToken": ${quoted(pageToken.slice(0, 100))}`,
  };
}

/** The most characters of a page token: one in a longer URL is refused on the way. */
const LONGEST_TOKEN = 8_000;

/**
 * The most empty pages in a row. A filter may leave many pages without an entry, but a list that goes on and on
 * brings nothing any more.
 */
export const MOST_EMPTY_PAGES = 10_000;

/** The page tokens of one list on its way, of which it remembers one alone, however long the list is. */
export class PageCycleDetector {
  #landmark: string | undefined;
  #sinceLandmark = 0;
  #untilNextLandmark = 1;
  #emptyInARow = 0;

  /** Why a page's token leads nowhere, to be said of the page; `undefined` where it can be followed. */
  follow(token: string, entries: number): string | undefined {
    this.#emptyInARow = entries === 0 ? this.#emptyInARow + 1 : 0;
    if (token.length > LONGEST_TOKEN) {
      return "its nextPageToken is too long to be sent";
    }
    if (token === this.#landmark) {
      return "its nextPageToken leads to a page that was there before";
    }
    if (this.#emptyInARow === MOST_EMPTY_PAGES) {
      return `${MOST_EMPTY_PAGES} pages in a row were empty, and more are said to follow`;
    }
    this.#remember(token);
    return undefined;
  }

  /** Brent's way of finding a circle: a landmark that moves on after 1, 2, 4, 8, … steps is passed again. */
  #remember(token: string): void {
    this.#sinceLandmark += 1;
    if (this.#sinceLandmark >= this.#untilNextLandmark) {
      this.#landmark = token;
      this.#sinceLandmark = 0;
      this.#untilNextLandmark *= 2;
    }
  }
}
