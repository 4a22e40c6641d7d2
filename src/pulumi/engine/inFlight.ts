import type { OperationNote } from "./operationNote.js";

/** How long after an interrupt a step that begins was still meant by it, in milliseconds. */
const STILL_MEANT = 1_000;

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
  readonly #watch: () => () => void;
  readonly #now: () => number;
  #unwatch: () => void = () => undefined;
  #interruptedAt = Number.NEGATIVE_INFINITY;
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
   * Does a step's work. One that begins just after an interrupt was under way to this process when that came:
   * it is interrupted from its beginning.
   */
  async run<T>(work: (inHand: StepInHand) => Promise<T>): Promise<T> {
    if (this.#steps.size === 0) {
      this.#unwatch = this.#watch();
    }
    const controller = new AbortController();
    if (!this.#isHeard || this.#now() - this.#interruptedAt < STILL_MEANT) {
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
        this.#notes.delete(controller);
      }
      if (this.#steps.size === 0) {
        this.#unwatch();
      }
    }
  }

  /** Interrupts every step that is under way; what they return is still saved. */
  interrupt(): void {
    this.#interruptedAt = this.#now();
    for (const controller of this.#steps.keys()) {
      controller.abort();
    }
  }

  /** Interrupts every step that is under way, and all to come: nobody hears any more what they return. */
  abandon(): void {
    this.#isHeard = false;
    this.interrupt();
  }

  /** Resolves once every step that is under way now has come to its end, whichever. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#steps.values());
  }

  /** How it stands with the operations of the steps that were abandoned, whether they have ended since or not. */
  notes(): OperationNote[] {
    return [...this.#notes.values()].filter((note) => note !== undefined);
  }
}
