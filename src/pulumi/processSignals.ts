import { constants } from "node:os";

/** What the engine sends its plugins when it won't wait for them: the second Ctrl-C (SIGBREAK on Windows). */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

/** The engine kills what is still there after 5 s; this much of it is used, in milliseconds. */
const GRACE = 4_000;

/**
 * Calls `onSignal` when this process is told to end, and ends it once `settled` resolves, at the latest after
 * the grace period. Only to be installed while something is in flight: every normal run ends with the same
 * signal, and a listener would keep the process from dying of it.
 *
 * @returns what stops listening
 */
export function onProcessSignal(onSignal: () => void, settled: () => Promise<void>): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    const exit = (): never => process.exit(128 + constants.signals[signal]);
    onSignal();
    setTimeout(exit, GRACE).unref();
    settled().then(exit, exit);
  };
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  return () => {
    for (const signal of SIGNALS) {
      process.off(signal, listener);
    }
  };
}
