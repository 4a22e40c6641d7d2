import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { suggest } from "../core/text.js";
import { type Command, type CommandRun, type Streams, USAGE_ERROR } from "./commands/command.js";

/** All commands by their names. */
const commands: Readonly<Record<string, Command>> = {
  emulator: {
    summary: "emulate Google's long-running operations on 127.0.0.1",
    load: async () => (await import("./commands/emulatorCommand.js")).emulatorCommand,
  },
  demo: {
    summary: "run pulumi up and destroy against the emulator",
    load: async () => (await import("./commands/demoCommand.js")).demoCommand,
  },
};

/** Runs `gcp-lro` with its arguments and returns the exit code. */
export const runCommandLine: CommandRun = async (args, streams, signal) => {
  const [first, ...rest] = args;
  if (first === undefined) {
    streams.stderr.write(helpText());
    return USAGE_ERROR;
  }
  if (first === "help") {
    return runCommandLine([...rest, "--help"], streams, signal);
  }
  if (!first.startsWith("-")) {
    const command = Object.hasOwn(commands, first) ? commands[first] : undefined;
    if (command === undefined) {
      streams.stderr.write(`gcp-lro: unknown command "${first}"${didYouMean(first)}\n${SEE_HELP}`);
      return USAGE_ERROR;
    }
    const run = await command.load();
    return run(rest, streams, signal);
  }
  return runOptions(args, streams);
};

async function runOptions(args: string[], streams: Streams): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } },
    });
    streams.stdout.write(values.version ? `${await packageVersion()}\n` : helpText());
    return 0;
  } catch (error) {
    streams.stderr.write(`gcp-lro: ${error instanceof Error ? error.message : String(error)}\n${SEE_HELP}`);
    return USAGE_ERROR;
  }
}

const SEE_HELP = "See gcp-lro --help.\n";

function helpText(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  return [
    "Usage: gcp-lro <command> [options]",
    "       gcp-lro help [<command>]",
    "",
    "Commands:",
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    "",
    "Options:",
    "  -h, --help     print this text, or the help of a command",
    "  -v, --version  print the version of pulumi-gcp-lro",
    "",
  ].join("\n");
}

function didYouMean(typed: string): string {
  const [name] = suggest(typed, Object.keys(commands), 1);
  return name === undefined ? "" : `; did you mean "${name}"?`;
}

async function packageVersion(): Promise<string> {
  const text = await readFile(path.join(__dirname, "../../package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
