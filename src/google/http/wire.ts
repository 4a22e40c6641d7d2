import type { Readable } from "node:stream";
import type { AuthClient } from "google-auth-library";
import type { BodyText } from "./body.js";

/** One HTTP request. */
export interface WireRequest {
  /** What it asks of the service. Cancels and starts are sent before all others that wait for their turn. */
  kind: "cancel" | "start" | "get" | "list" | "send";
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

/** What a request is made of, in the auth library's own words. */
export type AuthorizedRequest = Parameters<AuthClient["request"]>[0] & { url: URL };

/** An answer whose body has not been read yet. */
export interface StreamedAnswer {
  status: number;
  headers: Headers;
  data: Readable;
}

/** Sends requests with an identity, or without one (emulator). */
export interface Credentials {
  /**
   * Sees to it that a valid token is at hand for a request to `url`; rejects where none can be had, or where
   * one must not be sent. Answers the token; only to be handed to {@link discard}.
   */
  prepare(url: URL): Promise<string | undefined>;
  /** Sends one prepared request; rejects where no answer came. */
  send(request: AuthorizedRequest): Promise<StreamedAnswer>;
  /**
   * Throws away a token that a service refused, unless another is in use by now; the next request fetches a
   * new one. Answers whether there can be a new one at all.
   */
  discard(token: string | undefined): boolean;
  /** What a user has to do once a token was refused that nothing can renew. */
  readonly tokenHelp: string;
}
