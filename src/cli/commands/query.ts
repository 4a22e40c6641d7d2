import { targetProblem } from "../../google/names/resourceMatch.js";
import { quoted } from "../../google/names/resourceName.js";
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
  if (durationOption("--timeout", options.timeout) === 0) {
    throw new UsageError('--timeout: must be longer than zero, such as "30m".');
  }
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
  for (const target of targets ?? []) {
    checkTarget(target, selection, clients);
  }
  if (selection.kind === "names" && Object.keys(filters).length > 1) {
    throw new UsageError(
      "Filters such as --target and --older-than can't be combined with names. Give --parent or --project in place of the names.",
    );
  }
  return { clients, selection, filters };
}

/** Checks a target: one that no operation can have would select nothing. @throws UsageError */
function checkTarget(target: string, selection: Selection, clients: Clients): void {
  if (selection.kind === "names") {
    return;
  }
  const isBelowParent = selection.kind === "parent";
  const place = isBelowParent ? selection.parent : `projects/${selection.project}`;
  const service = isBelowParent
    ? clients.open(selection.service, `${place}/operations/-`).resolved
    : undefined;
  const problem =
    targetProblem(target, undefined, service) ??
    (targetProblem(target, place) === undefined
      ? undefined
      : `It lies neither in ${place} nor above it, so no operation there works on it. Give the whole name of a resource, such as projects/p/locations/l/clusters/c.`);
  if (problem !== undefined) {
    throw new UsageError(`--target: ${quoted(target)} can't be used as a target. ${problem}`);
  }
}

/** The limit of a search, as an option of it. */
export function timeoutOf({ timeout }: OutputOptions): { timeout?: string } {
  return timeout === undefined ? {} : { timeout };
}
