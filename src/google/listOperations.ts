import type { Clock } from "../core/clock.js";
import type { Deadline } from "../core/deadline.js";
import type { OperationEvent } from "../core/events.js";
import type { Fault } from "../core/fault.js";
import { judgeFault, SETUP_TRIES, setupPause } from "../core/faultVerdict.js";
import type { Operation } from "../core/operation.js";
import { retryPause } from "../core/retryPause.js";
import { IncompleteListError } from "./errors/incompleteListError.js";
import { ListRefusedError } from "./errors/listRefusedError.js";
import { PageTrail } from "./pageTrail.js";
import { quoted } from "./resourcePath.js";
import type { ListQuestion, OperationPage, ServiceConnection } from "./serviceConnection.js";

/** What following a list needs from outside. */
export interface ListTools {
  clock: Clock;
  connection: Pick<ServiceConnection, "list" | "baseUrl" | "apiVersion">;
  /** A number in [0, 1). */
  random(): number;
  report(event: OperationEvent): void;
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
 * @throws ListRefusedError when the service refuses a page, or a fault of this machine's set-up keeps the first one from
 *   being asked for
 * @throws IncompleteListError when a limit cuts the list short, after all operations on the pages that were read
 * @throws the signal's reason once it aborts
 */
export async function* listOperations(
  tools: ListTools,
  parent: string,
  question: Omit<ListQuestion, "pageToken">,
  limits: ListLimits,
): AsyncGenerator<Operation, void, undefined> {
  const trail = new PageTrail();
  let token: { pageToken?: string } = {};
  for (let pages = 0; ; ) {
    const page = await askForPage(tools, parent, { ...question, ...token }, limits, pages);
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
      throw new ListRefusedError(parent, deadEnd(tools, parent, nextPageToken, problem));
    }
    token = { pageToken: nextPageToken };
  }
}

/** One page, asked for again after every passing fault. */
async function askForPage(
  { clock, connection, random, report }: ListTools,
  parent: string,
  question: ListQuestion,
  { deadline, mostPages = Number.POSITIVE_INFINITY, signal }: ListLimits,
  pages: number,
): Promise<OperationPage> {
  const cutShort = (because: "deadline" | "pageLimit", fault?: Fault): IncompleteListError =>
    new IncompleteListError({
      parent,
      pages,
      because,
      timeout: deadline.total,
      ...(fault && { fault }),
    });
  if (pages >= mostPages) {
    throw cutShort("pageLimit");
  }
  let setupFaults = 0;
  let last: Fault | undefined;
  for (let faults = 1; ; faults += 1) {
    if (deadline.isLastLook(0)) {
      throw cutShort("deadline", last);
    }
    const reply = await connection.list(parent, question, {
      timeout: deadline.requestTimeout(),
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (reply.ok) {
      return reply.value;
    }
    const { fault } = reply;
    const verdict = judgeFault(fault);
    const setup = pages === 0 ? setupPause(fault) : undefined;
    setupFaults = setup === undefined ? 0 : setupFaults + 1;
    if (verdict.kind !== "retry" || setupFaults === SETUP_TRIES) {
      throw new ListRefusedError(parent, fault);
    }
    const pause = setup ?? retryPause(faults, random(), verdict.retryAfter);
    if (deadline.clip(pause) < pause) {
      throw cutShort("deadline", fault);
    }
    last = fault;
    report({ kind: "trouble", name: parent, fault, retryIn: pause });
    await clock.sleep(pause, signal);
    signal?.throwIfAborted();
  }
}

/** A service that takes no page tokens, for one, gives the first page's again and again. */
function deadEnd({ connection }: ListTools, parent: string, pageToken: string, problem: string): Fault {
  return {
    kind: "unreadable",
    request: `GET ${connection.baseUrl}/${connection.apiVersion}/${parent}/operations`,
    httpStatus: 200,
    problem,
    excerpt: `"nextPageToken": ${quoted(pageToken.slice(0, 100))}`,
  };
}
