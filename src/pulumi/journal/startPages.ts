import { fingerprint } from "../fingerprint.js";
import type { Journal, PageFlaw } from "./journal.js";
import { isOfLaterRelease, type RecordedStart, readEntry, writeEntry } from "./startEntry.js";

/** There is no page, or one that tells nothing. */
export type NoStart = { kind: "none" } | { kind: "unusable"; flaw: PageFlaw };

/** What a resource's page tells. */
export type PageReading = NoStart | { kind: "start"; start: RecordedStart };

/** The journal's pages about the starts of one program's resources: one a resource, wherever it started. */
export class StartPages {
  readonly #journal: Journal;
  readonly #place: string;

  /** @param place stands for what tells this program's state from others with the same URNs */
  constructor(journal: Journal, place: string) {
    this.#journal = journal;
    this.#place = place;
  }

  /** A page that the journal itself can't read is `none`: {@link flawOf} tells of it. */
  async read(urn: string): Promise<PageReading> {
    const page = await this.#journal.read(this.#key(urn));
    if (page === undefined) {
      return { kind: "none" };
    }
    const start = readEntry(page);
    return start?.entry.urn === urn && start.place === this.#place
      ? { kind: "start", start }
      : { kind: "unusable", flaw: { reason: isOfLaterRelease(page) ? "later" : "damaged" } };
  }

  /** Why the journal can't read a resource's page, where there is one. */
  async flawOf(urn: string): Promise<PageFlaw | undefined> {
    return this.#journal.flaw?.(this.#key(urn));
  }

  async write(start: RecordedStart): Promise<void> {
    await this.#journal.write(this.#key(start.entry.urn), writeEntry(start));
  }

  async remove(urn: string): Promise<void> {
    await this.#journal.remove(this.#key(urn));
  }

  #key(urn: string): string {
    return `start ${fingerprint([urn, this.#place])}`;
  }
}
