import { LOST_START } from "./lostStarts.js";
import { messagesOf } from "./runMessages.js";
import type { Simulation } from "./simulation.js";

/** Counts what the lives of a test contained: a property that never meets its case proves nothing. */
export class Statistics {
  readonly #counts = new Map<string, number>();

  count({ runs, cloud, engine, releases }: Simulation): void {
    this.#add("lives", 1);
    this.#add("operations of other users", cloud.operations.filter(({ isOurs }) => !isOurs).length);
    this.#add("operations of ours", cloud.operations.filter(({ isOurs }) => isOurs).length);
    this.#add("releases", releases);
    this.#add("resources left at the end", engine.resources.size);
    for (const run of runs) {
      const { process, steps, sent, machine } = run;
      this.#add("runs", 1);
      this.#add(`on machine ${machine}`, 1);
      this.#add("requests", sent.length);
      this.#add("undos", sent.filter(({ kind }) => kind === "send").length);
      this.#add("mishaps", sent.filter(({ mishap }) => mishap !== undefined).length);
      this.#add("false 404s", sent.filter(({ mishap }) => mishap === "notFound").length);
      this.#add("interrupts", process.interruptedAt !== undefined && !process.isLost ? 1 : 0);
      this.#add("kills", process.isLost ? 1 : 0);
      this.#add("lost starts reported", messagesOf(run).some((text) => LOST_START.test(text)) ? 1 : 0);
      this.#add("adoptions from the journal", process.lines.some((line) => ADOPTED.test(line)) ? 1 : 0);
      this.#add("repetitions by request ID", process.lines.some((line) => REPEATED.test(line)) ? 1 : 0);
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

const ADOPTED = /^adopted .*which an earlier run started/;
const REPEATED = /^repeating the start that an earlier run sent/;
