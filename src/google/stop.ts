import type { Clock } from "../core/clock.js";
import type { RequestLimits } from "../core/operationsService.js";

/** A reason, since without one every request would make an error with its stack. */
const RELEASED = "released";

/** What ends a request early: the caller's signal, the caller's limit, and the request's own. */
export class Stop {
  readonly #controller = new AbortController();
  readonly #released = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #clock: Clock;
  cause: "ABORTED" | "TIMEOUT" = "ABORTED";

  constructor({ signal, timeout }: RequestLimits, clock: Clock) {
    this.#caller = signal;
    this.#clock = clock;
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (signal?.aborted) {
      this.#abort();
    }
    if (timeout !== undefined) {
      this.after(timeout);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the request so many milliseconds from now, unless something else does before. */
  after(milliseconds: number): void {
    void this.#clock.sleep(milliseconds, this.#released.signal).then(() => {
      if (!this.#released.signal.aborted && !this.signal.aborted) {
        this.cause = "TIMEOUT";
        this.#controller.abort();
      }
    });
  }

  /** Settles as the promise does, or rejects on abort: not everything that is awaited knows the signal. */
  orAbort<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(new Error("aborted"));
      if (this.signal.aborted) {
        onAbort();
      }
      this.signal.addEventListener("abort", onAbort, { once: true });
      promise.then(resolve, reject).finally(() => this.signal.removeEventListener("abort", onAbort));
    });
  }

  /** Has to be called when the request is over: leaves neither timer nor listener behind. */
  release(): void {
    this.#caller?.removeEventListener("abort", this.#abort);
    this.#released.abort(RELEASED);
  }

  readonly #abort = (): void => this.#controller.abort();
}
