/**
 * How it stands with the operation that a step has in hand, as far as this process knows. It is what can still be
 * said when the step's result reaches nobody any more.
 */
export type OperationNote =
  | { kind: "starting"; path: string }
  | { kind: "leftRunning"; name: string }
  | { kind: "cancelRequested"; name: string }
  | { kind: "cancelNotAcknowledged"; name: string; trouble: string }
  | { kind: "undoing"; name: string; request: string }
  | { kind: "ended"; name: string };

/** What is printed by a process that has to end before its results could be saved. Empty: nothing to be said. */
export function lastWords(notes: readonly OperationNote[]): string {
  if (notes.length === 0) {
    return "";
  }
  const lines = notes.map((note) => `  ${standing(note)}\n`);
  return (
    "pulumi-gcp-lro was ended before Pulumi could save its results. As this run leaves them:\n" +
    lines.join("") +
    "What this run started may be missing from the state; `operationName` adopts an operation.\n"
  );
}

function standing(note: OperationNote): string {
  switch (note.kind) {
    case "starting":
      return `${note.path}: a start was sent and is not answered; an operation may be running`;
    case "leftRunning":
      return `${note.name}: left running`;
    case "cancelRequested":
      return `${note.name}: cancellation requested, end not awaited`;
    case "cancelNotAcknowledged":
      return `${note.name}: cancellation not acknowledged, may be running (${note.trouble})`;
    case "undoing":
      return `${note.name}: completed despite the cancel; ${note.request}, to undo it, was not seen to end`;
    case "ended":
      return `${note.name}: ended`;
  }
}

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
