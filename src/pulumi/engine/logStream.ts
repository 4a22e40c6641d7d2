import type { ClientHttp2Session } from "node:http2";
import { sanitize } from "../../core/text.js";

/** The display of a line. `ephemeral`: in the resource's row while it runs, and nowhere afterwards. */
export type LogKind = "info" | "warning" | "ephemeral";

/** Lines about one resource in the output of `pulumi up`. */
export interface ResourceLog {
  write(kind: LogKind, message: string): void;
  /** Resolves once all lines have reached the engine, or have failed to. */
  flush(): Promise<void>;
}

/** The longest time that a flush takes, in milliseconds. */
const FLUSH_LIMIT = 1_000;

/** Values of pulumirpc.LogSeverity. */
const INFO = 1;
const WARNING = 2;

/**
 * Pulumi's own log stream, `pulumirpc.Engine/Log`. The dynamic-provider process has no logger of the SDK
 * (pulumi/pulumi#6065), but knows the engine's address. One HTTP/2 session sends the lines in order.
 *
 * A line that can't be sent is dropped without an error.
 */
export class EngineLog {
  readonly #address: string;
  #session: ClientHttp2Session | undefined;
  #last: Promise<void> = Promise.resolve();
  #onLost: () => void = () => undefined;

  /** @param address `host:port` of the engine */
  constructor(address: string) {
    this.#address = address;
  }

  /** The log of one resource. An empty URN shows lines on the stack's row. */
  forResource(urn: string): ResourceLog {
    return {
      write: (kind, message) => {
        this.#last = this.#last.then(() => this.#send(kind, sanitize(message), urn)).catch(() => undefined);
      },
      flush: () => this.#flush(),
    };
  }

  /** Calls back whenever the connection to the engine was lost or could not be made. */
  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  async #flush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_LIMIT);
    });
    await Promise.race([this.#last, limit]);
    clearTimeout(timer);
  }

  #send(kind: LogKind, message: string, urn: string): Promise<void> {
    const { constants } = http2();
    const session = this.#open();
    return new Promise((resolve) => {
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: "POST",
        [constants.HTTP2_HEADER_PATH]: "/pulumirpc.Engine/Log",
        [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
        [constants.HTTP2_HEADER_TE]: "trailers",
      });
      stream.on("close", resolve);
      stream.on("error", () => resolve());
      stream.resume();
      stream.end(frame(encodeLogRequest(kind, message, urn)));
    });
  }

  #open(): ClientHttp2Session {
    if (this.#session === undefined || this.#session.closed || this.#session.destroyed) {
      const session = http2().connect(`http://${this.#address}`);
      session.on("error", () => session.destroy());
      session.on("close", () => this.#onLost());
      session.unref();
      this.#session = session;
    }
    return this.#session;
  }
}

/** Loaded on first use: it takes longer to load than most of this package. */
function http2(): typeof import("node:http2") {
  return require("node:http2") as typeof import("node:http2");
}

/** The log where there is no engine. */
export const silentLog: ResourceLog = { write: () => undefined, flush: () => Promise.resolve() };

/** A gRPC message: no compression, length, bytes. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** pulumirpc.LogRequest: severity 1, message 2, urn 3, streamId 4 (left at 0), ephemeral 5. */
function encodeLogRequest(kind: LogKind, message: string, urn: string): Buffer {
  return Buffer.concat([
    Buffer.from([0x08, kind === "warning" ? WARNING : INFO]),
    textField(0x12, message),
    textField(0x1a, urn),
    kind === "ephemeral" ? Buffer.from([0x28, 1]) : Buffer.alloc(0),
  ]);
}

function textField(tag: number, text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from([tag, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
