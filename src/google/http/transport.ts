import type { Clock } from "../../core/clock.js";
import type { Reply, RequestFailure } from "../../core/failure.js";
import type { RequestLimits } from "../../core/operationsService.js";
import { oneLine } from "../../core/text.js";
import { agentFor, observed } from "./agents.js";
import { readBody } from "./body.js";
import { API_CLIENT, userAgent } from "./headers.js";
import type { RequestLimiter } from "./limiter.js";
import { abortFailure, credentialsFailure, networkFailure, unrenewableFailure } from "./networkFailure.js";
import { RequestAbort } from "./requestAbort.js";
import type { Credentials, StreamedAnswer, WireAnswer, WireRequest } from "./wire.js";

const LONGEST_CONTENT_TYPE = 100;

/** How the requests of a connection are sent. */
export interface Sending {
  /** Measures the requests' time limits. */
  clock: Clock;
  limiter: RequestLimiter;
  credentials: () => Promise<Credentials>;
  /** Milliseconds from the moment it is the request's turn. */
  requestTimeout: number;
}

/**
 * Sends a request once and reads the answer, whatever its status; redirects are answers too. After a 401 the
 * token is fetched anew and the request sent once more: such a request has had no effect. Where there can be no
 * new token, the credentials are at fault.
 */
export async function exchange(
  request: WireRequest,
  { clock, limiter, credentials, requestTimeout }: Sending,
  limits: RequestLimits = {},
): Promise<Reply<WireAnswer>> {
  const stop = new RequestAbort(limits, clock);
  try {
    if (!(await limiter.acquire(request.kind, stop.signal))) {
      return { ok: false, error: abortFailure(describe(request), stop) };
    }
    try {
      stop.after(requestTimeout);
      return await attempt(request, credentials, stop, true);
    } finally {
      limiter.release();
    }
  } finally {
    stop.release();
  }
}

async function attempt(
  request: WireRequest,
  find: () => Promise<Credentials>,
  stop: RequestAbort,
  mayRenew: boolean,
): Promise<Reply<WireAnswer>> {
  const failed = (failure: RequestFailure): Reply<WireAnswer> => ({ ok: false, error: failure });
  let credentials: Credentials;
  let token: string | undefined;
  try {
    credentials = await stop.raceAbort(find());
    token = await stop.raceAbort(credentials.prepare(request.url));
  } catch (error) {
    const what = describe(request);
    return failed(stop.signal.aborted ? abortFailure(what, stop) : credentialsFailure(what, error));
  }
  let answer: WireAnswer;
  try {
    // A client with a fetch of its own doesn't use the agent, which would tell when the request leaves.
    stop.sent = true;
    answer = await stop.raceAbort(credentials.send(optionsOf(request, stop)).then(readAnswer));
  } catch (error) {
    const what = describe(request);
    return failed(
      stop.signal.aborted ? abortFailure(what, stop) : networkFailure(what, request, error, stop.sent),
    );
  }
  if (answer.status !== 401 || token === undefined || !mayRenew) {
    return { ok: true, value: token === undefined ? answer : withoutToken(answer, token) };
  }
  if (credentials.discard(token)) {
    stop.sent = false;
    return attempt(request, find, stop, false);
  }
  return failed(unrenewableFailure(describe(request), credentials.tokenHelp));
}

function optionsOf(request: WireRequest, stop: RequestAbort): Parameters<Credentials["send"]>[0] {
  return {
    url: request.url,
    method: request.method,
    headers: {
      accept: "application/json",
      "user-agent": request.userAgent ?? userAgent({}),
      "x-goog-api-client": API_CLIENT,
      ...(request.quotaProject !== undefined && { "x-goog-user-project": request.quotaProject }),
      ...(request.requestReason !== undefined && { "x-goog-request-reason": request.requestReason }),
      ...(request.body !== undefined && { "content-type": "application/json" }),
    },
    ...(request.body !== undefined && { data: Buffer.from(request.body, "utf8") }),
    agent: observed(agentFor(request.url), stop),
    signal: stop.signal,
    responseType: "stream",
    redirect: "manual",
    retry: false,
    validateStatus: () => true,
  };
}

async function readAnswer({ status, headers, data }: StreamedAnswer): Promise<WireAnswer> {
  const date = headers.get("date");
  const retryAfter = headers.get("retry-after");
  const location = headers.get("location");
  const server = headers.get("server") ?? headers.get("via");
  return {
    status,
    contentType: oneLine((headers.get("content-type") ?? "").slice(0, LONGEST_CONTENT_TYPE)),
    ...(server !== null && server !== "" && { server: oneLine(server.slice(0, LONGEST_CONTENT_TYPE)) }),
    ...(date !== null && { date }),
    ...(retryAfter !== null && { retryAfter }),
    ...(location !== null && { location }),
    ...(await readBody(data)),
  };
}

/** A request as failures name it: without its query, which may hold what nobody else should read. */
export function describe({ method, url }: WireRequest): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/** A shorter one is no token of Google's, and may be part of anything. */
const SHORTEST_TOKEN = 8;

/**
 * An answer without the token that its request was sent with, wherever the service repeats it: what an answer
 * says is shown, logged and kept in the state.
 *
 * @param authorization the header as it was sent
 */
export function withoutToken(answer: WireAnswer, authorization: string): WireAnswer {
  const token = authorization.slice(authorization.indexOf(" ") + 1);
  if (token.length < SHORTEST_TOKEN) {
    return answer;
  }
  const blank = (text: string): string => text.replaceAll(token, "…");
  const { text, contentType, location } = answer;
  return {
    ...answer,
    text: blank(text),
    contentType: blank(contentType),
    ...(location !== undefined && { location: blank(location) }),
  };
}
