import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** Where a demo is written to: a terminal with so many columns, or a pipe. */
export class FakeScreen extends PassThrough {
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  /** What has been written, by line, without colours. */
  lines(): string[] {
    const text: string = this.read()?.toString() ?? "";
    return stripVTControlCharacters(text).split("\n").slice(0, -1);
  }
}
