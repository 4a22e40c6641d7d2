import type { ClientRequest, Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectThrough, proxyFor } from "./proxy.js";
import type { RequestAbort } from "./requestAbort.js";

/** The most connections that this process opens for requests. */
export const MAX_SOCKETS = 32;

/**
 * How long a connection is kept while nothing is sent on it, in milliseconds: longer than the pause between
 * two looks at an operation, shorter than servers and the boxes between keep one.
 */
const IDLE_TIME = 20_000;

const options = {
  keepAlive: true,
  maxSockets: MAX_SOCKETS,
  maxFreeSockets: MAX_SOCKETS,
  timeout: IDLE_TIME,
};
let agents: { http: HttpAgent; https: HttpsAgent } | undefined;

/**
 * The agent whose kept-alive connections a request uses, through the environment's proxy where there is one.
 *
 * Idle connections don't keep the process alive: Node unrefs them.
 */
export function agentFor(url: URL): HttpAgent | HttpsAgent {
  agents ??= openAgents();
  const agent = url.protocol === "https:" ? agents.https : agents.http;
  if (!hasIdleSocketTo(url, agent)) {
    makeRoom(agents.http, agents.https);
  }
  return agent;
}

/**
 * An agent for one request, which sets `stop.sent` when the request has a connection that stands: from then on its
 * bytes may leave the process.
 */
export function observed(agent: HttpAgent, stop: RequestAbort): HttpAgent {
  const { addRequest } = agent as HttpAgent & { addRequest(request: ClientRequest, options: unknown): void };
  const value = (request: ClientRequest, options: unknown): void => {
    stop.sent = false;
    if (stop.signal.aborted) {
      throw new Error("aborted");
    }
    request.once("socket", (socket: Socket & { secureConnecting?: boolean }) => {
      if (!socket.connecting && !socket.secureConnecting) {
        stop.sent = true;
      } else {
        const connected = socket.secureConnecting === undefined ? "connect" : "secureConnect";
        socket.once(connected, () => {
          stop.sent = true;
        });
      }
    });
    addRequest.call(agent, request, options);
  };
  return Object.create(agent, { addRequest: { value } }) as HttpAgent;
}

/** Closes the connections that are idle now, and tells how many there were. */
export function closeIdleConnections(): number {
  const idle = idleSockets(agents?.http, agents?.https);
  for (const socket of idle) {
    socket.destroy();
  }
  return idle.length;
}

/** Loads Node's HTTP client on first use: it takes longer to load than this package. */
function openAgents(): { http: HttpAgent; https: HttpsAgent } {
  const http = require("node:http") as typeof import("node:http");
  const https = require("node:https") as typeof import("node:https");
  return {
    http: connecting(new http.Agent(options), false),
    https: connecting(new https.Agent(options), true),
  };
}

/**
 * An agent that obeys the environment's proxy. It opens connections without the headers of the request that goes
 * first: with NODE_DEBUG=net, Node prints all that a connection is opened with, an access token too.
 */
function connecting<Agent extends HttpAgent>(agent: Agent, isSecure: boolean): Agent {
  const open = agent.createConnection.bind(agent) as (options: object) => Duplex;
  agent.createConnection = (given, callback) => {
    const options = { ...given, headers: {} };
    const host = given.host ?? "localhost";
    const proxy = proxyFor(host);
    if (proxy === undefined) {
      return open(options);
    }
    connectThrough(proxy, host, Number(given.port)).then(
      (socket) => callback?.(null, isSecure ? open({ ...options, socket }) : socket),
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
  return agent;
}

function hasIdleSocketTo(url: URL, agent: HttpAgent): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const beginning = `${url.hostname.replace(/^\[|\]$/g, "")}:${port}:`;
  return Object.keys(agent.freeSockets).some((key) => key.startsWith(beginning));
}

/**
 * Agents bound connections by host; idle ones to many hosts would add up. Node's own bound for the total lets
 * idle connections to one host block requests to another, so the idle ones are closed here.
 */
function makeRoom(...all: HttpAgent[]): void {
  const open = all.reduce((sum, agent) => sum + count(agent.sockets) + count(agent.freeSockets), 0);
  for (const socket of idleSockets(...all).slice(0, Math.max(0, open - MAX_SOCKETS + 1))) {
    socket.destroy();
  }
}

function idleSockets(...all: (HttpAgent | undefined)[]): { destroy(): unknown }[] {
  return all.flatMap((agent) => Object.values(agent?.freeSockets ?? {}).flatMap((sockets) => sockets ?? []));
}

function count(sockets: NodeJS.ReadOnlyDict<unknown[]>): number {
  return Object.values(sockets).reduce<number>((sum, list) => sum + (list?.length ?? 0), 0);
}
