import type { Writable } from "node:stream";

type LogUpdate = ReturnType<typeof import("log-update")["createLogUpdate"]>;

/** Lines at the bottom of a terminal that are redrawn in place. Elsewhere nothing is shown. */
export class LiveArea {
  readonly #stream: Writable;
  readonly #log: LogUpdate | undefined;
  #lines: readonly string[] = [];

  private constructor(stream: Writable, log: LogUpdate | undefined) {
    this.#stream = stream;
    this.#log = log;
  }

  /** Opens an area on a stream. Loads the library only for a terminal. */
  static async open(
    stream: Writable & { isTTY?: boolean },
    environment: NodeJS.ProcessEnv = process.env,
  ): Promise<LiveArea> {
    if (stream.isTTY !== true || environment.TERM === "dumb") {
      return new LiveArea(stream, undefined);
    }
    const { createLogUpdate } = await import("log-update");
    return new LiveArea(stream, createLogUpdate(stream as NodeJS.WriteStream));
  }

  /** True on a terminal. */
  get isLive(): boolean {
    return this.#log !== undefined;
  }

  /** The most lines that fit on the screen, with one left for the cursor. */
  get height(): number {
    const { rows = 24 } = this.#stream as { rows?: number };
    return Math.max(2, rows - 2);
  }

  /** The most columns of a line that is not wrapped. */
  get width(): number {
    const { columns = 80 } = this.#stream as { columns?: number };
    return columns - 1;
  }

  /** Replaces the lines. */
  show(lines: readonly string[]): void {
    this.#lines = lines;
    if (lines.length === 0) {
      this.#log?.clear();
    } else {
      this.#log?.(lines.join("\n"));
    }
  }

  /** Writes to a stream, perhaps another one on the same terminal, above the lines. */
  writeAbove(stream: Writable, text: string): void {
    this.#log?.clear();
    stream.write(`${text}\n`);
    if (this.#lines.length > 0) {
      this.show(this.#lines);
    }
  }

  /** Leaves the lines on the screen and ends. */
  keep(): void {
    this.#log?.done();
  }

  /** Removes the lines. */
  close(): void {
    this.#lines = [];
    this.#log?.clear();
    this.#log?.done();
  }
}
