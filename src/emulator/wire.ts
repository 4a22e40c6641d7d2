import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.js";
import { type AnswerFormat, render } from "./render.js";

/** The largest body that is read; real front ends have limits of this order. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** The whole body; `undefined` where it is too long or the client went away. */
export async function receiveBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) {
        return undefined;
      }
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends an answer whole. */
export function send(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.end(body);
}

/** Half of the body, under headers that say there is no more: complete HTTP, broken JSON. */
export function sendTruncated(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  response.writeHead(answer.status, { ...headers, "content-length": half.length });
  response.end(half);
}

/** Half of the body, under headers that promise all of it, and then a reset. */
export function sendAndReset(response: ServerResponse, answer: Answer, format: AnswerFormat): void {
  const { headers, body } = render(answer, format);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => reset(response));
}

/** Cuts the connection with a TCP reset: the client sees ECONNRESET. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** A body without end, as fast as the client takes it. */
export function sendEndless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, " ");
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
  const more = (): void => {
    while (!response.destroyed && response.write(chunk)) {
      // The socket takes more at once.
    }
  };
  response.on("drain", more);
  more();
}
