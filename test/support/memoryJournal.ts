import type { Journal, JournalEntry } from "#src/pulumi/journal/journal.js";

/** A journal in memory, which outlives the scenes of a test as the one on the disk outlives runs. */
export class MemoryJournal implements Journal {
  readonly entries = new Map<string, JournalEntry>();
  /** The statuses that were written, in order. */
  readonly statuses: JournalEntry["status"][] = [];

  async read(urn: string): Promise<JournalEntry | undefined> {
    return this.entries.get(urn);
  }

  async write(urn: string, entry: JournalEntry): Promise<boolean> {
    this.statuses.push(entry.status);
    this.entries.set(urn, structuredClone(entry));
    return true;
  }

  async remove(urn: string): Promise<void> {
    this.entries.delete(urn);
  }

  /** The only entry, if there is any. */
  get entry(): JournalEntry | undefined {
    const [entry, ...others] = this.entries.values();
    if (others.length > 0) {
      throw new Error(`The journal has ${this.entries.size} entries.`);
    }
    return entry;
  }
}
