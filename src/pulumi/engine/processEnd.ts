import { writeSync } from "node:fs";
import type { InFlight } from "./inFlight.js";
import { lastWords } from "./operationNote.js";

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
export function endProcess(inFlight: InFlight, { grace, exitCode }: ProcessEnd): void {
  const exit = (): never => {
    print(lastWords(inFlight.notes()));
    process.exit(exitCode);
  };
  inFlight.abandon();
  setTimeout(exit, grace).unref();
  inFlight.settled().then(exit, exit);
}

/** At once, since the process is about to exit; and without an error where nobody reads any more. */
function print(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // The pipe is broken or full.
  }
}
