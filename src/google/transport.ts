import { type Clock, systemClock } from "../core/clock.js";
import type { Fault, Reply } from "../core/fault.js";
import type { RequestLimits } from "../core/operationsService.js";
import { API_CLIENT, userAgent } from "./clientHeaders.js";
import type { Credentials, StreamedAnswer } from "./credentials.js";
import { abortFault, credentialsFault, networkFault, unrenewableFault } from "./networkFault.js";
import { onOneLine } from "./plainText.js";
import { type BodyText, readBody } from "./readBody.js";
import { agentFor, observed, requestGate } from "./sockets.js";
import { Stop } from "./stop.js";
import { withoutToken } from "./withoutToken.js";

const LONGEST_CONTENT_TYPE = 100;

/** One HTTP request. */
export interface WireRequest {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: URL;
  /** JSON text. Without it, methods that could carry a body send `Content-Length: 0`. */
  body?: string;
  /** Whether GCP_LRO_EMULATOR_HOST names its host. */
  toEmulator?: boolean;
  quotaProject?: string;
  /** For the audit log. */
  requestReason?: string;
  /** Default: this package's, without what settings add. */
  userAgent?: string;
}

/** An HTTP answer, whatever its status. */
export interface WireAnswer extends BodyText {
  status: number;
  /** Its beginning, on one line; empty where there is none. */
  contentType: string;
  /** Who answered: the Server header, else the Via header. */
  server?: string;
  /** When the server sent it, by the server's own clock. */
  date?: string;
  retryAfter?: string;
  location?: string;
}

/**
 * Sends a request once and reads the answer, whatever its status; redirects are answers too. After a 401 the
 * token is fetched anew and the request sent once more: such a request has had no effect. Where there can be no
 * new token, the credentials are at fault.
 *
 * @param requestTimeout milliseconds from the moment it is the request's turn
 */
export async function exchange(
  request: WireRequest,
  credentials: () => Promise<Credentials>,
  requestTimeout: number,
  limits: RequestLimits = {},
  clock: Clock = systemClock,
): Promise<Reply<WireAnswer>> {
  const stop = new Stop(limits, clock);
  try {
    if (!(await requestGate.enter(stop.signal))) {
      return { ok: false, fault: abortFault(describe(request), stop) };
    }
    try {
      stop.after(requestTimeout);
      return await attempt(request, credentials, stop, true);
    } finally {
      requestGate.leave();
    }
  } finally {
    stop.release();
  }
}

async function attempt(
  request: WireRequest,
  find: () => Promise<Credentials>,
  stop: Stop,
  mayRenew: boolean,
): Promise<Reply<WireAnswer>> {
  const failed = (fault: Fault): Reply<WireAnswer> => ({ ok: false, fault });
  let credentials: Credentials;
  let token: string | undefined;
  try {
    credentials = await stop.orAbort(find());
    token = await stop.orAbort(credentials.prepare(request.url));
  } catch (error) {
    const what = describe(request);
    return failed(stop.signal.aborted ? abortFault(what, stop) : credentialsFault(what, error));
  }
  let answer: WireAnswer;
  try {
    // A client with a fetch of its own doesn't use the agent, which would tell when the request leaves.
    stop.sent = true;
    answer = await stop.orAbort(credentials.send(optionsOf(request, stop)).then(readAnswer));
  } catch (error) {
    const what = describe(request);
    return failed(
      stop.signal.aborted ? abortFault(what, stop) : networkFault(what, request, error, stop.sent),
    );
  }
  if (answer.status !== 401 || token === undefined || !mayRenew) {
    return { ok: true, value: token === undefined ? answer : withoutToken(answer, token) };
  }
  if (credentials.discard(token)) {
    stop.sent = false;
    return attempt(request, find, stop, false);
  }
  return failed(unrenewableFault(describe(request), credentials.renewal));
}

function optionsOf(request: WireRequest, stop: Stop): Parameters<Credentials["send"]>[0] {
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
    contentType: onOneLine((headers.get("content-type") ?? "").slice(0, LONGEST_CONTENT_TYPE)),
    ...(server !== null && server !== "" && { server: onOneLine(server.slice(0, LONGEST_CONTENT_TYPE)) }),
    ...(date !== null && { date }),
    ...(retryAfter !== null && { retryAfter }),
    ...(location !== null && { location }),
    ...(await readBody(data)),
  };
}

/** A request as faults name it: without its query, which may hold what nobody else should read. */
export function describe({ method, url }: WireRequest): string {
  return `${method} ${url.origin}${url.pathname}`;
}
