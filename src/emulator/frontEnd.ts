import type { IncomingMessage } from "node:http";
import { type Answer, frontEndPage } from "./answer.js";

/**
 * What Google's front end refuses before any service sees it: a body where none belongs, and a POST, PATCH or
 * PUT without Content-Length, also with an empty body (https://github.com/googleapis/google-cloud-rust/issues/1936).
 */
export function checkFraming({ method, headers }: IncomingMessage, body: string): Answer | undefined {
  if (method === "POST" || method === "PATCH" || method === "PUT") {
    return headers["content-length"] === undefined
      ? frontEndPage(
          411,
          "Length Required",
          `<code>${method}</code> requests require a <code>Content-length</code> header.`,
        )
      : undefined;
  }
  return method === "GET" && body !== ""
    ? frontEndPage(400, "Bad Request", "Your client has issued a malformed or illegal request.")
    : undefined;
}
