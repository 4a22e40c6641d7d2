import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import type { Unzip } from "node:zlib";

/** The longest body that is read, in bytes: a list page of 1,000 operations has about one million. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

/** The body of a response as text; `isComplete` is false if it was longer than {@link MAX_BODY_SIZE} or can't be unpacked. */
export interface BodyText {
  text: string;
  isComplete: boolean;
}

/** Reads a body as UTF-8, also a compressed one. Stops at the limit; the caller then closes the connection. */
export function readBody(response: IncomingMessage): Promise<BodyText> {
  const body = uncompressed(response);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    body.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= MAX_BODY_SIZE) {
        chunks.push(chunk);
      } else {
        body.pause();
        resolve({ text: decode(chunks), isComplete: false });
      }
    });
    body.on("end", () => resolve({ text: decode(chunks), isComplete: true }));
    body.on("error", (error: NodeJS.ErrnoException) => {
      if (!error.code?.startsWith("Z_")) {
        reject(error);
      } else if ((body as Unzip).bytesWritten === 0) {
        // An empty body is no packed one, but complete.
        resolve({ text: "", isComplete: true });
      } else if ((response.statusCode ?? 0) >= 400) {
        // The status of a refusal counts, whatever its body.
        resolve({ text: decode(chunks), isComplete: false });
      } else {
        reject(error);
      }
    });
  });
}

function uncompressed(response: IncomingMessage): Readable {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase();
  if (encoding !== "gzip" && encoding !== "x-gzip" && encoding !== "deflate") {
    return response;
  }
  const { createUnzip } = require("node:zlib") as typeof import("node:zlib");
  // An error of the response reaches the reader through the last stream.
  return pipeline(response, createUnzip(), () => undefined);
}

const decoder = new TextDecoder();

/** Decodes UTF-8 without its byte order mark, as every HTTP client does. */
function decode(chunks: Uint8Array[]): string {
  const [first] = chunks;
  return decoder.decode(chunks.length === 1 ? first : Buffer.concat(chunks));
}
