import type { Writable } from "node:stream";
import { styleText } from "node:util";

/** Milliseconds between two frames of a status line. */
const FRAME_INTERVAL = 120;
const frames = ["|", "/", "-", "\\"];

/** The styles that the command line's output uses. */
export type Style = "bold" | "gray" | "red" | "green" | "yellow" | "cyan";

/** A visible status line. */
export interface StatusLine {
  /** Removes it from the screen. */
  clear(): void;
}

/** Output for a reader: with colours and a live status line on a terminal, plain text elsewhere. */
export class Terminal {
  readonly #stream: Writable;
  readonly #interactive: boolean;

  constructor(stream: Writable, environment: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream;
    this.#interactive = "isTTY" in stream && stream.isTTY === true && environment.TERM !== "dumb";
  }

  /** The most columns of a line: infinite if the stream is no terminal. */
  get columns(): number {
    const { isTTY, columns } = this.#stream as { isTTY?: boolean; columns?: number };
    return isTTY && columns ? columns : Number.POSITIVE_INFINITY;
  }

  line(text = ""): void {
    this.#stream.write(`${text}\n`);
  }

  /** Styles a text if the stream supports it; obeys NO_COLOR and FORCE_COLOR as Node.js does. */
  style(format: Style, text: string): string {
    return styleText(format, text, { stream: this.#stream, validateStream: true });
  }

  /** Shows a status line on a terminal, and nothing elsewhere. */
  status(describe: () => string): StatusLine {
    if (!this.#interactive) {
      return { clear: () => {} };
    }
    let frame = 0;
    const draw = (): void => {
      this.#stream.write(`\r\u001b[K${frames[frame++ % frames.length]} ${describe()}`);
    };
    draw();
    const timer = setInterval(draw, FRAME_INTERVAL);
    return {
      clear: () => {
        clearInterval(timer);
        this.#stream.write("\r\u001b[K");
      },
    };
  }
}
