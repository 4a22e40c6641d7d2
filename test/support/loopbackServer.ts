import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ending } from "./teardown.js";

/** A request as it arrived. */
export interface Arrived {
  method: string;
  /** Path and query, exactly as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Distinguishes connections. */
  port: number;
}

export interface LoopbackServer {
  /** `127.0.0.1:N` */
  host: string;
  url: string;
  arrived: Arrived[];
}

export type Answering = (request: Arrived, response: ServerResponse, raw: IncomingMessage) => void;

/** Starts an HTTP server on loopback, which ends with the test. For what lies below both doubles: HTTP itself. */
export async function startServer(test: Ending, answer: Answering): Promise<LoopbackServer> {
  const arrived: Arrived[] = [];
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on("data", (chunk: Buffer) => chunks.push(chunk));
    raw.on("end", () => {
      const request: Arrived = {
        method: raw.method ?? "",
        url: raw.url ?? "",
        headers: raw.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        port: raw.socket.remotePort ?? 0,
      };
      arrived.push(request);
      answer(request, response, raw);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, url: `http://${host}`, arrived };
}

/** Answers every request with one status and one JSON value. */
export function always(status: number, value: unknown, headers: Record<string, string> = {}): Answering {
  return (_request, response) => json(response, status, value, headers);
}

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(JSON.stringify(value));
}
