import { writeSync } from "node:fs";
import { constants } from "node:os";
import { type Steps, shutdownReport } from "./steps.js";

const STDERR = 2;

/** How a process ends that nobody waits for any more. */
export interface ProcessEnd {
  /** Milliseconds that the steps in flight get for what is to be done at an interrupt. */
  grace: number;
  exitCode: number;
}

/**
 * Ends this process: every step in flight does what is to be done at an interrupt, what became of the operations
 * is printed, since it gets into no state, and the process exits.
 */
export function endProcess(steps: Steps, { grace, exitCode }: ProcessEnd): void {
  const exit = (): never => {
    print(shutdownReport(steps.statuses()));
    process.exit(exitCode);
  };
  steps.terminate();
  setTimeout(exit, grace).unref();
  steps.settled().then(exit, exit);
}

/** At once, since the process is about to exit; and without an error where nobody reads any more. */
function print(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // The pipe is broken or full.
  }
}

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
