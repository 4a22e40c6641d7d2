import { Readable } from "node:stream";

/** The most bytes of an answer that are read: a list page of 1,000 operations has about one million. */
export const LONGEST_BODY = 8 * 1024 * 1024;

/** An answer's body as text; `complete` is false where there was more than {@link LONGEST_BODY}. */
export interface BodyText {
  text: string;
  complete: boolean;
}

/**
 * Reads a body as UTF-8. What is beyond the limit is not read: the connection is dropped. An answer without a
 * body, as 204 is, has no stream either.
 */
export async function readBody(body: unknown): Promise<BodyText> {
  if (!(body instanceof Readable)) {
    return { text: "", complete: true };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // An abort may be reported on the stream after the loop below has let go of it.
  body.on("error", () => {});
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) {
      return { text: textOf(chunks), complete: false };
    }
    chunks.push(chunk);
  }
  return { text: textOf(chunks), complete: true };
}

/** Without a byte order mark, as every client of HTTP reads it. */
function textOf(chunks: Buffer[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks));
}
