import type { WireRequest } from "./wire.js";

/** Continues a request that waits for its turn. */
type Waiter = () => void;

/**
 * A semaphore for requests in flight. A free slot goes to the cancel or start that has waited longest; if none waits, to
 * the other request that has waited longest.
 */
export class RequestLimiter {
  readonly #urgent = new Set<Waiter>();
  readonly #normal = new Set<Waiter>();
  #free: number;

  /** @param limit the most requests in flight at a time */
  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Waits for a slot. Returns `false`, without a slot, if `signal` aborts first. After `true`, the caller has to call
   * {@link release} exactly once.
   */
  acquire(kind: WireRequest["kind"], signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) {
      return Promise.resolve(false);
    }
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    const queue = kind === "cancel" || kind === "start" ? this.#urgent : this.#normal;
    return new Promise((resolve) => {
      const admit = (): void => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = (): void => {
        queue.delete(admit);
        resolve(false);
      };
      queue.add(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Frees a slot and gives it to the next request. */
  release(): void {
    const queue = this.#urgent.size > 0 ? this.#urgent : this.#normal;
    const [next] = queue;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    queue.delete(next);
    next();
  }
}
