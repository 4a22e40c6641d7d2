import { Clients } from "../selection/clients.js";
import type { Filters } from "../selection/filters.js";
import { readSelection, type Selection } from "../selection/readSelection.js";
import { type CommandContext, UsageError } from "./command.js";
import {
  clientSettings,
  durationOption,
  type OutputOptions,
  type QueryOptions,
  type SettingsOptions,
} from "./commandOptions.js";

/** The operations that the arguments of a command select. */
export interface Query {
  clients: Clients;
  selection: Selection;
  filters: Filters;
}

/**
 * Reads the selection, the filters and the settings of a command. Nothing is sent.
 *
 * @throws UsageError, TargetError
 */
export async function readQuery(
  { dependencies, streams }: CommandContext,
  options: QueryOptions & SettingsOptions & OutputOptions,
  words: readonly string[],
): Promise<Query> {
  durationOption("--timeout", options.timeout);
  const olderThan = durationOption("--older-than", options.olderThan);
  const { filter, target: targets, verb: verbs, state = "running" } = options;
  const clients = new Clients(clientSettings(options), dependencies);
  const selection = await readSelection(words, options, clients, streams.stdin);
  const filters: Filters = {
    state,
    ...(filter !== undefined && { filter }),
    ...(targets !== undefined && { targets }),
    ...(verbs !== undefined && { verbs }),
    ...(olderThan !== undefined && { olderThan }),
  };
  if (selection.kind === "names" && Object.keys(filters).length > 1) {
    throw new UsageError(
      "Filters such as --target and --older-than can't be combined with names. Give --parent or --project in place of the names.",
    );
  }
  return { clients, selection, filters };
}

/** The limit of a search, as an option of it. */
export function timeoutOf({ timeout }: OutputOptions): { timeout?: string } {
  return timeout === undefined ? {} : { timeout };
}
