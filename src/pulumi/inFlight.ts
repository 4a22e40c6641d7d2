/** The steps that are under way in this process, and the one way to interrupt them. */
export class InFlight {
  readonly #steps = new Map<AbortController, Promise<unknown>>();
  readonly #watch: (interrupt: () => void) => () => void;
  #unwatch: () => void = () => undefined;

  /**
   * @param watch called when the first step begins: arranges for `interrupt` to be called, and returns what
   *   undoes that once the last step has ended
   */
  constructor(watch: (interrupt: () => void) => () => void = () => () => undefined) {
    this.#watch = watch;
  }

  /** Does a step's work, whose signal aborts when the step is to come to an end early. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#steps.size === 0) {
      this.#unwatch = this.#watch(() => this.interrupt());
    }
    const controller = new AbortController();
    const step = work(controller.signal);
    this.#steps.set(controller, step);
    try {
      return await step;
    } finally {
      this.#steps.delete(controller);
      if (this.#steps.size === 0) {
        this.#unwatch();
      }
    }
  }

  /** Interrupts every step that is under way; those that begin later are not concerned. */
  interrupt(): void {
    for (const controller of this.#steps.keys()) {
      controller.abort();
    }
  }

  /** Resolves once every step that is under way now has come to its end, whichever. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#steps.values());
  }
}
