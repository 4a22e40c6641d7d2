import type { WireRequest } from "./wire.js";

type RequestKind = WireRequest["kind"];

/** Continues a request that waits for its turn. */
type Waiter = () => void;

/** The part of the slots that cancels and starts leave to other requests, so that polls go on during many cancels. */
const RESERVED_SHARE = 1 / 8;

/**
 * A semaphore for requests in flight. A free slot goes to the cancel or start that has waited longest; if none waits, to
 * the list, which may serve many polls; then to the other request that has waited longest. A few slots are reserved for
 * lists and other requests as long as some wait.
 */
export class RequestLimiter {
  readonly #urgent = new Set<Waiter>();
  readonly #lists = new Set<Waiter>();
  readonly #normal = new Set<Waiter>();
  readonly #maxUrgent: number;
  #urgentInFlight = 0;
  #free: number;

  /** @param limit the most requests in flight at a time */
  constructor(limit: number) {
    this.#free = limit;
    this.#maxUrgent = limit - Math.floor(limit * RESERVED_SHARE);
  }

  /**
   * Waits for a slot. Returns `false`, without a slot, if `signal` aborts first. After `true`, the caller has to call
   * {@link release} exactly once, with the same kind.
   */
  acquire(kind: RequestKind, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) {
      return Promise.resolve(false);
    }
    if (this.#free > 0) {
      this.#free -= 1;
      this.#urgentInFlight += isUrgent(kind) ? 1 : 0;
      return Promise.resolve(true);
    }
    const queue = this.#queueOf(kind);
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

  /** Frees the slot of a request and gives it to the next one. */
  release(kind: RequestKind): void {
    this.#urgentInFlight -= isUrgent(kind) ? 1 : 0;
    const others = this.#lists.size > 0 ? this.#lists : this.#normal;
    const queue =
      this.#urgent.size > 0 && (this.#urgentInFlight < this.#maxUrgent || others.size === 0)
        ? this.#urgent
        : others;
    const [next] = queue;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#urgentInFlight += queue === this.#urgent ? 1 : 0;
    queue.delete(next);
    next();
  }

  #queueOf(kind: RequestKind): Set<Waiter> {
    if (isUrgent(kind)) {
      return this.#urgent;
    }
    return kind === "list" ? this.#lists : this.#normal;
  }
}

function isUrgent(kind: RequestKind): boolean {
  return kind === "cancel" || kind === "start";
}
