import type { Operation } from "../../core/operation.js";
import { findService } from "../../google/catalog/catalog.js";
import type { Clients } from "./clients.js";
import { type Filters, matchFilters } from "./filters.js";
import type { FindListener } from "./foundOperation.js";

/** A search for operations. */
export interface Search {
  clients: Clients;
  filters: Filters;
  listener: FindListener;
  signal: AbortSignal;
  /** The limit of the whole search, as a Go duration. Default: 5m; 30s for each service of a project. */
  timeout?: string;
}

/** Compares listed operations with the filters and reports those that match, each once. */
export class Matcher {
  readonly #search: Search;
  readonly #names = new Set<string>();
  readonly #services: readonly string[];
  #withoutStartTime = 0;

  /** @param services the keys or hosts of the services whose lists are read */
  constructor(search: Search, services: readonly string[]) {
    this.#search = search;
    this.#services = services;
  }

  /** Adds an operation that the list of a parent has. */
  add(service: string, parent: string, operation: Operation): void {
    const { clients, filters, listener } = this.#search;
    const match = matchFilters(operation, parent, filters, clients.dependencies.clock.wall());
    if (match === "withoutStartTime") {
      this.#withoutStartTime += 1;
    }
    if (match === "other" || match === "withoutStartTime") {
      return;
    }
    const found = clients.describe(service, operation);
    if (this.#names.has(found.fullName)) {
      return;
    }
    this.#names.add(found.fullName);
    if (match === "unidentified") {
      const message = `${found.fullName} reports too little to be compared with --target or --verb. It is left out.`;
      listener.problem({ kind: "unidentified", service: found.service, name: found.fullName, message });
    } else {
      listener.found(match === "deletesTarget" ? { ...found, deletesTarget: true } : found);
    }
  }

  /** Reports what was left out. */
  end(): void {
    const { filters, listener } = this.#search;
    const pendingOnly = this.#services.filter((service) =>
      findService(service)?.listDeviations.includes("pendingOnly"),
    );
    if (filters.state !== "running" && pendingOnly.length > 0) {
      listener.note(
        `${pendingOnly.join(", ")}: the service lists no operations that have ended. To see one, give its name to gcp-lro describe.`,
      );
    }
    if (this.#withoutStartTime > 0) {
      const count = this.#withoutStartTime;
      listener.note(
        `${count === 1 ? "1 operation reports" : `${count} operations report`} no start time, so --older-than leaves ${count === 1 ? "it" : "them"} out.`,
      );
    }
  }
}
