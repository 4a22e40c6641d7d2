import { DemoError, runDemo } from "../demo/run.js";
import { exitCodes } from "../output/exitCode.js";
import { Terminal } from "../output/terminal.js";
import type { CommandRun } from "./command.js";

/** Runs `gcp-lro demo`. */
export const demoCommand: CommandRun<object> = async ({ streams, signal }) => {
  try {
    const kept = await runDemo(new Terminal(streams.stdout), signal);
    return kept ? exitCodes.ok : exitCodes.failure;
  } catch (error) {
    if (signal.aborted) {
      streams.stderr.write("interrupted; everything was removed\n");
      return exitCodes.interrupted;
    }
    if (error instanceof DemoError) {
      streams.stderr.write(`${error.message}\n`);
      return exitCodes.failure;
    }
    throw error;
  }
};
