import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { isLoopback } from "./endpointUrl.js";
import { Gate } from "./gate.js";

/** The most connections that this process opens for requests. */
const MOST_SOCKETS = 32;

/**
 * How long a connection is kept while nothing is sent on it, in milliseconds: longer than the pause between
 * two looks at an operation, shorter than servers and the boxes between keep one.
 */
const IDLE_TIME = 20_000;

const options = {
  keepAlive: true,
  maxSockets: MOST_SOCKETS,
  maxFreeSockets: MOST_SOCKETS,
  timeout: IDLE_TIME,
};
let agents: { http: HttpAgent; https: HttpsAgent } | undefined;

/**
 * Requests in flight, whatever their host. It bounds the sockets also where a proxy's agent opens them.
 */
export const requestGate = new Gate(MOST_SOCKETS);

/**
 * The agent whose kept-alive connections a request is to use; `undefined` where the environment names a
 * proxy, which gaxios then uses, with NO_PROXY obeyed. This machine is never reached through a proxy.
 *
 * Idle connections don't keep the process alive: Node unrefs them.
 */
export function agentFor(url: URL): HttpAgent | HttpsAgent | undefined {
  if (!isLoopback(url.hostname) && proxyIsConfigured()) {
    return undefined;
  }
  agents ??= openAgents();
  const agent = url.protocol === "https:" ? agents.https : agents.http;
  if (!hasIdleSocketTo(url, agent)) {
    makeRoom(agents.http, agents.https);
  }
  return agent;
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
    http: discreet(new http.Agent(options)),
    https: discreet(new https.Agent(options)),
  };
}

/**
 * An agent that opens connections without being told the headers of the request that is to go first: with
 * NODE_DEBUG=net, Node prints all that a connection is opened with, an access token too.
 */
function discreet<Agent extends HttpAgent>(agent: Agent): Agent {
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => open({ ...options, headers: {} }, callback);
  return agent;
}

function proxyIsConfigured(): boolean {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  return Boolean(HTTPS_PROXY || https_proxy || HTTP_PROXY || http_proxy);
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
  for (const socket of idleSockets(...all).slice(0, Math.max(0, open - MOST_SOCKETS + 1))) {
    socket.destroy();
  }
}

function idleSockets(...all: (HttpAgent | undefined)[]): { destroy(): unknown }[] {
  return all.flatMap((agent) => Object.values(agent?.freeSockets ?? {}).flatMap((sockets) => sockets ?? []));
}

function count(sockets: NodeJS.ReadOnlyDict<unknown[]>): number {
  return Object.values(sockets).reduce<number>((sum, list) => sum + (list?.length ?? 0), 0);
}
