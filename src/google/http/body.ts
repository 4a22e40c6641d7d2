import { Readable } from "node:stream";

/** The most bytes of an answer that are read: a list page of 1,000 operations has about one million. */
export const LONGEST_BODY = 8 * 1024 * 1024;

/** An answer's body as text; `complete` is false where there was more than {@link LONGEST_BODY}. */
export interface BodyText {
  text: string;
  complete: boolean;
}

/**
 * Reads a body as UTF-8: a stream of Node or of the web platform. It doesn't read beyond the limit, and drops the
 * connection there. An answer without a body, as 204 is, has no stream, or an empty text for one.
 */
export async function readBody(body: unknown): Promise<BodyText> {
  if (body === undefined || body === null || body === "") {
    return { text: "", complete: true };
  }
  if (body instanceof Readable) {
    // An abort may be reported on the stream after the loop below has let go of it.
    body.on("error", () => {});
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LONGEST_BODY) {
      return { text: textOf(chunks), complete: false };
    }
    chunks.push(chunk);
  }
  return { text: textOf(chunks), complete: true };
}

/** Without a byte order mark, as every client of HTTP reads it. */
function textOf(chunks: Uint8Array[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks));
}
