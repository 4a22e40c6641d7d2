import { describeText } from "../output/describeText.js";
import { exitCodes } from "../output/exitCode.js";
import { JsonLines } from "../output/jsonLines.js";
import { LiveArea } from "../output/liveArea.js";
import { ageOf } from "../selection/filters.js";
import { findOperations } from "../selection/find.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import type { CommandRun } from "./command.js";
import type { ListCommandOptions } from "./listCommand.js";
import { readQuery, timeoutOf } from "./query.js";
import { noOperations, SearchOutput } from "./searchOutput.js";

/** Runs `gcp-lro describe`: prints everything that the service returns about each operation. */
export const describeCommand: CommandRun<ListCommandOptions> = async (context, options, words) => {
  const { streams, signal, dependencies } = context;
  const { clock } = dependencies;
  const { clients, selection, filters } = await readQuery(context, options, words);
  const area = await LiveArea.open(streams.stderr);
  const json = options.json ? new JsonLines(streams.stdout, () => clock.wall()) : undefined;
  const isQuiet = options.quiet === true;
  let count = 0;
  const show = (found: FoundOperation): void => {
    count += 1;
    if (json !== undefined) {
      json.described(found);
    } else {
      const text = describeText(found, ageOf(found.operation, clock.wall()));
      area.writeAbove(streams.stdout, count === 1 ? text : `\n${text}`);
    }
  };
  const output = new SearchOutput(streams, area, { json, isQuiet }, show);
  try {
    await findOperations({ clients, filters, listener: output, signal, ...timeoutOf(options) }, selection);
  } finally {
    output.end();
  }
  if (count === 0 && output.problems === 0 && !isQuiet) {
    streams.stderr.write(`${noOperations(filters.state, output.problems)}\n`);
  }
  return output.problems === 0 ? exitCodes.ok : exitCodes.failure;
};
