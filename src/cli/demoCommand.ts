import { parseArgs } from "node:util";
import { INTERRUPTED, type Streams, USAGE_ERROR } from "./command.js";
import { DemoStepError, runDemo } from "./demo/runDemo.js";
import { isPulumiUnavailableError } from "./pulumi/pulumiUnavailableError.js";
import { Terminal } from "./terminal.js";

const HELP = `Usage: gcp-lro demo

Runs the example program with the real Pulumi CLI against the emulator: pulumi
up, an up that replaces an operation, pulumi destroy. Prints what went over the
wire, and whether that was as promised. Needs no Google account and touches
nothing of your own Pulumi; where no Pulumi CLI is found, one is put into the
versions folder of ~/.pulumi.

Exit codes: 0 everything was as promised, 1 it was not, 2 usage,
130 interrupted.
`;

/** `gcp-lro demo` */
export async function demoCommand(
  parameters: string[],
  streams: Streams,
  signal: AbortSignal,
): Promise<number> {
  try {
    const { values } = parseArgs({ args: parameters, options: { help: { type: "boolean", short: "h" } } });
    if (values.help) {
      streams.stdout.write(HELP);
      return 0;
    }
  } catch (error) {
    streams.stderr.write(`gcp-lro demo: ${error instanceof Error ? error.message : String(error)}\n${HELP}`);
    return USAGE_ERROR;
  }
  try {
    const kept = await runDemo(new Terminal(streams.stdout), new Terminal(streams.stderr), signal);
    return kept ? 0 : 1;
  } catch (error) {
    if (signal.aborted) {
      streams.stderr.write("interrupted; nothing is left behind\n");
      return INTERRUPTED;
    }
    if (isPulumiUnavailableError(error) || error instanceof DemoStepError) {
      streams.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
