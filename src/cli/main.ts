#!/usr/bin/env node
import { setImmediate } from "node:timers/promises";
import { runCommandLine } from "./commandLine.js";
import { OutputError } from "./commands/command.js";
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

// stdout takes no more output if the reader has closed the pipe (`gcp-lro list | head`), or if the disk is full.
let outputError: NodeJS.ErrnoException | undefined;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  outputError ??= error;
  interrupt.abort(new OutputError(isPipeClosed() ? "stdout was closed" : unwritableText(error)));
});

function isPipeClosed(): boolean {
  return outputError?.code === "EPIPE";
}

function unwritableText(error: Error): string {
  return `stdout can't be written (${error.message})`;
}

// A closed stderr stops nothing: an emulator outlives the terminal that it was started in.
process.stderr.on("error", () => {});

/** Ends with a code. process.exit would lose output that is still in a pipe. */
async function end(code: number): Promise<void> {
  // The failure of a write is only known later.
  await new Promise((resolve) => process.stdout.write("", resolve));
  await setImmediate();
  if (outputError !== undefined && !isPipeClosed()) {
    process.stderr.write(`gcp-lro: ${unwritableText(outputError)}\n`);
  }
  process.exitCode = outputError === undefined ? code : exitCodes.failure;
  // A pipe from another program would keep this one alive.
  process.stdin.unref?.();
}

runCommandLine(process.argv.slice(2), process, interrupt.signal).then(end, (error: unknown) => {
  if (outputError === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(interrupt.signal.aborted ? "interrupted\n" : `gcp-lro: ${message}\n`);
  }
  return end(interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failure);
});
