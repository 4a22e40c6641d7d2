import type { Deadline } from "../core/deadline.js";
import type { RequestFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import { classifyFailure, type RetryContext, sendRepeatedly } from "../core/retryPolicy.js";
import type { ListRequest, ServiceConnection } from "./connection.js";
import type { OperationPage } from "./json/responses.js";
import { IncompleteListError, ListRefusedError } from "./listErrors.js";
import { quoted } from "./names/resourceName.js";

/** The dependencies of a list. */
export interface ListContext extends RetryContext {
  connection: Pick<ServiceConnection, "list" | "baseUrl" | "apiVersion">;
}

/** The limits of a list. */
export interface ListLimits {
  /** Limits the whole list: all pages, their retries, and the time that the caller takes between them. */
  deadline: Deadline;
  /** The most pages to read. Default: all. */
  maxPages?: number;
  signal?: AbortSignal;
}

/**
 * Lists the operations below a parent. Each page is requested when the caller needs it, also after empty pages. An
 * operation that isn't listed may exist: some services list only pending ones.
 *
 * @throws ListRefusedError if the service refuses a page, or a failure of this machine's set-up keeps the first request
 *   from being sent
 * @throws IncompleteListError if a limit cuts the list short, after all operations on the pages that were read; also if
 *   the service could not reach a location, after all operations
 * @throws the signal's reason once it aborts
 */
export async function* listOperations(
  context: ListContext,
  parent: string,
  query: Omit<ListRequest, "pageToken">,
  limits: ListLimits,
): AsyncGenerator<Operation, void, undefined> {
  const cycleDetector = new PageCycleDetector();
  const unreachable = new Set<string>();
  let token: { pageToken?: string } = {};
  let pages = 0;
  for (;;) {
    const page = await readPage(context, parent, { ...query, ...token }, limits, pages);
    pages += 1;
    for (const operation of page.operations) {
      limits.signal?.throwIfAborted();
      yield operation;
    }
    for (const location of page.unreachable ?? []) {
      unreachable.add(location);
    }
    const { nextPageToken } = page;
    if (nextPageToken === undefined) {
      break;
    }
    const problem = cycleDetector.check(nextPageToken, page.operations.length);
    if (problem !== undefined) {
      throw new ListRefusedError(parent, pageTokenFailure(context, parent, nextPageToken, problem));
    }
    token = { pageToken: nextPageToken };
  }
  if (unreachable.size > 0) {
    const timeout = limits.deadline.total;
    throw new IncompleteListError({
      parent,
      pages,
      because: "unreachable",
      timeout,
      unreachable: [...unreachable],
    });
  }
}

/** Reads one page; sends the request again after every transient failure. */
async function readPage(
  context: ListContext,
  parent: string,
  query: ListRequest,
  { deadline, maxPages = Number.POSITIVE_INFINITY, signal }: ListLimits,
  pages: number,
): Promise<OperationPage> {
  const cutShort = (because: "deadline" | "pageLimit", failure?: RequestFailure): IncompleteListError =>
    new IncompleteListError({ parent, pages, because, timeout: deadline.total, ...(failure && { failure }) });
  if (pages >= maxPages || deadline.isFinalPoll(0)) {
    throw cutShort(pages >= maxPages ? "pageLimit" : "deadline");
  }
  const reply = await sendRepeatedly(context, {
    name: parent,
    isFirstContact: pages === 0,
    deadline,
    ...(signal && { signal }),
    send: () =>
      context.connection.list(parent, query, {
        timeout: deadline.requestTimeout(),
        ...(signal && { signal }),
      }),
    classify: classifyFailure,
    mayRetry: () => !deadline.isFinalPoll(0),
  });
  signal?.throwIfAborted();
  if (!reply.ok) {
    throw reply.isRefused ? new ListRefusedError(parent, reply.error) : cutShort("deadline", reply.error);
  }
  return reply.value;
}

/** The failure for a page token that can't be followed: a service that ignores page tokens repeats the first page. */
function pageTokenFailure(
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

/** The longest page token, in characters: servers and proxies refuse longer URLs. */
const MAX_TOKEN_LENGTH = 8_000;

/** The most empty pages in a row. A filter may leave many pages without an entry, but not endlessly many. */
export const MAX_EMPTY_PAGES = 10_000;

/** A detector of cycles among the page tokens of a list. It stores one token, however long the list is. */
export class PageCycleDetector {
  #storedToken: string | undefined;
  #stepsSinceStored = 0;
  #stepsUntilNext = 1;
  #emptyPages = 0;

  /** The problem of a page's token, as a text about the page; `undefined` if the next page can be requested. */
  check(token: string, entries: number): string | undefined {
    this.#emptyPages = entries === 0 ? this.#emptyPages + 1 : 0;
    if (token.length > MAX_TOKEN_LENGTH) {
      return "its nextPageToken is too long to be sent";
    }
    if (token === this.#storedToken) {
      return "its nextPageToken leads to a page that was there before";
    }
    if (this.#emptyPages === MAX_EMPTY_PAGES) {
      return `${MAX_EMPTY_PAGES} pages in a row were empty, and more are said to follow`;
    }
    this.#remember(token);
    return undefined;
  }

  /** Brent's algorithm: in a cycle, the token stored after 1, 2, 4, 8, … steps appears again. */
  #remember(token: string): void {
    this.#stepsSinceStored += 1;
    if (this.#stepsSinceStored >= this.#stepsUntilNext) {
      this.#storedToken = token;
      this.#stepsSinceStored = 0;
      this.#stepsUntilNext *= 2;
    }
  }
}
