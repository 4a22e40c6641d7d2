import { parseArgs } from "node:util";
import { DemoError, runDemo } from "../demo/run.js";
import { Terminal } from "../output/terminal.js";
import { type CommandRun, INTERRUPTED, USAGE_ERROR } from "./command.js";

const HELP = `Usage: gcp-lro demo

Runs the example program with the installed Pulumi CLI against the emulator:
pulumi up, then pulumi up with a change that replaces an operation, and then
pulumi destroy. Prints the requests with their responses, and the result of each
check. Needs the Pulumi CLI 3.146 or newer on PATH or in ~/.pulumi/versions, and
no Google account. Your own Pulumi stacks and settings are neither read nor
changed.

Exit codes: 0 every check passed, 1 a check failed, 2 usage, 130 interrupted.
`;

/** Runs `gcp-lro demo`. */
export const demoCommand: CommandRun = async (args, streams, signal) => {
  try {
    const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h" } } });
    if (values.help) {
      streams.stdout.write(HELP);
      return 0;
    }
  } catch (error) {
    streams.stderr.write(`gcp-lro demo: ${error instanceof Error ? error.message : String(error)}\n${HELP}`);
    return USAGE_ERROR;
  }
  try {
    const kept = await runDemo(new Terminal(streams.stdout), signal);
    return kept ? 0 : 1;
  } catch (error) {
    if (signal.aborted) {
      streams.stderr.write("interrupted; everything was removed\n");
      return INTERRUPTED;
    }
    if (error instanceof DemoError) {
      streams.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
};
