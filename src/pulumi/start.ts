import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import type { Fault } from "../core/fault.js";
import { faultText } from "../core/faultText.js";
import { isJsonObject } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import { retryPause } from "../core/retryPause.js";
import { judgeStartFault } from "../core/startVerdict.js";
import { type HttpRequest, type StartRequest, withRequestId } from "../google/startRequest.js";
import { ResourceFailure } from "./resourceFailure.js";
import type { Step } from "./step.js";

/** How long a start that surely did not happen is tried again, in milliseconds. */
const RETRY_LIMIT = 5 * 60_000;

/**
 * Sends a start request and returns the operation that it started. It is sent again only where it surely did
 * not happen, or where it carries a request id, which stays the same.
 *
 * @throws ResourceFailure that tells whether something may be running, and how to find and adopt it
 */
export async function startOperation(
  step: Step,
  request: StartRequest,
  requestId: string,
  deadline: Deadline,
): Promise<Operation> {
  const { clock, connection, tools } = step;
  const isRepeatable = request.requestId === "query" || request.requestId === "body";
  const sent = withRequestId(request, requestId);
  const begin = clock.monotonic();
  let uncertainSince: number | undefined;
  for (let faults = 1; ; faults += 1) {
    const sentAt = clock.wall();
    const reply = await connection.start(sent, { timeout: deadline.requestTimeout() });
    if (reply.ok) {
      return reply.value;
    }
    const verdict = judgeStartFault(reply.fault);
    if (verdict.kind === "uncertain") {
      uncertainSince ??= sentAt;
    }
    const isHopeless = verdict.kind === "rejected" || (verdict.kind === "uncertain" && !isRepeatable);
    const pause = retryPause(faults, tools.random(), verdict.kind === "retry" ? verdict.retryAfter : 0);
    const elapsed = clock.monotonic() - begin;
    const isTooLate = deadline.clip(pause) < pause || elapsed + pause > RETRY_LIMIT;
    if (!isHopeless && !isTooLate && !step.signal.aborted) {
      tools.report({ kind: "trouble", name: request.path, fault: reply.fault, retryIn: pause });
      await clock.sleep(pause, step.signal);
    }
    if (isHopeless || isTooLate || step.signal.aborted) {
      throw uncertainSince === undefined
        ? failedStart(reply.fault, elapsed)
        : uncertainStart(step, sent, reply.fault, uncertainSince, isRepeatable);
    }
  }
}

function failedStart(fault: Fault, elapsed: number): ResourceFailure {
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  return new ResourceFailure(`No operation was started${tried}: ${faultText(fault)}`);
}

function uncertainStart(
  step: Step,
  sent: HttpRequest,
  fault: Fault,
  since: number,
  isRepeatable: boolean,
): ResourceFailure {
  const { baseUrl, apiVersion } = step.connection;
  const parent = /^projects\/[^/]+(?:\/locations\/[^/]+)?/.exec(sent.path)?.[0] ?? sent.path;
  const repetition = isRepeatable
    ? `Every try carried the same request id, ${requestIdOf(sent)}, so that at most one was started. `
    : `It was not sent again, since that could start a second one. `;
  return new ResourceFailure(
    `An operation may have been started at ${new Date(since).toISOString()}, but its name is not known: ` +
      `${faultText(fault)}. ${repetition}` +
      `Look for it with GET ${baseUrl}/${apiVersion}/${parent}/operations; ` +
      `if it is there, adopt it: replace \`start\` by \`operationName: "<its name>"\`; ` +
      `if it is not, run \`pulumi up\` again.`,
  );
}

function requestIdOf({ query, body }: HttpRequest): string {
  return query?.requestId ?? String(isJsonObject(body) ? body.requestId : "");
}
