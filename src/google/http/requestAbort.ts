import type { Clock } from "../../core/clock.js";
import type { RequestLimits } from "../../core/operationsService.js";

/** A reason, since without one every request would make an error with its stack. */
const RELEASED = "released";

/** Ends a request early: by the caller's signals, the caller's limit, or the request's own. */
export class RequestAbort {
  readonly #controller = new AbortController();
  readonly #released = new AbortController();
  readonly #caller: RequestLimits;
  readonly #clock: Clock;
  #sent = false;
  cause: "ABORTED" | "TIMEOUT" = "ABORTED";

  constructor(limits: RequestLimits, clock: Clock) {
    this.#caller = limits;
    this.#clock = clock;
    limits.signal?.addEventListener("abort", this.#abort, { once: true });
    limits.untilSent?.addEventListener("abort", this.#abortUnsent, { once: true });
    if (limits.signal?.aborted || limits.untilSent?.aborted) {
      this.#abort();
    }
    if (limits.timeout !== undefined) {
      this.after(limits.timeout);
    }
  }

  /** Whether the request may have left the process. While it has not, `untilSent` gives it up too. */
  get sent(): boolean {
    return this.#sent;
  }

  set sent(sent: boolean) {
    this.#sent = sent;
    if (this.#caller.untilSent?.aborted) {
      this.#abortUnsent();
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
  raceAbort<T>(promise: Promise<T>): Promise<T> {
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
    this.#caller.signal?.removeEventListener("abort", this.#abort);
    this.#caller.untilSent?.removeEventListener("abort", this.#abortUnsent);
    this.#released.abort(RELEASED);
  }

  readonly #abort = (): void => this.#controller.abort();

  readonly #abortUnsent = (): void => {
    if (!this.#sent) {
      this.#abort();
    }
  };
}
