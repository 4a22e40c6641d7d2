import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { oneLine } from "../../core/text.js";
import { openRequest } from "./agents.js";
import { readBody } from "./body.js";
import type { RequestAbort } from "./requestAbort.js";
import type { WireRequest, WireResponse } from "./wire.js";

const MAX_HEADER_LENGTH = 100;

/**
 * Sends one request and reads the response, whatever its status. Rejects if there is none, or if `abort` aborts. It marks
 * the request as sent when it has an open connection: its bytes may then leave the process.
 */
export function exchange(
  { method, url, body }: WireRequest,
  headers: OutgoingHttpHeaders,
  abort: RequestAbort,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    if (abort.signal.aborted) {
      reject(new Error("aborted"));
      return;
    }
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const request = openRequest(url, { method, headers: { ...headers, ...length } });
    const stop = (): void => {
      reject(new Error("aborted"));
      request.destroy();
    };
    abort.signal.addEventListener("abort", stop, { once: true });
    markWhenSent(request, abort);
    request.on("error", reject);
    const closed = (): void =>
      reject(Object.assign(new Error("the connection closed without a response"), { code: "ECONNRESET" }));
    // Node.js closes the connection without an error if the response switches protocols.
    request.once("close", closed);
    request.once("response", (response) => {
      request.off("close", closed);
      readResponse(response).then((read) => {
        if (!read.isComplete) {
          request.destroy();
        }
        resolve(read);
      }, reject);
    });
    request.end(body);
  });
}

function markWhenSent(request: ClientRequest, abort: RequestAbort): void {
  request.once("socket", (socket: Socket & { secureConnecting?: boolean }) => {
    if (!socket.connecting && !socket.secureConnecting) {
      abort.markSent();
    } else {
      const connected = socket.secureConnecting === undefined ? "connect" : "secureConnect";
      socket.once(connected, () => abort.markSent());
    }
  });
}

async function readResponse(response: IncomingMessage): Promise<WireResponse> {
  const { statusCode = 0, headers } = response;
  const { date, "retry-after": retryAfter, location, "content-type": contentType = "" } = headers;
  const server = String(headers.server ?? headers.via ?? "");
  return {
    status: statusCode,
    contentType: oneLine(contentType.slice(0, MAX_HEADER_LENGTH)),
    ...(server !== "" && { server: oneLine(server.slice(0, MAX_HEADER_LENGTH)) }),
    ...(date !== undefined && { date }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(location !== undefined && { location }),
    ...(await readBody(response)),
  };
}
