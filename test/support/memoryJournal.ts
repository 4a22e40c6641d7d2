import type { JsonObject } from "#src/core/json.js";
import type { Journal } from "#src/pulumi/journal/journal.js";

/** A journal in memory, which outlives the scenes of a test as the one on the disk outlives runs. */
export class MemoryJournal implements Journal {
  readonly pages = new Map<string, JsonObject>();
  /** How often a page was written. */
  writes = 0;

  async read(key: string): Promise<JsonObject | undefined> {
    return this.pages.get(key);
  }

  async write(key: string, page: JsonObject): Promise<void> {
    this.writes += 1;
    this.pages.set(key, structuredClone(page));
  }

  async remove(key: string): Promise<void> {
    this.pages.delete(key);
  }

  async all(): Promise<JsonObject[]> {
    return [...this.pages.values()];
  }

  /** The only page. */
  get page(): JsonObject {
    const [page, ...others] = this.pages.values();
    if (page === undefined || others.length > 0) {
      throw new Error(`There is not one page but ${this.pages.size}.`);
    }
    return page;
  }
}
