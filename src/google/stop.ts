import type { RequestLimits } from "../core/operationsService.js";

/** Timers of the platform are 32 bit: a longer delay would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What ends a request early: the caller's signal, the caller's limit, and the request's own. */
export class Stop {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  cause: "ABORTED" | "TIMEOUT" = "ABORTED";

  constructor({ signal, timeout }: RequestLimits) {
    this.#caller = signal;
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
    const expire = (): void => {
      if (!this.signal.aborted) {
        this.cause = "TIMEOUT";
        this.#controller.abort();
      }
    };
    this.#timers.push(setTimeout(expire, Math.min(Math.max(0, milliseconds), LONGEST_TIMER)));
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
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
  }

  readonly #abort = (): void => this.#controller.abort();
}
