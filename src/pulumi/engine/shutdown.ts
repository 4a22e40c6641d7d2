import { writeSync } from "node:fs";
import { constants } from "node:os";
import { type Steps, shutdownReport } from "./steps.js";

const STDERR = 2;

/** The end of a process whose results can't be saved any more. */
export interface ShutdownOptions {
  /** Time for the steps in flight to cancel their operations, in milliseconds. */
  grace: number;
  exitCode: number;
}

/**
 * Ends this process: interrupts every step in flight, waits for them at most for the grace period, prints the status of
 * their operations, which gets into no state, and exits.
 */
export function endProcess(steps: Steps, { grace, exitCode }: ShutdownOptions): void {
  const exit = (): never => {
    print(shutdownReport(steps.statuses()));
    process.exit(exitCode);
  };
  steps.terminate();
  setTimeout(exit, grace).unref();
  steps.settled().then(exit, exit);
}

/** Prints synchronously, since the process is about to exit. */
function print(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // The pipe is broken or full.
  }
}

/** The signals of an engine that doesn't wait for its plugins: after the second Ctrl-C (SIGBREAK on Windows). */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

/**
 * Calls `onSignal` when this process receives a signal to end. Install it only while a step is in flight: every normal
 * run ends with the same signal, and a listener keeps the process from ending.
 *
 * @param onSignal ends the process with the code that it receives
 * @returns a function that removes the listeners
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
