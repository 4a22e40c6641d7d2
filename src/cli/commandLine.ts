import { setMaxListeners } from "node:events";
import { Command, CommanderError, Option } from "commander";
import { type ClientDependencies, defaultDependencies } from "../client/clientContext.js";
import { isArgumentError } from "../client/clientErrors.js";
import { suggest } from "../core/text.js";
import { isTargetError, type TargetProblem } from "../google/service.js";
import type { CommandContext, CommandRun, Streams } from "./commands/command.js";
import { UsageError } from "./commands/command.js";
import {
  addOutputOptions,
  addSelection,
  addSettingsOptions,
  collect,
  stateOption,
} from "./commands/commandOptions.js";
import { exitCodes } from "./output/exitCode.js";
import { helpFormat } from "./output/helpFormat.js";
import * as help from "./output/helpTexts.js";

const SEE_HELP = "See gcp-lro --help.";

/** Runs `gcp-lro` with its arguments and returns the exit code. */
export async function runCommandLine(
  args: readonly string[],
  streams: Streams,
  signal: AbortSignal,
  dependencies: ClientDependencies = defaultDependencies,
): Promise<number> {
  let code: number = exitCodes.ok;
  // Each request in flight listens to it.
  setMaxListeners(0, signal);
  const program = createProgram({ streams, signal, dependencies }, (result) => {
    code = result;
  });
  const words = args[0] === "help" ? [...args.slice(1).filter((word) => word !== "help"), "--help"] : args;
  const [first = ""] = words;
  const names = program.commands.map((command) => command.name());
  try {
    if (first !== "" && !first.startsWith("-") && !names.includes(first)) {
      const [nearest] = suggest(first, names, 1);
      const hint = nearest === undefined ? "." : `. Did you mean "${nearest}"?`;
      throw new UsageError(`unknown command "${first}"${hint} ${SEE_HELP}`);
    }
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    if (error instanceof UsageError || isArgumentError(error) || isTargetError(error)) {
      const command = names.includes(first) ? `gcp-lro ${first}` : "gcp-lro";
      const hint = names.includes(first) ? `\nSee ${command} --help.` : "";
      const message = isTargetError(error)
        ? error.problems.map((problem) => targetProblemText(problem, words)).join("\n")
        : error.message;
      streams.stderr.write(`${command}: ${message}${hint}\n`);
      return exitCodes.usage;
    }
    throw error;
  }
}

/** A problem of a service or a setting, with the options of the command line in place of properties and keys. */
function targetProblemText({ property, reason }: TargetProblem, words: readonly string[]): string {
  const option = optionOf(property);
  const isGiven = words.some((word) => word === option || word.startsWith(`${option}=`));
  // The value of a property may come from the environment or from a name. The reason then says so.
  return isGiven || property === "apiVersion"
    ? `${option}: ${reason}`
    : reason
        .replace(/ Set [\w ]+ with: pulumi config set .*/, "")
        .replace(/\bgcp:(\w+)/g, (_, key: string) => optionOf(key));
}

/** The option that sets a property. */
function optionOf(property: string): string {
  return `--${property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function createProgram(context: CommandContext, done: (code: number) => void): Command {
  const { streams } = context;
  const program = new Command("gcp-lro")
    .description("List, wait for and cancel the long-running operations of Google Cloud services.")
    .version(version(), "-v, --version", "print the version of pulumi-gcp-lro")
    .helpOption("-h, --help", "print this text, or the help of a command")
    .helpCommand("help [command]", "print this text, or the help of a command")
    .addHelpText("after", help.program)
    .showHelpAfterError(SEE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "gcp-lro: ")),
    })
    .configureHelp(helpFormat);

  /** Makes a command run when it is chosen. Its code is loaded only then. */
  const runs = <Options>(command: Command, load: () => Promise<CommandRun<Options>>): Command =>
    command.action(async () => {
      const run = await load();
      done(await run(context, command.opts() as Options, command.args));
    });

  const list = program
    .command("list")
    .summary("print operations, of one service or of a whole project")
    .description(help.list.description);
  addSelection(list)
    .addOption(stateOption())
    .optionsGroup("Output and limits:")
    .addOption(
      new Option("--format <format>", "form of the output, table by default").choices([
        "table",
        "json",
        "names",
      ]),
    )
    .option("--watch", "repeat every 5 s, 15 s with --project, until Ctrl-C");
  addSettingsOptions(addOutputOptions(list, help.list.timeout, "operation")).addHelpText(
    "after",
    help.list.examples,
  );
  runs(list, async () => (await import("./commands/listCommand.js")).listCommand);

  const describe = program
    .command("describe")
    .summary("print everything about operations")
    .description(help.describe.description);
  addSelection(describe).addOption(stateOption());
  addSettingsOptions(addOutputOptions(describe, help.list.timeout, "operation")).addHelpText(
    "after",
    help.describe.examples,
  );
  runs(describe, async () => (await import("./commands/describeCommand.js")).describeCommand);

  const wait = program
    .command("wait")
    .summary("wait until operations have ended")
    .description(help.wait.description);
  addSelection(wait)
    .optionsGroup("Wait:")
    .addOption(
      new Option("--on-interrupt <action>", "what Ctrl-C does to the operations")
        .choices(["cancel", "leave"])
        .default("leave"),
    );
  addSettingsOptions(addOutputOptions(wait, help.wait.timeout, "event")).addHelpText(
    "after",
    help.wait.examples,
  );
  runs(wait, async () => (await import("./commands/waitCommand.js")).waitCommand);

  const cancel = program
    .command("cancel")
    .summary("cancel operations and wait until they have ended")
    .description(help.cancel.description);
  addSelection(cancel)
    .optionsGroup("Cancel:")
    .option("--dry-run", "print what would be cancelled, and cancel nothing")
    .option("--yes", "don't ask for confirmation")
    .option("--no-wait", "don't wait for the end after the cancel is accepted")
    .addOption(
      new Option("--when-cancel-unsupported <action>", "treatment of operations that can't be cancelled")
        .choices(["wait", "abandon"])
        .default("abandon"),
    );
  addSettingsOptions(addOutputOptions(cancel, help.wait.timeout, "event")).addHelpText(
    "after",
    help.cancel.examples,
  );
  runs(cancel, async () => (await import("./commands/cancelCommand.js")).cancelCommand);

  const services = program
    .command("services")
    .summary("print the services of the catalog, and what they can cancel")
    .description(help.services.description)
    .argument("[services...]", "keys or hosts. Default: all")
    .option("--json", "JSON lines on stdout, one object for each service")
    .addHelpText("after", help.services.examples);
  runs(services, async () => (await import("./commands/servicesCommand.js")).servicesCommand);

  const emulator = program
    .command("emulator")
    .summary("emulate Google's long-running operations on 127.0.0.1")
    .description(help.emulator.description)
    .option("--port <n>", "the port (default: any free port)")
    .option("--service <service>", help.emulator.service, collect)
    .option("--operation-time <duration>", "the time after which an operation completes (default: 60s)")
    .option("--cancel-time <duration>", "the time after which a cancelled operation ends (default: 2s)")
    .addHelpText("after", help.emulator.exitCodes)
    .allowExcessArguments(false);
  runs(emulator, async () => (await import("./commands/emulatorCommand.js")).emulatorCommand);

  const demo = program
    .command("demo")
    .summary("run pulumi up and destroy against the emulator")
    .description(help.demo.description)
    .addHelpText("after", help.demo.exitCodes)
    .allowExcessArguments(false);
  runs(demo, async () => (await import("./commands/demoCommand.js")).demoCommand);

  for (const command of program.commands) {
    command
      .helpOption("-h, --help", "print this text")
      .showHelpAfterError(`See gcp-lro ${command.name()} --help.`);
  }
  return program;
}

/** The version of this package, which contains the command line. */
function version(): string {
  return (require("pulumi-gcp-lro/package.json") as { version: string }).version;
}
