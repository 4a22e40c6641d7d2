const working = new Set<AbortController>();

const abortAll = (): void => {
  for (const controller of working) {
    controller.abort(new Error("interrupted"));
  }
};

/**
 * Runs work with a signal that aborts at SIGINT, which Pulumi sends to the program at the first Ctrl-C. It ends the process
 * five seconds later. The handler is there only while work runs, once for all work: meanwhile SIGINT does not end a
 * process that has no handler of its own.
 */
export async function abortOnInterrupt<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
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
