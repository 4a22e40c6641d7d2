import type { JsonObject } from "../../core/json.js";
import { fingerprint } from "../fingerprint.js";
import type { Journal, PageFlaw } from "./journal.js";
import { isOfLaterRelease, type RecordedStart, readEntry, writeEntry } from "./startEntry.js";

/** The journal's pages about the starts of one program's resources: one a resource, wherever it started. */
export class StartPages {
  readonly #journal: Journal;
  readonly #place: string;

  /** @param place stands for what tells this program's state from others with the same URNs */
  constructor(journal: Journal, place: string) {
    this.#journal = journal;
    this.#place = place;
  }

  async read(urn: string): Promise<RecordedStart | undefined> {
    const page = await this.#journal.read(this.#key(urn));
    return page && this.#startOn(page, urn);
  }

  /** Why a resource's page tells nothing; `undefined` where there is none, or nothing is wrong with it. */
  async flawOf(urn: string): Promise<PageFlaw | undefined> {
    const key = this.#key(urn);
    const page = await this.#journal.read(key);
    if (page === undefined) {
      return this.#journal.flaw?.(key);
    }
    if (this.#startOn(page, urn) !== undefined) {
      return undefined;
    }
    return { reason: isOfLaterRelease(page) ? "later" : "damaged" };
  }

  async write(start: RecordedStart): Promise<void> {
    await this.#journal.write(this.#key(start.entry.urn), writeEntry(start));
  }

  async remove(urn: string): Promise<void> {
    await this.#journal.remove(this.#key(urn));
  }

  #startOn(page: JsonObject, urn: string): RecordedStart | undefined {
    const start = readEntry(page);
    return start?.entry.urn === urn && start.place === this.#place ? start : undefined;
  }

  #key(urn: string): string {
    return `start ${fingerprint([urn, this.#place])}`;
  }
}
