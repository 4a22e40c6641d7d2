import { randomUUID } from "node:crypto";
import { fingerprint } from "../fingerprint.js";
import type { Seat } from "../outputs.js";
import type { SavedState } from "../savedState.js";
import type { Journal } from "./journal.js";
import { OperationHolders } from "./operationHolders.js";
import type { RecordedStart, StartEntry } from "./startEntry.js";
import { type NoStart, type PageReading, StartPages } from "./startPages.js";
import { StrayStarts } from "./strayStarts.js";

/** What a state says of its operation, as far as an entry is held against it. */
export type HeldOperation = Pick<SavedState, "urn" | "since"> & {
  outputs: Pick<SavedState["outputs"], "operationName" | "endpoint" | "apiVersion">;
};

/** What is known of a resource's last start. */
export type Recollection =
  | NoStart
  | { kind: "here"; entry: StartEntry }
  /** By an earlier run, at another endpoint or with another version of the API, and held by no state. */
  | { kind: "elsewhere"; start: RecordedStart };

/**
 * What is known of the starts of resources whose state may not have been saved: of this run's for certain, of
 * earlier ones' as far as the journal remembers. An entry lives from before its start is sent until a state is
 * seen to hold its operation (edge case 33).
 */
export class StartBook {
  /** Tells this run from every other. */
  readonly run = randomUUID();
  /** What killed runs have started for other resources. */
  readonly strays: StrayStarts;
  /** Which resource an operation belongs to. */
  readonly holders: OperationHolders;
  readonly #place: string;
  readonly #pages: StartPages;
  /** Entries of this run, by URN: they count also where nothing can be written. `undefined`: dropped. */
  readonly #own = new Map<string, RecordedStart | undefined>();
  /** Resources of which this run was given a state with an operation. */
  readonly #settled = new Set<string>();

  /** @param place what tells this program's state from others with the same URNs */
  constructor(journal: Journal, place: string[] = placeOfThisProcess()) {
    this.holders = new OperationHolders(journal);
    this.#place = fingerprint(place);
    this.#pages = new StartPages(journal, this.#place);
    this.strays = new StrayStarts(journal, this.#place);
  }

  /** The entry of a resource at one endpoint and version, if there is one. */
  async find(urn: string, seat: Seat): Promise<StartEntry | undefined> {
    const reading = await this.#read(urn);
    return reading.kind === "start" && isAt(reading.start, seat) ? reading.start.entry : undefined;
  }

  /**
   * What is known of a resource that no state holds and that is to be started. Its operation, wherever it is, can't
   * be what a later start of it begins.
   */
  async recall(urn: string, seat: Seat): Promise<Recollection> {
    const reading = await this.#read(urn);
    if (reading.kind !== "start") {
      return this.#recallFlaw(urn, reading);
    }
    const { start } = reading;
    const { entry } = start;
    const isKnown = this.#own.has(urn) || this.holders.isHeld(entry);
    if (entry.kind === "named") {
      this.holders.hold(urn, entry.endpoint, entry.operationName);
    }
    if (isAt(start, seat)) {
      return { kind: "here", entry };
    }
    return isKnown ? { kind: "none" } : { kind: "elsewhere", start };
  }

  /** Puts an entry in the place of the resource's earlier one. */
  async put(entry: StartEntry, seat: Seat): Promise<void> {
    if (entry.urn === "") {
      return;
    }
    const start = { entry, apiVersion: seat.apiVersion, place: this.#place };
    this.#own.set(entry.urn, start);
    this.strays.meet(entry.urn);
    if (entry.kind === "named") {
      this.holders.hold(entry.urn, seat.endpoint, entry.operationName);
    }
    await this.#pages.write(start);
  }

  async drop(urn: string): Promise<void> {
    this.#own.set(urn, undefined);
    await this.#pages.remove(urn);
  }

  /** Notes that our own cancel was accepted when the step that waited for the operation was interrupted. */
  async noteCancel(urn: string, seat: Seat, cancelledAt: number): Promise<void> {
    const entry = await this.find(urn, seat);
    if (entry?.kind === "named") {
      await this.put({ ...entry, cancelledAt: Math.round(cancelledAt) }, seat);
    }
  }

  /** Notes that a create returns what it waited for: Pulumi is about to save the operation, however it stands. */
  async noteReturn(urn: string, seat: Seat): Promise<void> {
    const entry = await this.find(urn, seat);
    if (entry?.kind === "named" && entry.awaited) {
      const { awaited: _, ...returned } = entry;
      await this.put(returned, seat);
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
    this.#settled.add(urn);
    this.holders.hold(urn, endpoint, operationName);
    const seat = { endpoint, apiVersion };
    const entry = await this.find(urn, seat);
    const isAboutIt = entry?.kind === "named" && entry.operationName === operationName;
    if (entry === undefined || (!isAboutIt && entry.since > since)) {
      return undefined;
    }
    await this.drop(urn);
    return isAboutIt ? undefined : entry;
  }

  /** An entry of this run, or the one that an earlier run left. */
  async #read(urn: string): Promise<PageReading> {
    if (!this.#own.has(urn) && urn !== "") {
      return this.#pages.read(urn);
    }
    const start = this.#own.get(urn);
    return start === undefined ? { kind: "none" } : { kind: "start", start };
  }

  /** Of a page that tells nothing; where a state of this run has told enough, or this run wrote it, there is none. */
  async #recallFlaw(urn: string, reading: NoStart): Promise<NoStart> {
    if (this.#own.has(urn) || this.#settled.has(urn) || urn === "") {
      return { kind: "none" };
    }
    const flaw = reading.kind === "unusable" ? reading.flaw : await this.#pages.flawOf(urn);
    return flaw === undefined ? { kind: "none" } : { kind: "unusable", flaw };
  }
}

function isAt({ entry, apiVersion }: RecordedStart, seat: Seat): boolean {
  return entry.endpoint === seat.endpoint && apiVersion === seat.apiVersion;
}

/** Stacks of the same name in another folder, or in another backend, have resources of the same URNs. */
function placeOfThisProcess(): string[] {
  return [process.cwd(), process.env.PULUMI_BACKEND_URL ?? ""];
}
