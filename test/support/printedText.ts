import { EventEmitter } from "node:events";
import type { Readable } from "node:stream";

/** What comes out of a stream, as one text that grows. */
export class PrintedText extends EventEmitter {
  text = "";

  constructor(stream: Readable) {
    super();
    stream.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
      this.emit("data");
    });
  }
}
