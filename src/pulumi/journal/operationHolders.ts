import type { Journal } from "./journal.js";
import { readHolding, type StartEntry } from "./startEntry.js";

/**
 * Which resource an operation belongs to, as far as this run has seen states, starts and entries; where it is
 * searched for, also as far as other pages of the journal tell.
 */
export class OperationHolders {
  readonly #journal: Journal;
  /** By endpoint and name. */
  readonly #holders = new Map<string, string>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  hold(urn: string, endpoint: string, operationName: string): void {
    this.#holders.set(holding(endpoint, operationName), urn);
  }

  /** Whether an entry's operation is known in this run to belong to any resource. */
  isHeld(entry: StartEntry): boolean {
    return entry.kind === "named" && this.#holders.has(holding(entry.endpoint, entry.operationName));
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
    this.hold(urn, endpoint, operationName);
    return true;
  }
}

function holding(endpoint: string, operationName: string): string {
  return `${endpoint} ${operationName}`;
}
