import type { BodyText } from "./body.js";

/** One HTTP request. */
export interface WireRequest {
  /** The kind of request. Waiting cancels and starts are sent before all others. */
  kind: "cancel" | "start" | "get" | "list" | "send";
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: URL;
  /** JSON. Default: none; methods that can have a body then send `Content-Length: 0`. */
  body?: string;
  /** True for a request to the emulator that GCP_LRO_EMULATOR_HOST names. Default: false. */
  toEmulator?: boolean;
  quotaProject?: string;
  /** For the audit log. */
  requestReason?: string;
  /** Default: this package's, without additions of the settings. */
  userAgent?: string;
}

/** An HTTP response, whatever its status. */
export interface WireResponse extends BodyText {
  status: number;
  /** The beginning of the Content-Type header, on one line; empty if there is none. */
  contentType: string;
  /** The Server header, else the Via header. */
  server?: string;
  /** The Date header: the time of the response by the server's clock. */
  date?: string;
  retryAfter?: string;
  location?: string;
}

/**
 * The headers of a request's sender, by their names in lower case: a token or an API key, and the quota project if the
 * credentials name one. None for the emulator.
 */
export type SenderHeaders = Readonly<Record<string, string>>;

/** A failure and its remedy, each without a full stop. */
export interface TokenHelp {
  message: string;
  remedy: string;
}

/** An identity of requests, or none (emulator). */
export interface Credentials {
  /**
   * Returns the headers for a request to `url`. Fetches a token unless a valid one is cached. Rejects if there is none,
   * or if `url` must not get one.
   */
  fetchHeaders(url: URL): Promise<SenderHeaders>;
  /**
   * Discards a token that a service refused, unless another is in use by now; the next request fetches a new one. The
   * result is whether there can be a new one.
   *
   * @param token the `authorization` header of the request
   */
  discard(token: string): boolean;
  /** The failure and the remedy if a token was refused that can't be renewed. */
  readonly tokenHelp: TokenHelp;
}
