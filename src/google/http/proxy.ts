import type { Socket } from "node:net";
import { oneLine } from "../../core/text.js";
import { isLoopback } from "./url.js";

/** Time limit of a CONNECT request, in milliseconds. */
const CONNECT_TIMEOUT = 30_000;

/** The error of a proxy that gives no connection. Nothing was sent to the service. */
class ProxyError extends Error {
  readonly code = "PROXY_REFUSED";
}

/**
 * Finds the proxy for requests to a host, by the environment variables that gaxios obeys; `undefined` if they go
 * directly. Requests to this machine never use a proxy.
 *
 * @param hostname in lower case; an IPv6 address without brackets, as Node's agents have it
 */
export function proxyFor(hostname: string, environment = process.env): URL | undefined {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy, NO_PROXY, no_proxy } = environment;
  const proxy = HTTPS_PROXY || https_proxy || HTTP_PROXY || http_proxy;
  const exceptions = (NO_PROXY ?? no_proxy ?? "").split(",").map((rule) => rule.trim());
  if (
    proxy === undefined ||
    proxy === "" ||
    hostname === "::1" ||
    isLoopback(hostname) ||
    exceptions.some(matches(hostname))
  ) {
    return undefined;
  }
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!URL.canParse(url)) {
    throw new ProxyError(
      "the proxy that the environment names is not a URL such as http://proxy.example:3128",
    );
  }
  return new URL(url);
}

/** Opens a connection to `host:port` through a proxy. Errors don't contain the proxy's password. */
export function connectThrough(proxy: URL, host: string, port: number): Promise<Socket> {
  const name = `the proxy ${proxy.host}`;
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { request } = (
    proxy.protocol === "https:" ? require("node:https") : require("node:http")
  ) as typeof import("node:https");
  return new Promise((resolve, reject) => {
    const connectRequest = request(new URL(proxy.origin), {
      method: "CONNECT",
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      timeout: CONNECT_TIMEOUT,
    });
    // An abort of the caller doesn't end this request, so it must not keep the process alive.
    connectRequest.once("socket", (socket) => socket.unref());
    connectRequest.once("connect", ({ statusCode, statusMessage = "" }, socket) => {
      socket.removeAllListeners("timeout").setTimeout(0);
      if (statusCode === 200) {
        resolve(socket.ref());
        return;
      }
      socket.destroy();
      const status = oneLine(`HTTP ${statusCode} ${statusMessage.slice(0, 100)}`);
      reject(new ProxyError(`${name} refused the connection: ${status}`));
    });
    connectRequest.once("timeout", () =>
      connectRequest.destroy(new Error(`no response within ${CONNECT_TIMEOUT / 1_000} s`)),
    );
    connectRequest.once("error", ({ message }) =>
      reject(new ProxyError(`no connection through ${name}: ${message}`)),
    );
    connectRequest.end();
  });
}

function authorization({ username, password }: URL): { "proxy-authorization"?: string } {
  if (username === "" && password === "") {
    return {};
  }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** A matcher for entries of NO_PROXY: `*`, a host name, or `.example.com` and `*.example.com` for all below it. */
function matches(hostname: string): (rule: string) => boolean {
  return (rule) => {
    const suffix = rule.replace(/^\*\./, ".");
    return rule === "*" || rule === hostname || (suffix.startsWith(".") && hostname.endsWith(suffix));
  };
}
