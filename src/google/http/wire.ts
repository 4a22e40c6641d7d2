import type { Readable } from "node:stream";
import type { AuthClient } from "google-auth-library";
import type { BodyText } from "./body.js";

/** One HTTP request. */
export interface WireRequest {
  /** What it asks of the service. Cancels and starts are sent before all others that wait for their turn. */
  kind: "cancel" | "start" | "get" | "list" | "send";
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: URL;
  /** JSON text. Without it, methods that can have a body send `Content-Length: 0`. */
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
  /** Its beginning, on one line; empty if there is none. */
  contentType: string;
  /** The Server header, else the Via header. */
  server?: string;
  /** The Date header: the time of the answer by the server's clock. */
  date?: string;
  retryAfter?: string;
  location?: string;
}

/** The options of a request in the auth library's form. */
export type AuthorizedRequest = Parameters<AuthClient["request"]>[0] & { url: URL };

/** An answer whose body has not been read yet. */
export interface StreamedAnswer {
  status: number;
  headers: Headers;
  data: Readable;
}

/** The sender of requests with an identity, or without one (emulator). */
export interface Credentials {
  /**
   * Fetches a token for a request to `url`, unless a valid one is cached. Rejects if there is none, or if `url` must not
   * get one. The result is only for {@link discard}.
   */
  prepare(url: URL): Promise<string | undefined>;
  /** Sends one prepared request; rejects if no answer came. */
  send(request: AuthorizedRequest): Promise<StreamedAnswer>;
  /**
   * Discards a token that a service refused, unless another is in use by now; the next request fetches a new one. The
   * result is whether there can be a new one.
   */
  discard(token: string | undefined): boolean;
  /** The remedy for the user if a token was refused that can't be renewed. */
  readonly tokenHelp: string;
}
