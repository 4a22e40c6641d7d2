/** The signals with which the engine ends its plugins. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The longest time for the last export, in milliseconds: the engine kills the process 5 s after its signal. */
const LIMIT = 3_000;

/**
 * Exports what is left when the engine ends this process, before the signal takes effect. Where another listener handles
 * the signal, that one ends the process.
 */
export function flushOnSignal(flush: () => Promise<unknown>): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    const isHandled = process.listenerCount(signal) > 1;
    const timeout = new Promise((resolve) => setTimeout(resolve, LIMIT));
    const end = (): void => {
      stop();
      process.kill(process.pid, signal);
    };
    const flushed = Promise.race([flush().catch(() => undefined), timeout]);
    if (!isHandled) {
      flushed.then(end);
    }
  };
  const stop = (): void => {
    for (const signal of SIGNALS) {
      process.off(signal, listener);
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  return stop;
}
