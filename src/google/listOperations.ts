import type { Clock } from "../core/clock.js";
import { Deadline } from "../core/deadline.js";
import { NoAnswerError } from "../core/errors/noAnswerError.js";
import type { OperationEvent } from "../core/events.js";
import type { Fault } from "../core/fault.js";
import { judgeFault } from "../core/faultVerdict.js";
import type { Operation } from "../core/operation.js";
import { retryPause } from "../core/retryPause.js";
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
  /** What one page may take, repetitions included, in milliseconds. */
  pageTimeout: number;
  signal?: AbortSignal;
}

/**
 * The operations below a parent, page after page, as they are asked for; also behind pages that are empty. What
 * is not among them may exist all the same: some services list only pending ones.
 *
 * @throws ListRefusedError when the service refuses a page
 * @throws NoAnswerError when a page took too long
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
  for (;;) {
    const page = await askForPage(tools, parent, { ...question, ...token }, limits);
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
  tools: ListTools,
  parent: string,
  question: ListQuestion,
  { pageTimeout, signal }: ListLimits,
): Promise<OperationPage> {
  const deadline = new Deadline(tools.clock, pageTimeout);
  for (let faults = 1; ; faults += 1) {
    const reply = await tools.connection.list(parent, question, {
      timeout: deadline.requestTimeout(),
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (reply.ok) {
      return reply.value;
    }
    const { fault } = reply;
    const verdict = judgeFault(fault);
    if (verdict.kind !== "retry") {
      throw new ListRefusedError(parent, fault);
    }
    const pause = retryPause(faults, tools.random(), verdict.retryAfter);
    if (deadline.clip(pause) < pause) {
      throw new NoAnswerError(pageTimeout, fault);
    }
    tools.report({ kind: "trouble", name: parent, fault, retryIn: pause });
    await tools.clock.sleep(pause, signal);
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
