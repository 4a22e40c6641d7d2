import { printable } from "../google/plainText.js";

/**
 * The most bytes of a text for people. A failure's text travels three times in the trailers of a gRPC answer,
 * once of them with every byte that isn't ASCII written as three, and beside it the state to save; Node's
 * HTTP/2 refuses trailers of more than 64 KiB, and the engine is then told nothing at all.
 */
const LONGEST_TEXT = 4_000;

/**
 * A text that a user is to be shown, whatever has found its way into it: not too long, and without what a
 * terminal would obey or gRPC refuse (a lone surrogate in a failure's text leaves its call unanswered for ever).
 */
export function shownText(text: string): string {
  const plain = printable(text);
  if (Buffer.byteLength(plain) <= LONGEST_TEXT) {
    return plain;
  }
  const beginning = Buffer.from(plain).subarray(0, LONGEST_TEXT).toString("utf8");
  // The last character may have been cut.
  return `${beginning.replace(/\ufffd$/, "")}…`;
}
