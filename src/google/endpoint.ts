import type { CatalogService } from "./catalog.js";
import { emulatorBase } from "./emulatorHost.js";

/** Where requests go, and whether they carry credentials. */
export interface Endpoint {
  /** Scheme, host and possibly a path; no slash at the end. */
  baseUrl: string;
  credentials: "required" | "none";
}

export type EndpointReading = { ok: true; endpoint: Endpoint } | { ok: false; reason: string };

export interface EndpointQuestion {
  /** The user's own endpoint; wins over everything. */
  endpoint?: string;
  /** As the user named it: a key, or a host, perhaps a regional one. */
  named: string;
  /** Absent for a host that the catalog doesn't know. */
  service?: CatalogService;
  /** Location in the operation's name or in the start path. */
  location?: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Chooses where to send requests: the given endpoint, else the emulator that GCP_LRO_EMULATOR_HOST names, else
 * Google's host for the service and location.
 */
export function chooseEndpoint(question: EndpointQuestion): EndpointReading {
  if (question.endpoint !== undefined) {
    return readEndpoint(question.endpoint);
  }
  const path = question.service?.key ?? question.named.toLowerCase();
  return (
    emulatorBase(question.environment, path) ?? {
      ok: true,
      endpoint: { baseUrl: `https://${googleHost(question)}`, credentials: "required" },
    }
  );
}

/**
 * Reads an endpoint given by a user. Refusals don't quote it: a URL may hold a password.
 *
 * Plain http is for loopback alone, because every request carries a bearer token.
 */
export function readEndpoint(text: string): EndpointReading {
  if (/\s/.test(text) || !URL.canParse(text)) {
    return { ok: false, reason: "It is no URL. Give one such as https://alloydb.googleapis.com." };
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { ok: false, reason: `It begins with ${url.protocol} instead of https:.` };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      ok: false,
      reason: "It holds a user name or password; leave that out, credentials are Google's.",
    };
  }
  if (text.includes("?") || text.includes("#")) {
    return { ok: false, reason: "It holds a query or a fragment; give scheme, host and at most a path." };
  }
  if (!isSafeForTokens(url)) {
    return {
      ok: false,
      reason: "It is http to another machine, which would show the access token to the network. Use https.",
    };
  }
  const baseUrl = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return { ok: true, endpoint: { baseUrl, credentials: "required" } };
}

/** Whether a bearer token may be sent there: https anywhere, http only to this machine. */
export function isSafeForTokens(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Judges a host name as URL parsers leave it: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** A host given by the user is used as it is; a service given by key goes where its location demands. */
function googleHost({ named, service, location }: EndpointQuestion): string {
  if (service === undefined || named.includes(".")) {
    return named.toLowerCase();
  }
  const form = location === undefined || location === "global" ? undefined : hostForm(service, location);
  return form?.replace("{location}", location ?? "") ?? service.host;
}

function hostForm({ locationHosts }: CatalogService, location: string): string | undefined {
  return Object.hasOwn(locationHosts, location) ? locationHosts[location] : locationHosts["*"];
}
