import type { IncomingMessage, ServerResponse } from "node:http";
import { faultAnswer, happensAfterEffect } from "../faults/faultAnswer.js";
import type { DecisiveFault, FaultInjector } from "../faults/faultInjector.js";
import { answerRequest } from "../methods/answerRequest.js";
import { canonicalName, type EmulatorState } from "../operations/beginOperation.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";
import type { CredentialsPolicy } from "./requestChecks.js";
import type { RecordedRequest, RequestRecord, RequestStatus } from "./requestLog.js";
import { type Answer, type AnswerFormat, answerFormat, frontEndPage, render } from "./respond.js";
import { type Routed, route } from "./router.js";

/** What handles the requests of one emulator. */
export interface HandlerParts {
  state: EmulatorState;
  options: {
    rootService: ServiceDefinition | undefined;
    credentials: CredentialsPolicy;
    onRequest: (request: RecordedRequest) => void;
  };
  faults: FaultInjector;
  record: RequestRecord;
}

/** One request, from its arrival to its answer. */
export async function handleRequest(
  { state, options, faults, record }: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await receiveBody(request);
  if (body === undefined) {
    response.destroy();
    return;
  }
  const [path = "/", ...queryParts] = (request.url ?? "/").split("?");
  const query = new URLSearchParams(queryParts.join("?"));
  const method = request.method ?? "GET";
  const routed = route(method, path, state.services, options.rootService);
  const { headers } = request;
  const entry = record.add({
    at: state.clock.now(),
    service: routed.service?.service,
    version: routed.version,
    method,
    path,
    query,
    headers,
    body,
    kind: routed.kind,
    operation: operationOf(state, routed),
  });
  const settle = (status: RequestStatus): void => {
    if (entry.status === "pending") {
      entry.status = status;
      options.onRequest(entry);
    }
  };
  response.on("close", () => settle("abandoned"));
  const format = answerFormat(query, routed.service?.dialect);
  const refusal = checkFraming(request, body);
  if (refusal !== undefined) {
    settle(refusal.status);
    send(response, refusal, format);
    return;
  }
  const verdict = faults.verdictOn({ service: entry.service, kind: entry.kind, path });
  const { fault } = verdict;
  if (fault !== undefined || verdict.delayBefore + verdict.delayAfter > 0) {
    entry.fault = fault?.kind ?? "delay";
  }
  await hold(state, verdict.delayBefore);
  let answer: Answer | undefined;
  if (fault === undefined || happensAfterEffect(fault)) {
    const received = { routed, path, query, body, authorization: headers.authorization };
    const outcome = await answerRequest(state, options.credentials, received);
    answer = outcome.answer;
    if (outcome.started !== undefined) {
      entry.operation = outcome.started;
    }
  }
  await hold(state, verdict.delayAfter);
  if (fault === undefined && answer?.operation !== undefined && !response.destroyed) {
    entry.answer = { ...answer.operation, at: state.clock.now() };
  }
  const substitute = fault && faultAnswer(fault, routed.service?.host ?? "");
  deliver(response, substitute ?? answer, fault, format, settle);
}

/** The name asked for, as the emulator keeps it. */
function operationOf(state: EmulatorState, routed: Routed): string | undefined {
  return routed.kind === "unknown" || routed.kind === "start" || routed.kind === "list"
    ? undefined
    : canonicalName(routed.service, routed.name, state);
}

/** Waits out a delay. Where there is none, it takes no turn of the timers: a millisecond on every request. */
async function hold(state: EmulatorState, milliseconds: number): Promise<void> {
  if (milliseconds > 0) {
    await state.clock.sleep(milliseconds, state.closing);
  }
}

/**
 * Refuses the requests that Google's front end refuses: a body where none belongs, and a POST, PATCH or PUT without
 * Content-Length, also with an empty body (https://github.com/googleapis/google-cloud-rust/issues/1936).
 */
function checkFraming({ method, headers }: IncomingMessage, body: string): Answer | undefined {
  if (method === "POST" || method === "PATCH" || method === "PUT") {
    return headers["content-length"] === undefined
      ? frontEndPage(
          411,
          "Length Required",
          `<code>${method}</code> requests require a <code>Content-length</code> header.`,
        )
      : undefined;
  }
  return method === "GET" && body !== ""
    ? frontEndPage(400, "Bad Request", "Your client has issued a malformed or illegal request.")
    : undefined;
}

/** Puts the answer on the wire, or does to the connection what the fault says. */
function deliver(
  response: ServerResponse,
  answer: Answer | undefined,
  fault: DecisiveFault | undefined,
  format: AnswerFormat,
  settle: (status: RequestStatus) => void,
): void {
  if (response.destroyed) {
    return;
  }
  if (fault?.kind === "endless") {
    settle(200);
    sendEndless(response);
    return;
  }
  if (answer === undefined || fault?.kind === "reset") {
    settle("reset");
    reset(response);
    return;
  }
  settle(answer.status);
  if (fault?.kind === "truncated") {
    sendTruncated(response, answer, format);
  } else if (fault?.kind === "resetMidBody") {
    sendAndReset(response, answer, format);
  } else {
    send(response, answer, format);
  }
}

/** The largest body that is read; real front ends have limits of this order. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** The whole body; `undefined` where it is too long or the client went away. */
export async function receiveBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) {
        return undefined;
      }
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends an answer whole. */
export function send(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.end(body);
}

/** Half of the body, under headers that say there is no more: complete HTTP, broken JSON. */
export function sendTruncated(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  response.writeHead(answer.status, { ...headers, "content-length": half.length });
  response.end(half);
}

/** Half of the body, under headers that promise all of it, and then a reset. */
export function sendAndReset(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => reset(response));
}

/** Cuts the connection with a TCP reset: the client sees ECONNRESET. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** A body without end, as fast as the client takes it. */
export function sendEndless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, " ");
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
  const more = (): void => {
    while (!response.destroyed && response.write(chunk)) {
      // The socket takes more at once.
    }
  };
  response.on("drain", more);
  more();
}
