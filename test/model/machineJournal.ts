import type { JsonObject } from "#src/core/json.js";
import type { Journal } from "#src/pulumi/journal/journal.js";
import { never, type Sender } from "./network.js";

/** What may become of a machine's journal between two runs. */
export type Damage = "lost" | "torn" | "foreign" | "unwritable" | "writable";

/** The journal of one machine: it outlives the processes that write it, and may come to harm. */
export class MachineJournal {
  readonly #pages = new Map<string, JsonObject>();
  /** Whether anything that a run has written may be missing since. */
  isTrustworthy = true;
  #isWritable = true;

  /** As one process reads and writes it: it may die before or after every access. */
  of(process: Pick<Sender, "isDead" | "happened">): Journal {
    const access = async <T>(work: () => T, isSaidNext = false): Promise<T> => {
      await Promise.resolve();
      const result = process.isDead ? undefined : { of: work() };
      process.happened();
      // Between what it writes down as said and what it says there is a moment in which it may die.
      this.isTrustworthy &&= !(isSaidNext && result !== undefined && process.isDead);
      return process.isDead || result === undefined ? never() : result.of;
    };
    return {
      read: (key) => access(() => this.#pages.get(key)),
      write: (key, page) =>
        access(() => {
          if (this.#isWritable) {
            this.#pages.set(key, structuredClone(page));
          }
        }, page.toldBy !== undefined),
      remove: (key) =>
        access(() => {
          if (this.#isWritable) {
            this.#pages.delete(key);
          }
        }),
      all: () => access(() => [...this.#pages.values()]),
    };
  }

  get pages(): JsonObject[] {
    return [...this.#pages.values()];
  }

  comeToHarm(damage: Damage): void {
    this.isTrustworthy &&= damage === "writable";
    switch (damage) {
      case "lost":
        this.#pages.clear();
        return;
      case "torn":
        this.#rewrite(({ kind, urn }) => ({ kind: kind ?? null, urn: urn ?? null }));
        return;
      case "foreign":
        this.#rewrite((page) => ({ ...page, operationName: "projects/p/locations/l/operations/strange" }));
        return;
      case "unwritable":
      case "writable":
        this.#isWritable = damage === "writable";
    }
  }

  #rewrite(change: (page: JsonObject) => JsonObject): void {
    for (const [key, page] of this.#pages) {
      this.#pages.set(key, change(page));
    }
  }
}
