import type { Writable } from "node:stream";

type LogUpdate = ReturnType<typeof import("log-update")["createLogUpdate"]>;

/** The shortest time between two frames, in milliseconds: a wait for many operations has hundreds of events in a second. */
const FRAME_INTERVAL = 100;

/** Lines at the bottom of a terminal that are redrawn in place. Elsewhere nothing is shown. */
export class LiveArea {
  readonly #stream: Writable;
  readonly #log: LogUpdate | undefined;
  #lines: () => readonly string[] = () => [];
  /** Texts that the next frame writes above the lines. */
  #above: { stream: Writable; text: string }[] = [];
  #drawnAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  private constructor(stream: Writable, log: LogUpdate | undefined) {
    this.#stream = stream;
    this.#log = log;
  }

  /**
   * Opens an area on a stream. Loads the library only for a terminal. Some terminals report 0 columns: their size is
   * unknown, so lines can't be redrawn in place.
   */
  static async open(
    stream: Writable & { isTTY?: boolean; columns?: number | undefined },
    environment: NodeJS.ProcessEnv = process.env,
  ): Promise<LiveArea> {
    if (stream.isTTY !== true || stream.columns === 0 || environment.TERM === "dumb") {
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

  /** The most columns of a line that is not wrapped. At least one. */
  get width(): number {
    const { columns } = this.#stream as { columns?: number };
    return Math.max(1, (columns || 80) - 1);
  }

  /** Replaces the lines. @param lines is called once for each frame */
  show(lines: () => readonly string[]): void {
    this.#lines = lines;
    this.#schedule();
  }

  /** Writes to a stream, perhaps another one on the same terminal, above the lines. */
  writeAbove(stream: Writable & { isTTY?: boolean }, text: string): void {
    if (this.#log === undefined || stream.isTTY !== true) {
      stream.write(`${text}\n`);
    } else {
      this.#above.push({ stream, text });
      this.#schedule();
    }
  }

  /** Leaves the lines on the screen and ends. */
  keep(): void {
    this.#draw();
    this.#log?.done();
  }

  /** Removes the lines and ends. */
  close(): void {
    this.#lines = () => [];
    this.#draw();
    this.#log?.done();
  }

  #schedule(): void {
    const pause = this.#drawnAt + FRAME_INTERVAL - performance.now();
    if (pause <= 0) {
      this.#draw();
    } else if (this.#log !== undefined) {
      this.#timer ??= setTimeout(() => this.#draw(), pause);
    }
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawnAt = performance.now();
    const lines = this.#log === undefined ? [] : this.#lines();
    if (lines.length === 0 || this.#above.length > 0) {
      this.#log?.clear();
    }
    for (const { stream, text } of this.#above) {
      stream.write(`${text}\n`);
    }
    this.#above = [];
    if (lines.length > 0) {
      this.#log?.(lines.join("\n"));
    }
  }
}
