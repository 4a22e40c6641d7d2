import type { ClientRequest, Agent as HttpAgent, RequestOptions } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { connectThrough, proxyFor } from "./proxy.js";

/** The most connections that this process opens for requests. */
export const MAX_SOCKETS = 32;

/**
 * The time after which an idle connection is closed, in milliseconds: longer than the pause between two polls, shorter
 * than the idle time-outs of servers and of proxies on the way.
 */
const MAX_IDLE_TIME = 20_000;

const options = {
  keepAlive: true,
  maxSockets: MAX_SOCKETS,
  maxFreeSockets: MAX_SOCKETS,
  timeout: MAX_IDLE_TIME,
};
let agents: { http: HttpAgent; https: HttpsAgent } | undefined;

/**
 * Returns the agent whose kept-alive connections a request uses, through the environment's proxy if there is one.
 *
 * Idle connections don't keep the process alive: Node unrefs them.
 */
export function agentFor(url: URL): HttpAgent | HttpsAgent {
  agents ??= openAgents();
  const agent = url.protocol === "https:" ? agents.https : agents.http;
  if (!hasIdleSocketTo(url, agent)) {
    closeSurplusConnections(agents.http, agents.https);
  }
  return agent;
}

/** Opens a request by Node's HTTP client, on a connection of {@link agentFor}. */
export function openRequest(url: URL, options: RequestOptions): ClientRequest {
  const agent = agentFor(url);
  const { request } = url.protocol === "https:" ? nodeHttps() : nodeHttp();
  return request(url, { ...options, agent });
}

/** Closes the idle connections and returns their number. */
export function closeIdleConnections(): number {
  const idle = idleSockets(agents?.http, agents?.https);
  for (const socket of idle) {
    socket.destroy();
  }
  return idle.length;
}

// Node's HTTP client is loaded on first use: it takes longer to load than this package.
const nodeHttp = () => require("node:http") as typeof import("node:http");
const nodeHttps = () => require("node:https") as typeof import("node:https");

function openAgents(): { http: HttpAgent; https: HttpsAgent } {
  return {
    http: throughProxy(new (nodeHttp().Agent)(options), false),
    https: throughProxy(new (nodeHttps().Agent)(options), true),
  };
}

/**
 * Makes an agent use the environment's proxy. It opens connections without the headers of the first request: with
 * NODE_DEBUG=net, Node prints all options of a connection, and they would contain an access token.
 */
function throughProxy<Agent extends HttpAgent>(agent: Agent, isSecure: boolean): Agent {
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
 * Closes idle connections above {@link MAX_SOCKETS}. An agent limits connections by host, so idle ones to many hosts
 * would add up. Node's own limit of the total would let idle connections to one host block requests to another.
 */
function closeSurplusConnections(...all: HttpAgent[]): void {
  const open = all.reduce(
    (sum, agent) => sum + countSockets(agent.sockets) + countSockets(agent.freeSockets),
    0,
  );
  for (const socket of idleSockets(...all).slice(0, Math.max(0, open - MAX_SOCKETS + 1))) {
    socket.destroy();
  }
}

function idleSockets(...all: (HttpAgent | undefined)[]): { destroy(): unknown }[] {
  return all.flatMap((agent) => Object.values(agent?.freeSockets ?? {}).flatMap((sockets) => sockets ?? []));
}

function countSockets(sockets: NodeJS.ReadOnlyDict<unknown[]>): number {
  return Object.values(sockets).reduce<number>((sum, list) => sum + (list?.length ?? 0), 0);
}
