import type { Deadline } from "../core/deadline.js";
import { formatDuration } from "../core/duration.js";
import type { Fault } from "../core/fault.js";
import { faultText } from "../core/faultText.js";
import type { Operation } from "../core/operation.js";
import { retryPause } from "../core/retryPause.js";
import { judgeStartFault } from "../core/startVerdict.js";
import { type StartRequest, withRequestId } from "../google/startRequest.js";
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
  let mayHaveStarted = false;
  for (let faults = 1; ; faults += 1) {
    const reply = await connection.start(sent, { timeout: deadline.requestTimeout() });
    if (reply.ok) {
      return reply.value;
    }
    const verdict = judgeStartFault(reply.fault);
    mayHaveStarted ||= verdict.kind === "uncertain";
    const isInterrupted = step.signal.aborted;
    const isHopeless = verdict.kind === "rejected" || (verdict.kind === "uncertain" && !isRepeatable);
    const pause = retryPause(faults, tools.random(), verdict.kind === "retry" ? verdict.retryAfter : 0);
    const elapsed = clock.monotonic() - begin;
    if (isHopeless || isInterrupted || deadline.clip(pause) < pause || elapsed + pause > RETRY_LIMIT) {
      throw mayHaveStarted ? uncertainStart(step, request, reply.fault) : failedStart(reply.fault, elapsed);
    }
    tools.report({ kind: "trouble", name: request.path, fault: reply.fault, retryIn: pause });
    await clock.sleep(pause, step.signal);
  }
}

function failedStart(fault: Fault, elapsed: number): ResourceFailure {
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  return new ResourceFailure(`No operation was started${tried}: ${faultText(fault)}`);
}

function uncertainStart(step: Step, request: StartRequest, fault: Fault): ResourceFailure {
  const { baseUrl, apiVersion } = step.connection;
  const parent = /^projects\/[^/]+(?:\/locations\/[^/]+)?/.exec(request.path)?.[0] ?? request.path;
  const time = new Date(step.clock.wall()).toISOString();
  return new ResourceFailure(
    `An operation may have been started at ${time}, but its name is not known: ${faultText(fault)}. ` +
      `It was not sent again, since that could start a second one. ` +
      `Look for it with GET ${baseUrl}/${apiVersion}/${parent}/operations; ` +
      `if it is there, adopt it: replace \`start\` by \`operationName: "<its name>"\`; ` +
      `if it is not, run \`pulumi up\` again.`,
  );
}
