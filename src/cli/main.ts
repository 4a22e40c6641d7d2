#!/usr/bin/env node
import { runCommandLine } from "./commandLine.js";
import { exitCodes } from "./output/exitCode.js";

/**
 * Milliseconds in which a second signal belongs to the same key press: under `npm run`, this process gets the
 * terminal's SIGINT and npm's copy of it.
 */
const SAME_KEY_PRESS = 500;

/** Aborts at the first Ctrl-C or SIGTERM, which stops the command; the second one ends the process. */
const interrupt = new AbortController();
let interruptedAt = 0;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (!interrupt.signal.aborted) {
      interruptedAt = performance.now();
      interrupt.abort();
    } else if (performance.now() - interruptedAt > SAME_KEY_PRESS) {
      process.exit(exitCodes.interrupted);
    }
  });
}

// The reader of the output has closed it (`gcp-lro list | head`): what is left to print has no reader.
let isPipeClosed = false;
process.stdout.on("error", () => {
  isPipeClosed = true;
  interrupt.abort();
});

// A closed stderr stops nothing: an emulator outlives the terminal that it was started in.
process.stderr.on("error", () => {});

/** Ends with a code. process.exit would lose output that is still in a pipe. */
function end(code: number): void {
  process.exitCode = isPipeClosed ? exitCodes.failure : code;
  // A pipe from another program would keep this one alive.
  process.stdin.unref?.();
}

runCommandLine(process.argv.slice(2), process, interrupt.signal).then(end, (error: unknown) => {
  if (!isPipeClosed) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(interrupt.signal.aborted ? "interrupted\n" : `gcp-lro: ${message}\n`);
  }
  end(interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failure);
});
