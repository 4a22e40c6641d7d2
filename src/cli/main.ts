#!/usr/bin/env node
import { runCommandLine } from "./commandLine.js";
import { INTERRUPTED } from "./commands/command.js";

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
      process.exit(INTERRUPTED);
    }
  });
}

// The reader of the output has closed it (`gcp-lro demo | head`).
process.stdout.on("error", () => interrupt.abort());

// A closed stderr stops nothing: an emulator outlives the terminal that it was started in.
process.stderr.on("error", () => {});

runCommandLine(process.argv.slice(2), process, interrupt.signal).then(
  (code) => {
    // process.exit would lose output that is still in a pipe.
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(interrupt.signal.aborted ? "interrupted\n" : `gcp-lro: ${message}\n`);
    process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 1;
  },
);
