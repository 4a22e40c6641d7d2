import type { Result } from "../../core/result.js";

/** The base of a service's URLs, and whether requests to it carry credentials. */
export interface Endpoint {
  /** Scheme, host and possibly a path; no slash at the end. */
  baseUrl: string;
  credentials: "required" | "none";
}

/**
 * Reads an endpoint that a user gives. The error is a predicate with the remedy. It doesn't quote the endpoint,
 * because a URL may contain a password.
 *
 * Plain http is for loopback only, because every request carries a bearer token.
 */
export function readEndpoint(text: string): Result<Endpoint, string> {
  if (/\s/.test(text) || !URL.canParse(text)) {
    return { ok: false, error: "is not a valid URL. Give one such as https://alloydb.googleapis.com." };
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { ok: false, error: `must begin with https:, not ${url.protocol}.` };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      ok: false,
      error: "must not contain a user name or password. Requests use Google credentials.",
    };
  }
  if (text.includes("?") || text.includes("#")) {
    return {
      ok: false,
      error: "must not contain a query or a fragment. Give the scheme, the host and at most a path.",
    };
  }
  if (/%|\\|\/\.\.?(?:\/|$)/.test(text)) {
    return {
      ok: false,
      error: 'must not contain an escaped character, a backslash, or a segment "." or "..".',
    };
  }
  if (!isSafeForTokens(url)) {
    return {
      ok: false,
      error: "uses http to another machine, which would expose the access token. Use https.",
    };
  }
  const baseUrl = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return { ok: true, value: { baseUrl, credentials: "required" } };
}

/** Checks whether a bearer token may be sent to a URL: https anywhere, http only to this machine. */
export function isSafeForTokens(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Checks a host name as URL parsers write it: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** The domain of Google's own universe; partners run others, with hosts of their own. */
export const DEFAULT_UNIVERSE = "googleapis.com";

/** The counterpart of one of Google's own hosts in another universe. */
export function hostInUniverse(host: string, universeDomain: string): string {
  return isBelow(host, DEFAULT_UNIVERSE) ? replaceEnd(host, DEFAULT_UNIVERSE, universeDomain) : host;
}

/** The opposite of {@link hostInUniverse}: full resource names contain Google's own hosts in every universe. */
export function hostInDefaultUniverse(host: string, universeDomain: string): string {
  return isBelow(host, universeDomain) ? replaceEnd(host, universeDomain, DEFAULT_UNIVERSE) : host;
}

function isBelow(host: string, domain: string): boolean {
  return host.toLowerCase().endsWith(`.${domain}`);
}

function replaceEnd(host: string, end: string, other: string): string {
  return `${host.slice(0, -end.length)}${other}`;
}
