import { Readable } from "node:stream";

/** The longest body that is read, in bytes: a list page of 1,000 operations has about one million. */
export const LONGEST_BODY = 8 * 1024 * 1024;

/** An answer's body as text; `complete` is false if it was longer than {@link LONGEST_BODY}. */
export interface BodyText {
  text: string;
  complete: boolean;
}

/**
 * Reads a body as UTF-8: a stream of Node or of the web platform. Drops the connection at the limit. An answer without a
 * body, such as 204, has no stream, or an empty text for one.
 */
export async function readBody(body: unknown): Promise<BodyText> {
  if (body === undefined || body === null || body === "") {
    return { text: "", complete: true };
  }
  if (body instanceof Readable) {
    // The stream may report an abort after the loop below has ended.
    body.on("error", () => {});
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LONGEST_BODY) {
      return { text: decode(chunks), complete: false };
    }
    chunks.push(chunk);
  }
  return { text: decode(chunks), complete: true };
}

/** Decodes UTF-8 without its byte order mark, as every HTTP client does. */
function decode(chunks: Uint8Array[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks));
}
