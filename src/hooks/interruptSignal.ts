const working = new Set<AbortController>();

/** The number of SIGINTs that this process has received while work ran. */
let received = 0;

const abortAll = (): void => {
  received += 1;
  for (const controller of working) {
    abort(controller);
  }
};

function abort(controller: AbortController): void {
  controller.abort(new Error("interrupted"));
}

/** The interrupts of one run of a program. A process can have many runs, at the same time or one after the other. */
export class RunInterrupts {
  readonly #receivedBefore = received;

  /**
   * Runs work with a signal that aborts at SIGINT, which Pulumi sends to the program at the first Ctrl-C. It ends the process
   * five seconds later. Meanwhile other steps of the engine can fail, so work that begins after a SIGINT of its run gets a
   * signal that is aborted already.
   *
   * The handler is there only while work runs, once for all work: meanwhile SIGINT does not end a process that has no handler
   * of its own.
   */
  async abortOnInterrupt<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController();
    if (received > this.#receivedBefore) {
      abort(controller);
    }
    if (working.size === 0) {
      process.on("SIGINT", abortAll);
    }
    working.add(controller);
    try {
      return await work(controller.signal);
    } finally {
      working.delete(controller);
      if (working.size === 0) {
        process.off("SIGINT", abortAll);
      }
    }
  }
}
