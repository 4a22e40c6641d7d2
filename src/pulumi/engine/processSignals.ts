import { constants } from "node:os";

/** What the engine sends its plugins when it won't wait for them: the second Ctrl-C (SIGBREAK on Windows). */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

/**
 * Calls `onSignal` when this process is told to end. Only to be installed while something is in flight: every
 * normal run ends with the same signal, and a listener keeps the process from dying of it.
 *
 * @param onSignal ends the process, with the code that it is given
 * @returns what stops listening
 */
export function onProcessSignal(onSignal: (exitCode: number) => void): () => void {
  const listener = (signal: NodeJS.Signals): void => onSignal(128 + constants.signals[signal]);
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  return () => {
    for (const signal of SIGNALS) {
      process.off(signal, listener);
    }
  };
}
