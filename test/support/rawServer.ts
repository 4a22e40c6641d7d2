import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import type { Ending } from "./teardown.js";

/** One connection of a client, from the server's side. */
export class RawConnection {
  /** The request's head and what came with it. */
  readonly request: string;
  /** Resolves once the client is gone, with the bytes that it had been sent by then. */
  readonly left: Promise<number>;
  readonly #socket: Socket;

  constructor(socket: Socket, request: string) {
    this.#socket = socket;
    this.request = request;
    this.left = new Promise((resolve) => {
      socket.on("close", () => resolve(socket.bytesWritten));
    });
  }

  send(text: string | Buffer): void {
    this.#socket.write(text);
  }

  end(text: string | Buffer = ""): void {
    this.#socket.end(text);
  }

  /** Sends the same piece again and again, as fast as it is taken, until the client goes. */
  pour(piece: string | Buffer): void {
    if (!this.#socket.destroyed) {
      this.#socket.write(piece, (error) => {
        if (error === undefined || error === null) {
          this.pour(piece);
        }
      });
    }
  }

  /** Sends a text one character every so often, then goes round again, until the client goes. */
  drip(text: string, every: number): void {
    let at = 0;
    const timer = setInterval(() => {
      this.#socket.write(text.charAt(at % text.length));
      at += 1;
    }, every);
    this.#socket.on("close", () => clearInterval(timer));
  }
}

export interface RawServer {
  /** `127.0.0.1:N` */
  host: string;
  connections: RawConnection[];
}

/** Starts a TCP server on loopback that sends any bytes. It ends with the test. For what lies below HTTP. */
export async function startRawServer(
  test: Ending,
  answer: (connection: RawConnection) => void,
): Promise<RawServer> {
  const connections: RawConnection[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that has heard enough resets the connection.
    socket.on("error", () => undefined);
    socket.on("data", (head) => {
      const connection = new RawConnection(socket, head.toString("latin1"));
      connections.push(connection);
      answer(connection);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(async () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

/** The head of a 200 with JSON, with additional headers, each as a line. */
export function head(...headers: string[]): string {
  return ["HTTP/1.1 200 OK", "content-type: application/json", ...headers, "", ""].join("\r\n");
}
