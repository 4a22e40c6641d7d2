import type { Readable } from "node:stream";
import type { AuthClient } from "google-auth-library";
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

/** The options of a request in the auth library's form. */
type AuthorizedRequest = Parameters<AuthClient["request"]>[0] & { url: URL };

/** A response whose body has not been read yet. */
export interface StreamedResponse {
  status: number;
  headers: Headers;
  data: Readable;
}

/** A failure and its remedy, each without a full stop. */
export interface TokenHelp {
  message: string;
  remedy: string;
}

/** The sender of requests with an identity, or without one (emulator). */
export interface Credentials {
  /**
   * Fetches a token for a request to `url`, unless a valid one is cached. Rejects if there is none, or if `url` must not
   * get one. The result is only for {@link discard}.
   */
  fetchToken(url: URL): Promise<string | undefined>;
  /** Sends one request with the fetched token. Rejects if there is no response. */
  send(request: AuthorizedRequest): Promise<StreamedResponse>;
  /**
   * Discards a token that a service refused, unless another is in use by now; the next request fetches a new one. The
   * result is whether there can be a new one.
   */
  discard(token: string | undefined): boolean;
  /** The failure and the remedy if a token was refused that can't be renewed. */
  readonly tokenHelp: TokenHelp;
}
