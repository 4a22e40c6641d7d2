/**
 * The status of a step's operation, as this process knows it. The process prints it if the step's result can't be saved
 * any more.
 */
export type StepStatus =
  | { kind: "starting"; path: string }
  | { kind: "leftRunning"; name: string }
  | { kind: "cancelRequested"; name: string }
  | { kind: "cancelNotAcknowledged"; name: string; lastError: string }
  | { kind: "undoing"; name: string; request: string }
  | { kind: "ended"; name: string }
  /** The state of a group's operations in words. */
  | { kind: "group"; state: string };

/** The last output of a process that ends before its results could be saved. Empty: there is nothing to report. */
export function shutdownReport(statuses: readonly StepStatus[]): string {
  if (statuses.length === 0) {
    return "";
  }
  const lines = statuses.map((status) => `  ${statusText(status)}\n`);
  return (
    "pulumi-gcp-lro was terminated before Pulumi saved the results of this run. The last known states:\n" +
    lines.join("") +
    "Operations of this run may be missing from the state. Run `pulumi up` again on this machine: it looks for the operations " +
    "that this run started. On another machine, adopt them: set `operationName`.\n"
  );
}

function statusText(status: StepStatus): string {
  switch (status.kind) {
    case "starting":
      return `${status.path}: start request sent, no response yet; the service may have started an operation`;
    case "leftRunning":
      return `${status.name}: left running`;
    case "cancelRequested":
      return `${status.name}: the service accepted the cancel request; outcome unknown`;
    case "cancelNotAcknowledged":
      return `${status.name}: the service did not confirm a cancel request; may be running (${status.lastError})`;
    case "undoing":
      return `${status.name}: completed despite the cancel request; the result of the undo request ${status.request} is unknown`;
    case "ended":
      return `${status.name}: ended`;
    case "group":
      return status.state;
  }
}

/** The longest time that Pulumi needs to save the result of a step, in milliseconds. */
const SAVE_TIME = 500;

/** The link between a step and the process that it runs in. */
export interface StepControl {
  /** Aborts when the step has to end early. */
  signal: AbortSignal;
  /** Reports whether the result of the step still reaches Pulumi, and so the state. */
  isEngineConnected(): boolean;
  /** Sets the status of the step's operation; `undefined`: there is no operation. */
  setStatus(status: StepStatus | undefined): void;
}

/** The steps that are under way in this process, and the ways to interrupt them. */
export class Steps {
  readonly #steps = new Map<AbortController, Promise<unknown>>();
  readonly #statuses = new Map<AbortController, StepStatus | undefined>();
  /** The statuses of steps that have just returned, with the time of their return. */
  #returned: { status: StepStatus; at: number }[] = [];
  readonly #watch: () => () => void;
  readonly #now: () => number;
  #unwatch: () => void = () => undefined;
  #isInterrupted = false;
  #isEngineConnected = true;

  /**
   * @param watch called when the first step begins; returns a function to call once the last one has ended
   * @param now milliseconds on a clock that never jumps
   */
  constructor(watch: () => () => void = () => () => undefined, now = () => performance.now()) {
    this.#watch = watch;
    this.#now = now;
  }

  /**
   * Runs a step. The engine begins no step after an interrupt: a step that begins here later was on its way to this
   * process, and is interrupted from its beginning.
   */
  async run<T>(work: (control: StepControl) => Promise<T>): Promise<T> {
    if (this.#steps.size === 0) {
      this.#unwatch = this.#watch();
    }
    const controller = new AbortController();
    if (this.#isInterrupted) {
      controller.abort();
    }
    const running = work({
      signal: controller.signal,
      isEngineConnected: () => this.#isEngineConnected,
      setStatus: (status) => this.#statuses.set(controller, status),
    });
    this.#steps.set(controller, running);
    try {
      return await running;
    } finally {
      this.#steps.delete(controller);
      if (this.#isEngineConnected) {
        this.#keepRecent(controller);
      }
      if (this.#steps.size === 0) {
        this.#unwatch();
      }
    }
  }

  /** Reports whether the results of steps still reach Pulumi, and so the state. */
  isEngineConnected(): boolean {
    return this.#isEngineConnected;
  }

  /** Interrupts every step that is under way, and all later ones. Their results are still saved. */
  interrupt(): void {
    this.#isInterrupted = true;
    for (const controller of this.#steps.keys()) {
      controller.abort();
    }
  }

  /**
   * Interrupts every step that is under way, and all later ones. Their results are lost, and those of steps that have
   * just returned may be lost too.
   */
  terminate(): void {
    if (this.#isEngineConnected) {
      this.#returned = this.#steps.size === 0 ? [] : this.#recentlyReturned();
    }
    this.#isEngineConnected = false;
    this.interrupt();
  }

  /** Resolves once every step that is under way now has ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#steps.values());
  }

  /**
   * The statuses of the steps whose results are lost, whether they have ended since or not, and of those that had just
   * returned.
   */
  statuses(): StepStatus[] {
    const lost = [...this.#statuses.values()].filter((status) => status !== undefined);
    return [...this.#returned.map(({ status }) => status), ...lost];
  }

  #keepRecent(controller: AbortController): void {
    const status = this.#statuses.get(controller);
    this.#statuses.delete(controller);
    this.#returned = [...this.#recentlyReturned(), ...(status ? [{ status, at: this.#now() }] : [])];
  }

  #recentlyReturned(): { status: StepStatus; at: number }[] {
    const since = this.#now() - SAVE_TIME;
    return this.#returned.filter(({ at }) => at >= since);
  }
}
