/** Listeners of abort signals. It adds one for many callers: an event target takes longer for each further one. */
export class SharedAborts {
  readonly #callers = new Map<AbortSignal, Set<() => void>>();

  /** Calls back once the signal aborts. Returns a function that takes the call back. */
  add(signal: AbortSignal | undefined, onAbort: () => void): () => void {
    if (signal === undefined) {
      return () => undefined;
    }
    const callers = this.#callers.get(signal) ?? this.#listen(signal);
    callers.add(onAbort);
    return () => {
      callers.delete(onAbort);
      if (callers.size === 0) {
        this.#stop(signal);
      }
    };
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const callers = new Set<() => void>();
    this.#callers.set(signal, callers);
    signal.addEventListener("abort", this.#onAbort, { once: true });
    return callers;
  }

  #stop(signal: AbortSignal): void {
    signal.removeEventListener("abort", this.#onAbort);
    this.#callers.delete(signal);
  }

  readonly #onAbort = (event: Event): void => {
    for (const onAbort of this.#callers.get(event.target as AbortSignal) ?? []) {
      onAbort();
    }
  };
}
