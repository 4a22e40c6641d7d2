import { Readable } from "node:stream";

/** The longest body that is read, in bytes: a list page of 1,000 operations has about one million. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

/** The body of a response as text; `isComplete` is false if it was longer than {@link MAX_BODY_SIZE}. */
export interface BodyText {
  text: string;
  isComplete: boolean;
}

/**
 * Reads a body as UTF-8: a stream of Node or of the web platform. Closes the connection at the limit. A response without a
 * body, such as 204, has no stream, or an empty string in place of it.
 */
export async function readBody(body: unknown): Promise<BodyText> {
  if (body === undefined || body === null || body === "") {
    return { text: "", isComplete: true };
  }
  if (body instanceof Readable) {
    // The stream may report an abort after the loop below has ended.
    body.on("error", () => {});
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_SIZE) {
      return { text: decode(chunks), isComplete: false };
    }
    chunks.push(chunk);
  }
  return { text: decode(chunks), isComplete: true };
}

/** Decodes UTF-8 without its byte order mark, as every HTTP client does. */
function decode(chunks: Uint8Array[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks));
}
