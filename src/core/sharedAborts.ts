/** Listens to the abort signals of many callers, once to each: an event target takes longer for each further listener. */
export class SharedAborts {
  readonly #callers = new Map<AbortSignal, number>();
  readonly #onAbort: (event: Event) => void;

  constructor(onAbort: (signal: AbortSignal) => void) {
    this.#onAbort = ({ target }) => onAbort(target as AbortSignal);
  }

  /** Adds a caller with a signal. */
  add(signal: AbortSignal | undefined): void {
    if (signal === undefined) {
      return;
    }
    const callers = this.#callers.get(signal) ?? 0;
    if (callers === 0) {
      signal.addEventListener("abort", this.#onAbort, { once: true });
    }
    this.#callers.set(signal, callers + 1);
  }

  /** Removes a caller with a signal. */
  remove(signal: AbortSignal | undefined): void {
    const callers = signal && this.#callers.get(signal);
    if (signal === undefined || callers === undefined) {
      return;
    }
    if (callers > 1) {
      this.#callers.set(signal, callers - 1);
    } else {
      signal.removeEventListener("abort", this.#onAbort);
      this.#callers.delete(signal);
    }
  }
}
