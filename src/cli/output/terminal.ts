import type { Writable } from "node:stream";
import { styleText } from "node:util";

/** Milliseconds between two pictures of a status line. */
const FRAME = 120;
const frames = ["|", "/", "-", "\\"];

/** The styles that the command line's output uses. */
export type Style = "bold" | "gray" | "red" | "green" | "yellow" | "cyan";

/** A status line that is being shown. */
export interface StatusLine {
  /** Takes it off the screen. */
  clear(): void;
}

/** A stream as people see it: coloured and moving on a terminal, plain text anywhere else. */
export class Terminal {
  readonly #stream: Writable;
  readonly #interactive: boolean;

  constructor(stream: Writable, environment: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream;
    this.#interactive = "isTTY" in stream && stream.isTTY === true && environment.TERM !== "dumb";
  }

  /** How many columns a line may have: no end of them where the stream is no terminal. */
  get columns(): number {
    const { isTTY, columns } = this.#stream as { isTTY?: boolean; columns?: number };
    return isTTY && columns ? columns : Number.POSITIVE_INFINITY;
  }

  line(text = ""): void {
    this.#stream.write(`${text}\n`);
  }

  /** Colours only where the stream shows them; obeys NO_COLOR and FORCE_COLOR as Node.js does. */
  style(format: Style, text: string): string {
    return styleText(format, text, { stream: this.#stream, validateStream: true });
  }

  /** Shows that something goes on. Elsewhere than on a terminal it says nothing. */
  status(describe: () => string): StatusLine {
    if (!this.#interactive) {
      return { clear: () => {} };
    }
    let frame = 0;
    const draw = (): void => {
      this.#stream.write(`\r\u001b[K${frames[frame++ % frames.length]} ${describe()}`);
    };
    draw();
    const timer = setInterval(draw, FRAME);
    return {
      clear: () => {
        clearInterval(timer);
        this.#stream.write("\r\u001b[K");
      },
    };
  }
}
