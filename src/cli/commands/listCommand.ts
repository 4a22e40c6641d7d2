import { exitCodes } from "../output/exitCode.js";
import { JsonLines } from "../output/jsonLines.js";
import { LiveArea } from "../output/liveArea.js";
import { OperationTable } from "../output/table.js";
import { Terminal } from "../output/terminal.js";
import { watchFrame } from "../output/watchFrame.js";
import { ageOf } from "../selection/filters.js";
import { findOperations } from "../selection/find.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import { type CommandContext, type CommandRun, UsageError } from "./command.js";
import type { OutputOptions, QueryOptions, SettingsOptions } from "./commandOptions.js";
import { type Query, readQuery, timeoutOf } from "./query.js";
import { noOperations, SearchOutput } from "./searchOutput.js";

/** The options of `gcp-lro list`. */
export interface ListCommandOptions extends QueryOptions, OutputOptions, SettingsOptions {
  format?: "table" | "json" | "names";
  watch?: boolean;
}

/** Runs `gcp-lro list`: prints the operations of a selection as the responses arrive. */
export const listCommand: CommandRun<ListCommandOptions> = async (context, options, words) => {
  if (options.json && options.format !== undefined && options.format !== "json") {
    throw new UsageError(`--json and --format ${options.format} can't be combined. Give one of them.`);
  }
  const query = await readQuery(context, options, words);
  return options.watch ? watch(context, options, query) : listOnce(context, options, query);
};

async function listOnce(
  { streams, signal, dependencies }: CommandContext,
  options: ListCommandOptions,
  { clients, selection, filters }: Query,
): Promise<number> {
  const { stdout, stderr } = streams;
  const { clock } = dependencies;
  const isQuiet = options.quiet === true;
  const area = await LiveArea.open(stderr);
  const format = options.json ? "json" : (options.format ?? "table");
  const json = new JsonLines(stdout, () => clock.wall());
  const terminal = new Terminal(stdout);
  const table = new OperationTable(terminal.columns);
  let count = 0;
  const show = (found: FoundOperation): void => {
    count += 1;
    if (format === "json") {
      json.listed(found);
    } else if (format === "names") {
      area.writeAbove(stdout, found.fullName);
    } else {
      const header = count === 1 ? `${terminal.style("bold", table.header)}\n` : "";
      area.writeAbove(stdout, header + table.row(found, ageOf(found.operation, clock.wall())));
    }
  };
  const output = new SearchOutput(
    streams,
    area,
    { json: format === "json" ? json : undefined, isQuiet },
    show,
  );
  try {
    await findOperations({ clients, filters, listener: output, signal, ...timeoutOf(options) }, selection);
  } finally {
    output.end();
  }
  if (count === 0 && format === "table" && !isQuiet) {
    stderr.write(`${noOperations(filters.state, output.problems)}\n`);
  }
  return output.problems === 0 ? exitCodes.ok : exitCodes.failure;
}

/** Milliseconds between two searches of `--watch`: the lists of a project are many requests. */
const WATCH_INTERVAL = { names: 5_000, parent: 5_000, project: 15_000 };

/** Repeats the list until Ctrl-C. On a terminal the table stays in place. */
async function watch(context: CommandContext, options: ListCommandOptions, query: Query): Promise<number> {
  const { streams, signal, dependencies } = context;
  const { clock } = dependencies;
  const { clients, selection, filters } = query;
  const area = await LiveArea.open(streams.stdout);
  const isTable = !options.json && (options.format ?? "table") === "table";
  let code: number = exitCodes.ok;
  try {
    while (!signal.aborted) {
      if (!area.isLive || !isTable) {
        code = await listOnce(context, options, query);
      } else {
        const rows: FoundOperation[] = [];
        const problems: string[] = [];
        const listener = {
          found: (found: FoundOperation) => void rows.push(found),
          problem: ({ service, message }: { service?: string; message: string }) =>
            void problems.push(service === undefined ? message : `${service}: ${message}`),
          note: () => {},
          progress: () => {},
        };
        await findOperations({ clients, filters, listener, signal, ...timeoutOf(options) }, selection);
        code = problems.length === 0 ? exitCodes.ok : exitCodes.failure;
        const result = {
          found: rows,
          problems,
          state: filters.state,
          at: clock.wall(),
          ageOf: ({ operation }: FoundOperation) => ageOf(operation, clock.wall()),
        };
        area.show(() => watchFrame(result, area));
      }
      await clock.sleep(WATCH_INTERVAL[selection.kind], signal);
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    area.keep();
  }
  return code;
}
