#!/usr/bin/env node
import { INTERRUPTED } from "./command.js";
import { runCommandLine } from "./commandLine.js";

/** The first Ctrl-C or SIGTERM asks the command to wind up, the second ends the process. */
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (interrupt.signal.aborted) {
      process.exit(INTERRUPTED);
    }
    interrupt.abort();
  });
}

// Whoever reads the output has had enough of it (`gcp-lro demo | head`).
process.stdout.on("error", () => interrupt.abort());

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
