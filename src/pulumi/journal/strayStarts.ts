import type { Journal } from "./journal.js";
import { type RecordedStart, readEntry, type StartEntry } from "./startEntry.js";

/**
 * What killed runs have started for resources that this run has not met: those that the program no longer has, or
 * has under another name, and those that come later.
 *
 * The journal doesn't know what was saved in the end, and a renamed resource's state is seen only once it is
 * deleted. So only what surely was not saved is stray: starts that were not answered, and operations whose create
 * waited for them and has not returned. A kill between the answer and the save is not told apart from a save.
 */
export class StrayStarts {
  readonly #journal: Journal;
  readonly #place: string;
  readonly #met = new Set<string>();
  readonly #given = new Set<string>();
  #earlier: Promise<RecordedStart[]> | undefined;

  /** @param place stands for what tells this program's state from others with the same URNs */
  constructor(journal: Journal, place: string) {
    this.#journal = journal;
    this.#place = place;
  }

  /** Notes that the program has a resource: its entry is looked at in its own create. */
  meet(urn: string): void {
    this.#met.add(urn);
  }

  isMet(urn: string): boolean {
    return this.#met.has(urn);
  }

  /** The stray starts of the same stack that asked the same endpoint for the same. Each is given once. */
  async like({
    urn,
    endpoint,
    fingerprint,
  }: Pick<StartEntry, "urn" | "endpoint" | "fingerprint">): Promise<RecordedStart[]> {
    this.#earlier ??= this.#read();
    const starts = await this.#earlier;
    const found = starts.filter(
      ({ entry }) =>
        entry.endpoint === endpoint &&
        entry.fingerprint === fingerprint &&
        stackOf(entry.urn) === stackOf(urn) &&
        !this.#met.has(entry.urn) &&
        !this.#given.has(entry.urn),
    );
    for (const { entry } of found) {
      this.#given.add(entry.urn);
    }
    return found;
  }

  /** Once a run: what earlier runs have left doesn't change, and there may be hundreds of pages. */
  async #read(): Promise<RecordedStart[]> {
    const pages = (await this.#journal.all?.()) ?? [];
    return pages
      .map(readEntry)
      .filter((start) => start !== undefined)
      .filter(({ entry, place }) => place === this.#place && isSurelyUnsaved(entry));
  }
}

function isSurelyUnsaved(entry: StartEntry): boolean {
  return entry.kind === "named" ? entry.awaited === true : entry.toldBy === undefined;
}

/** `urn:pulumi:<stack>::<project>`: stacks of one folder have their resources' names in common. */
function stackOf(urn: string): string {
  return urn.split("::", 2).join("::");
}
