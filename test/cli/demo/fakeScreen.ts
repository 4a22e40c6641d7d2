import { PassThrough } from "node:stream";

/** Where a demo is written to: a terminal with so many columns, or a pipe. */
export class FakeScreen extends PassThrough {
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  /** What has been written, by line. */
  lines(): string[] {
    const text: string = this.read()?.toString() ?? "";
    return text.split("\n").slice(0, -1);
  }
}
