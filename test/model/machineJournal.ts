import type { Journal, JournalEntry } from "#src/pulumi/journal/journal.js";
import { never, type Sender } from "./network.js";

/** The changes to a machine's journal between two runs. */
export type Damage = "lost" | "unwritable" | "writable";

/** The journal of one machine. It outlives the processes that write it, and may be damaged. */
export class MachineJournal {
  readonly #entries = new Map<string, JournalEntry>();
  /** True unless an entry that a run has written may be missing. */
  isTrustworthy = true;
  #isWritable = true;

  /**
   * The journal for one process, which may die before or after every read and write. It doesn't die between a removal and
   * the report that follows at once: a kill within that millisecond loses the report, whatever the order of the two.
   */
  of(process: Pick<Sender, "isDead" | "happened">): Journal {
    const access = async <T>(work: () => T, happened = () => process.happened()): Promise<T> => {
      await Promise.resolve();
      const result = process.isDead ? undefined : { of: work() };
      happened();
      return process.isDead || result === undefined ? never() : result.of;
    };
    return {
      read: (urn) => access(() => this.#entries.get(urn)),
      write: (urn, entry) =>
        access(() => {
          if (this.#isWritable) {
            this.#entries.set(urn, structuredClone(entry));
          }
          return this.#isWritable;
        }),
      remove: (urn) =>
        access(
          () => {
            if (this.#isWritable) {
              this.#entries.delete(urn);
            }
          },
          () => undefined,
        ),
    };
  }

  get entries(): JournalEntry[] {
    return [...this.#entries.values()];
  }

  comeToHarm(damage: Damage): void {
    this.isTrustworthy &&= damage === "writable";
    switch (damage) {
      case "lost":
        this.#entries.clear();
        return;
      case "unwritable":
      case "writable":
        this.#isWritable = damage === "writable";
    }
  }
}
