/**
 * How it stands with the operation that a step has in hand, as far as this process knows. It is what can still be
 * said when the step's result reaches nobody any more.
 */
export type StepStatus =
  | { kind: "starting"; path: string }
  | { kind: "leftRunning"; name: string }
  | { kind: "cancelRequested"; name: string }
  | { kind: "cancelNotAcknowledged"; name: string; lastError: string }
  | { kind: "undoing"; name: string; request: string }
  | { kind: "ended"; name: string };

/** What is printed by a process that has to end before its results could be saved. Empty: nothing to be said. */
export function shutdownReport(statuses: readonly StepStatus[]): string {
  if (statuses.length === 0) {
    return "";
  }
  const lines = statuses.map((setStatus) => `  ${standing(setStatus)}\n`);
  return (
    "pulumi-gcp-lro was ended before Pulumi could save its results. As this run leaves them:\n" +
    lines.join("") +
    "What this run started may be missing from the state; `operationName` adopts an operation.\n"
  );
}

function standing(setStatus: StepStatus): string {
  switch (setStatus.kind) {
    case "starting":
      return `${setStatus.path}: a start was sent and is not answered; an operation may be running`;
    case "leftRunning":
      return `${setStatus.name}: left running`;
    case "cancelRequested":
      return `${setStatus.name}: cancellation requested, end not awaited`;
    case "cancelNotAcknowledged":
      return `${setStatus.name}: cancellation not acknowledged, may be running (${setStatus.lastError})`;
    case "undoing":
      return `${setStatus.name}: completed despite the cancel; ${setStatus.request}, to undo it, was not seen to end`;
    case "ended":
      return `${setStatus.name}: ended`;
  }
}

/** How long Pulumi may take to save what a step has returned, in milliseconds. */
const SAVING = 500;

/** What a step is told by the process that it runs in, and tells it. */
export interface StepControl {
  /** Aborts when the step is to come to an end early. */
  signal: AbortSignal;
  /** Whether what the step returns still reaches Pulumi, and so the state. */
  isEngineConnected(): boolean;
  /** Says how it stands with the step's operation; the last note counts. None: there is no operation. */
  setStatus(setStatus: StepStatus | undefined): void;
}

/** The steps that are under way in this process, and the ways to interrupt them. */
export class Steps {
  readonly #steps = new Map<AbortController, Promise<unknown>>();
  readonly #notes = new Map<AbortController, StepStatus | undefined>();
  /** Of the steps that have just returned, with the time of their return. */
  #returned: { setStatus: StepStatus; at: number }[] = [];
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
  async run<T>(work: (inHand: StepControl) => Promise<T>): Promise<T> {
    if (this.#steps.size === 0) {
      this.#unwatch = this.#watch();
    }
    const controller = new AbortController();
    if (this.#isInterrupted) {
      controller.abort();
    }
    const context = work({
      signal: controller.signal,
      isEngineConnected: () => this.#isHeard,
      setStatus: (setStatus) => this.#notes.set(controller, setStatus),
    });
    this.#steps.set(controller, context);
    try {
      return await context;
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
  terminate(): void {
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
  statuses(): StepStatus[] {
    const abandoned = [...this.#notes.values()].filter((setStatus) => setStatus !== undefined);
    return [...this.#returned.map(({ setStatus }) => setStatus), ...abandoned];
  }

  #setAside(controller: AbortController): void {
    const setStatus = this.#notes.get(controller);
    this.#notes.delete(controller);
    this.#returned = [...this.#justReturned(), ...(setStatus ? [{ setStatus, at: this.#now() }] : [])];
  }

  #justReturned(): { setStatus: StepStatus; at: number }[] {
    const since = this.#now() - SAVING;
    return this.#returned.filter(({ at }) => at >= since);
  }
}
