import type { Clock } from "../../core/clock.js";
import type { RequestLimits } from "../../core/operationsService.js";

/** The reason of the internal abort. Without one, every request would create an error with a stack. */
const RELEASED = "released";

/** The abort of a request: by the caller's signals, the caller's time limit, or the request's own. */
export class RequestAbort {
  readonly #controller = new AbortController();
  readonly #released = new AbortController();
  readonly #limits: RequestLimits;
  readonly #clock: Clock;
  #isSent = false;
  #onSent: (() => void) | undefined;
  cause: "ABORTED" | "TIMEOUT" = "ABORTED";

  constructor(limits: RequestLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onSent = limits.onSent;
    limits.signal?.addEventListener("abort", this.#abort, { once: true });
    limits.untilSent?.addEventListener("abort", this.#abortUnsent, { once: true });
    if (limits.signal?.aborted || limits.untilSent?.aborted) {
      this.#abort();
    }
    if (limits.timeout !== undefined) {
      this.abortAfter(limits.timeout);
    }
  }

  /** True if the request may have left the process. Until then, `untilSent` aborts it too. */
  get isSent(): boolean {
    return this.#isSent;
  }

  set isSent(isSent: boolean) {
    this.#isSent = isSent;
    if (this.#limits.untilSent?.aborted) {
      this.#abortUnsent();
    }
  }

  /** Notes that the request may have left the process, and calls `onSent` the first time. */
  markSent(): void {
    this.isSent = true;
    this.#onSent?.();
    this.#onSent = undefined;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the request after some milliseconds, unless it has ended by then. */
  abortAfter(milliseconds: number): void {
    void this.#clock.sleep(milliseconds, this.#released.signal).then(() => {
      if (!this.#released.signal.aborted && !this.signal.aborted) {
        this.cause = "TIMEOUT";
        this.#controller.abort();
      }
    });
  }

  /** Settles as the promise does, or rejects on abort: not every awaited promise obeys the signal. */
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

  /** Removes timers and listeners. It must be called when the request is over. */
  release(): void {
    this.#limits.signal?.removeEventListener("abort", this.#abort);
    this.#limits.untilSent?.removeEventListener("abort", this.#abortUnsent);
    this.#released.abort(RELEASED);
  }

  readonly #abort = (): void => this.#controller.abort();

  readonly #abortUnsent = (): void => {
    if (!this.#isSent) {
      this.#abort();
    }
  };
}
