import type { Life } from "./life.js";

/** What all the lives of a test were made of: a property that never meets its case proves nothing. */
export class Census {
  readonly #counts = new Map<string, number>();

  count({ runs }: Life): void {
    for (const { process, steps, sent } of runs) {
      this.#add("runs", 1);
      this.#add("requests", sent.length);
      this.#add("undos", sent.filter(({ kind }) => kind === "send").length);
      this.#add("mishaps", sent.filter(({ mishap }) => mishap !== undefined).length);
      this.#add("interrupts", process.interruptedAt !== undefined && !process.isLost ? 1 : 0);
      this.#add("kills", process.isLost ? 1 : 0);
      this.#add("taken over after a kill", process.lines.some((line) => TAKEN_OVER.test(line)) ? 1 : 0);
      for (const { call, ended } of steps) {
        this.#add(`${call}s ${ended.how}`, 1);
      }
    }
  }

  get text(): string {
    return [...this.#counts].map(([what, many]) => `${many} ${what}`).join(", ");
  }

  #add(what: string, many: number): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + many);
  }
}

const TAKEN_OVER = /^adopted .*the state doesn't hold it|with the same request id$/;
