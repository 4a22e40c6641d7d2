import type { OperationNote } from "./operationNote.js";

/** How long Pulumi may take to save what a step has returned, in milliseconds. */
const SAVING = 500;

/** What a step is told by the process that it runs in, and tells it. */
export interface StepInHand {
  /** Aborts when the step is to come to an end early. */
  signal: AbortSignal;
  /** Whether what the step returns still reaches Pulumi, and so the state. */
  isHeard(): boolean;
  /** Says how it stands with the step's operation; the last note counts. None: there is no operation. */
  note(note: OperationNote | undefined): void;
}

/** The steps that are under way in this process, and the ways to interrupt them. */
export class InFlight {
  readonly #steps = new Map<AbortController, Promise<unknown>>();
  readonly #notes = new Map<AbortController, OperationNote | undefined>();
  /** Of the steps that have just returned, with the time of their return. */
  #returned: { note: OperationNote; at: number }[] = [];
  readonly #watch: () => () => void;
  readonly #now: () => number;
  #unwatch: () => void = () => undefined;
  #isInterrupted = false;
  #isHeard = true;

  /**
   * @param watch called when the first step begins; returns what is to be called once the last one has ended
   * @param now milliseconds on a clock that never jumps
   */
  constructor(watch: () => () => void = () => () => undefined, now = () => performance.now()) {
    this.#watch = watch;
    this.#now = now;
  }

  /**
   * Does a step's work. The engine begins no step after an interrupt: a step that begins here later was on its way to
   * this process, and is interrupted from its beginning.
   */
  async run<T>(work: (inHand: StepInHand) => Promise<T>): Promise<T> {
    if (this.#steps.size === 0) {
      this.#unwatch = this.#watch();
    }
    const controller = new AbortController();
    if (this.#isInterrupted) {
      controller.abort();
    }
    const step = work({
      signal: controller.signal,
      isHeard: () => this.#isHeard,
      note: (note) => this.#notes.set(controller, note),
    });
    this.#steps.set(controller, step);
    try {
      return await step;
    } finally {
      this.#steps.delete(controller);
      if (this.#isHeard) {
        this.#setAside(controller);
      }
      if (this.#steps.size === 0) {
        this.#unwatch();
      }
    }
  }

  /** Interrupts every step that is under way, and all to come; what they return is still saved. */
  interrupt(): void {
    this.#isInterrupted = true;
    for (const controller of this.#steps.keys()) {
      controller.abort();
    }
  }

  /**
   * Interrupts every step that is under way, and all to come: nobody hears any more what they return. What others
   * have just returned may not be saved either.
   */
  abandon(): void {
    this.#returned = this.#steps.size === 0 ? [] : this.#justReturned();
    this.#isHeard = false;
    this.interrupt();
  }

  /** Resolves once every step that is under way now has come to its end, whichever. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#steps.values());
  }

  /**
   * How it stands with the operations of the steps that were abandoned, whether they have ended since or not, and
   * of those that had just returned.
   */
  notes(): OperationNote[] {
    const abandoned = [...this.#notes.values()].filter((note) => note !== undefined);
    return [...this.#returned.map(({ note }) => note), ...abandoned];
  }

  #setAside(controller: AbortController): void {
    const note = this.#notes.get(controller);
    this.#notes.delete(controller);
    this.#returned = [...this.#justReturned(), ...(note ? [{ note, at: this.#now() }] : [])];
  }

  #justReturned(): { note: OperationNote; at: number }[] {
    const since = this.#now() - SAVING;
    return this.#returned.filter(({ at }) => at >= since);
  }
}
