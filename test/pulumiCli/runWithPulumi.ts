import { exitCodes } from "#src/cli/output/exitCode.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";

/**
 * A program: gets the Pulumi CLI that the tests run, puts it first on PATH, and goes on as `gcp-lro` with the same
 * parameters.
 */
async function runWithPulumi(): Promise<void> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const pulumi = await pinnedPulumi(interrupt.signal);
    process.env.PATH = pulumi.environment(process.env).PATH;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    process.stderr.write(interrupt.signal.aborted ? "interrupted; nothing is left behind\n" : `${told}\n`);
    process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failure;
    return;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
  await import("#src/cli/main.js");
}

void runWithPulumi();
