#!/usr/bin/env node
import { runCommandLine } from "./commandLine.js";
import { INTERRUPTED } from "./commands/command.js";

/**
 * Milliseconds within which a second signal is taken for the same key press: started by `npm run`, this process
 * gets the terminal's SIGINT and npm's copy of it.
 */
const SAME_KEY_PRESS = 500;

/** The first Ctrl-C or SIGTERM asks the command to wind up, the second ends the process. */
const interrupt = new AbortController();
let interruptedAt = 0;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (!interrupt.signal.aborted) {
      interruptedAt = performance.now();
      interrupt.abort();
    } else if (performance.now() - interruptedAt > SAME_KEY_PRESS) {
      process.exit(INTERRUPTED);
    }
  });
}

// Whoever reads the output has had enough of it (`gcp-lro demo | head`).
process.stdout.on("error", () => interrupt.abort());

// A log that nobody reads any more ends nothing: an emulator outlives the terminal that it was started in.
process.stderr.on("error", () => {});

runCommandLine(process.argv.slice(2), process, interrupt.signal).then(
  (code) => {
    // Not process.exit: what was written to a pipe would be lost.
    process.exitCode = code;
  },
  (error: unknown) => {
    const told = error instanceof Error ? error.message : String(error);
    process.stderr.write(interrupt.signal.aborted ? "interrupted\n" : `gcp-lro: ${told}\n`);
    process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 1;
  },
);
