import { randomUUID } from "node:crypto";
import { fingerprint } from "../fingerprint.js";
import type { Seat } from "../outputs.js";
import type { SavedState } from "../savedState.js";
import type { Journal } from "./journal.js";
import { readEntry, readHolding, type StartEntry, writeEntry } from "./startEntry.js";

/** What a state says of its operation, as far as an entry is held against it. */
export type HeldOperation = Pick<SavedState, "urn" | "since"> & {
  outputs: Pick<SavedState["outputs"], "operationName" | "endpoint" | "apiVersion">;
};

/**
 * What is known of the starts of resources whose state may not have been saved: of this run's for certain, of
 * earlier ones' as far as the journal remembers. An entry lives from before its start is sent until a state is
 * seen to hold its operation (edge case 33).
 */
export class StartBook {
  /** Tells this run from every other. */
  readonly run = randomUUID();
  readonly #journal: Journal;
  readonly #place: string[];
  /** Entries of this run, by key: they count also where nothing can be written. `undefined`: dropped. */
  readonly #own = new Map<string, StartEntry | undefined>();
  /** Which resource an operation belongs to, by endpoint and name. */
  readonly #holders = new Map<string, string>();

  /** @param place what tells this program's state from others with the same URNs */
  constructor(journal: Journal, place: string[] = placeOfThisProcess()) {
    this.#journal = journal;
    this.#place = place;
  }

  /** The entry of a resource at one place, if there is one. */
  async find(urn: string, seat: Seat): Promise<StartEntry | undefined> {
    const key = this.#key(urn, seat);
    if (this.#own.has(key)) {
      return this.#own.get(key);
    }
    const page = urn === "" ? undefined : await this.#journal.read(key);
    return page && readEntry(page, urn, seat.endpoint);
  }

  /** Puts an entry in the place of the resource's earlier one. */
  async put(entry: StartEntry, seat: Seat): Promise<void> {
    if (entry.urn === "") {
      return;
    }
    const key = this.#key(entry.urn, seat);
    this.#own.set(key, entry);
    if (entry.kind === "named") {
      this.#hold(entry.urn, seat.endpoint, entry.operationName);
    }
    await this.#journal.write(key, writeEntry(entry));
  }

  async drop(urn: string, seat: Seat): Promise<void> {
    const key = this.#key(urn, seat);
    this.#own.set(key, undefined);
    await this.#journal.remove(key);
  }

  /** Notes that our own cancel was accepted when the step that waited for the operation was interrupted. */
  async noteCancel(urn: string, seat: Seat, cancelledAt: number): Promise<void> {
    const entry = await this.find(urn, seat);
    if (entry?.kind === "named") {
      await this.put({ ...entry, cancelledAt: Math.round(cancelledAt) }, seat);
    }
  }

  /**
   * Notes which operation a state holds. An entry that is about it, or older, has served its purpose.
   *
   * @returns an older one about something else: no state holds what it speaks of
   */
  async settle({ urn, since, outputs }: HeldOperation): Promise<StartEntry | undefined> {
    const { operationName, endpoint, apiVersion } = outputs;
    if (operationName === "") {
      return undefined;
    }
    this.#hold(urn, endpoint, operationName);
    const seat = { endpoint, apiVersion };
    const entry = await this.find(urn, seat);
    const isAboutIt = entry?.kind === "named" && entry.operationName === operationName;
    if (entry === undefined || (!isAboutIt && entry.since > since)) {
      return undefined;
    }
    await this.drop(urn, seat);
    return isAboutIt ? undefined : entry;
  }

  /** The operations that a resource is known to have had, or to have. */
  heldBy(urn: string, endpoint: string): string[] {
    const prefix = holding(endpoint, "");
    return [...this.#holders]
      .filter(([key, holder]) => holder === urn && key.startsWith(prefix))
      .map(([key]) => key.slice(prefix.length));
  }

  /** Which resource an operation belongs to: one of this run, or of another page of the journal. */
  async holderOf(endpoint: string): Promise<(operationName: string) => string | undefined> {
    const pages = (await this.#journal.all?.()) ?? [];
    const others = new Map<string, string>();
    for (const page of pages) {
      const held = readHolding(page);
      if (held !== undefined) {
        others.set(holding(held.endpoint, held.operationName), held.urn);
      }
    }
    return (name) => {
      const key = holding(endpoint, name);
      return this.#holders.get(key) ?? others.get(key);
    };
  }

  /**
   * Makes an operation that was found a resource's own. False where another one was faster: two that look for the
   * same must not both have it.
   */
  claim(urn: string, endpoint: string, operationName: string): boolean {
    const holder = this.#holders.get(holding(endpoint, operationName));
    if (holder !== undefined && holder !== urn) {
      return false;
    }
    this.#hold(urn, endpoint, operationName);
    return true;
  }

  #hold(urn: string, endpoint: string, operationName: string): void {
    this.#holders.set(holding(endpoint, operationName), urn);
  }

  #key(urn: string, { endpoint, apiVersion }: Seat): string {
    return `start ${fingerprint([urn, ...this.#place, endpoint, apiVersion])}`;
  }
}

function holding(endpoint: string, operationName: string): string {
  return `${endpoint} ${operationName}`;
}

/** Stacks of the same name in another folder, or in another backend, have resources of the same URNs. */
function placeOfThisProcess(): string[] {
  return [process.cwd(), process.env.PULUMI_BACKEND_URL ?? ""];
}
