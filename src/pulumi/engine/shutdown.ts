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

/**
 * The signals of an engine that doesn't wait for its plugins, after the second Ctrl-C: SIGINT, and SIGBREAK on Windows.
 * SIGTERM comes from elsewhere: the end of a container or of a pipeline's job sends it to every process.
 */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

export interface SignalListeners {
  /** Reports whether the results of steps still reach the engine. */
  isEngineConnected(): boolean;
  /** The engine may still save the results of this process. Called at most once, before `onEnd`. */
  onInterrupt(): void;
  /** Ends the process with the code that it receives. */
  onEnd(exitCode: number): void;
}

/**
 * Listens to the signals that ask this process to end. While an engine is connected, the first SIGTERM of the process only
 * interrupts: the engine receives the results of the steps, and ends this process. It doesn't end by itself, because
 * resources of other packages may be in flight in it.
 *
 * @returns a function that installs the listeners and returns a function that removes them. Install them only while a step
 *   is in flight: every normal run ends with SIGINT, and a listener keeps the process from ending
 */
export function processSignals({ isEngineConnected, onInterrupt, onEnd }: SignalListeners): () => () => void {
  let isInterrupted = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (signal === "SIGTERM" && !isInterrupted && isEngineConnected()) {
      isInterrupted = true;
      onInterrupt();
    } else {
      onEnd(128 + constants.signals[signal]);
    }
  };
  return () => {
    for (const signal of SIGNALS) {
      process.on(signal, listener);
    }
    return () => {
      for (const signal of SIGNALS) {
        process.off(signal, listener);
      }
    };
  };
}
