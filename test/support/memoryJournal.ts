import type { JsonObject } from "#src/core/json.js";
import type { Journal } from "#src/pulumi/journal/journal.js";

/** A journal that a test can look into and write into. Pages are copies, as on a disk. */
export class MemoryJournal implements Journal {
  readonly pages = new Map<string, string>();

  async read(key: string): Promise<JsonObject | undefined> {
    const text = this.pages.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as JsonObject);
  }

  async write(key: string, page: JsonObject): Promise<void> {
    this.pages.set(key, JSON.stringify(page));
  }

  async remove(key: string): Promise<void> {
    this.pages.delete(key);
  }

  /** The only page. */
  get page(): JsonObject | undefined {
    const [text, ...others] = this.pages.values();
    if (others.length > 0) {
      throw new Error(`The journal has ${this.pages.size} pages.`);
    }
    return text === undefined ? undefined : (JSON.parse(text) as JsonObject);
  }
}
