import type { Clock } from "../../core/clock.js";
import type { Reply, RequestFailure } from "../../core/failure.js";
import type { RequestLimits } from "../../core/operationsService.js";
import { exchange } from "./exchange.js";
import { API_CLIENT, userAgent } from "./headers.js";
import type { RequestLimiter } from "./limiter.js";
import { abortFailure, credentialsFailure, networkFailure, unrenewableFailure } from "./networkFailure.js";
import { RequestAbort } from "./requestAbort.js";
import type { Credentials, SenderHeaders, WireRequest, WireResponse } from "./wire.js";

/** The dependencies and limits of the requests of a connection. */
export interface TransportOptions {
  /** Measures the requests' time limits. */
  clock: Clock;
  limiter: RequestLimiter;
  credentials: () => Promise<Credentials>;
  /** The limit of one request, in milliseconds, without the wait for a slot of the limiter. */
  requestTimeout: number;
}

/**
 * Sends a request and reads the response, whatever its status; a redirect is a response too. A request that was
 * refused with 401 had no effect: it is sent once more with a new token. If the credentials can't give a new token, the
 * result is a failure of the credentials.
 */
export async function sendRequest(
  request: WireRequest,
  { clock, limiter, credentials, requestTimeout }: TransportOptions,
  limits: RequestLimits = {},
): Promise<Reply<WireResponse>> {
  const abort = new RequestAbort(limits, clock);
  try {
    if (!(await limiter.acquire(request.kind, abort.signal))) {
      return { ok: false, error: abortFailure(describeRequest(request), abort) };
    }
    try {
      abort.abortAfter(requestTimeout);
      return await sendOnce(request, credentials, abort, true);
    } finally {
      limiter.release(request.kind);
    }
  } finally {
    abort.release();
  }
}

async function sendOnce(
  request: WireRequest,
  openCredentials: () => Promise<Credentials>,
  abort: RequestAbort,
  mayRenew: boolean,
): Promise<Reply<WireResponse>> {
  const failed = (failure: RequestFailure): Reply<WireResponse> => ({ ok: false, error: failure });
  const fetchSender = async () => {
    const credentials = await openCredentials();
    return { credentials, headers: await credentials.fetchHeaders(request.url) };
  };
  let sender: { credentials: Credentials; headers: SenderHeaders };
  try {
    sender = await abort.raceAbort(fetchSender());
  } catch (error) {
    const text = describeRequest(request);
    return failed(abort.signal.aborted ? abortFailure(text, abort) : credentialsFailure(text, error));
  }
  let response: WireResponse;
  try {
    response = await exchange(request, { ...sender.headers, ...requestHeaders(request) }, abort);
  } catch (error) {
    const text = describeRequest(request);
    return failed(
      abort.signal.aborted ? abortFailure(text, abort) : networkFailure(text, request, error, abort.isSent),
    );
  }
  const { credentials, headers } = sender;
  const { authorization: token } = headers;
  if (response.status !== 401 || token === undefined || !mayRenew) {
    return { ok: true, value: token === undefined ? response : withoutToken(response, token) };
  }
  if (credentials.discard(token)) {
    abort.isSent = false;
    return sendOnce(request, openCredentials, abort, false);
  }
  return failed(unrenewableFailure(describeRequest(request), credentials.tokenHelp));
}

function requestHeaders({ kind, userAgent: agent, quotaProject, requestReason, body }: WireRequest) {
  return {
    accept: "application/json",
    // The other responses are too short to be worth it.
    ...(kind === "list" && { "accept-encoding": "gzip" }),
    "user-agent": agent ?? userAgent({}),
    "x-goog-api-client": API_CLIENT,
    ...(quotaProject !== undefined && { "x-goog-user-project": quotaProject }),
    ...(requestReason !== undefined && { "x-goog-request-reason": requestReason }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
}

/** A request as failures show it: without its query, which may contain secrets. */
export function describeRequest({ method, url }: WireRequest): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/** The shortest token that is removed from texts, in characters. A shorter text may be part of any word. */
const MIN_TOKEN_LENGTH = 8;

/**
 * Removes the token of a request from its response: parts of a response are shown, logged and kept in the state, and
 * some services repeat the token in it.
 *
 * @param authorization the header as it was sent
 */
function withoutToken(response: WireResponse, authorization: string): WireResponse {
  const token = authorization.slice(authorization.indexOf(" ") + 1);
  if (token.length < MIN_TOKEN_LENGTH) {
    return response;
  }
  const redact = (text: string): string => text.replaceAll(token, "…");
  const { text, contentType, location } = response;
  return {
    ...response,
    text: redact(text),
    contentType: redact(contentType),
    ...(location !== undefined && { location: redact(location) }),
  };
}
