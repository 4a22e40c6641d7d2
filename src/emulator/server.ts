import type { IncomingMessage, ServerResponse } from "node:http";
import { faultAnswer, takesEffect } from "./faults/faultAnswer.js";
import type { AnswerFault, FaultInjector } from "./faults/faultInjector.js";
import type { CredentialsPolicy } from "./http/requestChecks.js";
import type { RecordedRequest, RequestLog, RequestStatus } from "./http/requestLog.js";
import { type Answer, type AnswerFormat, answerFormat, frontEndPage, render } from "./http/respond.js";
import { type RoutedRequest, route } from "./http/router.js";
import { answerRequest } from "./methods/answerRequest.js";
import { canonicalName, type EmulatorState } from "./methods/beginOperation.js";
import type { ServiceDefinition } from "./services/serviceDefinition.js";

/** The parts of an emulator that handle requests. */
export interface RequestContext {
  state: EmulatorState;
  options: {
    rootService: ServiceDefinition | undefined;
    credentials: CredentialsPolicy;
    onRequest: (request: RecordedRequest) => void;
  };
  faults: FaultInjector;
  log: RequestLog;
}

/** Handles one request, from its arrival to its answer. */
export async function handleRequest(
  { state, options, faults, log }: RequestContext,
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
  const entry = log.add({
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
  const finish = (status: RequestStatus): void => {
    if (entry.status === "pending") {
      entry.status = status;
      options.onRequest(entry);
    }
  };
  response.on("close", () => finish("abandoned"));
  const format = answerFormat(query, routed.service?.dialect);
  const refusal = checkFraming(request, body);
  if (refusal !== undefined) {
    finish(refusal.status);
    send(response, refusal, format);
    return;
  }
  const injected = faults.faultsFor({ service: entry.service, kind: entry.kind, path });
  const { fault } = injected;
  if (fault !== undefined || injected.delayBefore + injected.delayAfter > 0) {
    entry.fault = fault?.kind ?? "delay";
  }
  await delay(state, injected.delayBefore);
  let answer: Answer | undefined;
  if (fault === undefined || takesEffect(fault)) {
    const received = { routed, path, query, body, authorization: headers.authorization };
    const result = await answerRequest(state, options.credentials, received);
    answer = result.answer;
    if (result.started !== undefined) {
      entry.operation = result.started;
    }
  }
  await delay(state, injected.delayAfter);
  if (fault === undefined && answer?.operation !== undefined && !response.destroyed) {
    entry.answer = { ...answer.operation, at: state.clock.now() };
  }
  const substitute = fault && faultAnswer(fault, routed.service?.host ?? "");
  deliver(response, substitute ?? answer, fault, format, finish);
}

/** The name of the requested operation, as the emulator stores it. */
function operationOf(state: EmulatorState, routed: RoutedRequest): string | undefined {
  switch (routed.kind) {
    case "get":
    case "cancel":
    case "delete":
    case "wait":
      return canonicalName(routed.service, routed.name, state);
    default:
      return undefined;
  }
}

/** Waits for a delay. It skips the timer if there is none: a timer costs a millisecond of every request. */
async function delay(state: EmulatorState, milliseconds: number): Promise<void> {
  if (milliseconds > 0) {
    await state.clock.sleep(milliseconds, state.closing);
  }
}

/**
 * Refuses what Google's front end refuses: a GET with a body, and a POST, PATCH or PUT without Content-Length, even
 * with an empty body (https://github.com/googleapis/google-cloud-rust/issues/1936).
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

/** Sends the answer, or breaks it or the connection as the fault says. */
function deliver(
  response: ServerResponse,
  answer: Answer | undefined,
  fault: AnswerFault | undefined,
  format: AnswerFormat,
  finish: (status: RequestStatus) => void,
): void {
  if (response.destroyed) {
    return;
  }
  if (fault?.kind === "endless") {
    finish(200);
    sendEndless(response);
    return;
  }
  if (answer === undefined || fault?.kind === "reset") {
    finish("reset");
    reset(response);
    return;
  }
  finish(answer.status);
  if (fault?.kind === "truncated") {
    sendTruncated(response, answer, format);
  } else if (fault?.kind === "resetMidBody") {
    sendAndReset(response, answer, format);
  } else {
    send(response, answer, format);
  }
}

/** The largest accepted body in bytes; real front ends have similar limits. */
const MAX_BODY_SIZE = 32 * 1024 * 1024;

/** Reads the body; `undefined` if it is too long or the client disconnects. */
async function receiveBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_SIZE) {
        return undefined;
      }
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends a complete answer. */
export function send(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.end(body);
}

/** Sends half of the body with the length of that half: complete HTTP, broken JSON. */
function sendTruncated(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  response.writeHead(answer.status, { ...headers, "content-length": half.length });
  response.end(half);
}

/** Sends half of the body with the length of all of it, and resets the connection. */
function sendAndReset(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => reset(response));
}

/** Resets the TCP connection: the client gets ECONNRESET. */
function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Sends an endless body, as fast as the client reads it. */
function sendEndless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, " ");
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
  const more = (): void => {
    while (!response.destroyed && response.write(chunk)) {
      // The socket accepts more.
    }
  };
  response.on("drain", more);
  more();
}
