import { JsonLines } from "../output/jsonLines.js";
import { LiveArea } from "../output/liveArea.js";
import { type TrackedOperation, trackedOperation } from "../output/operationTracker.js";
import { countText } from "../output/shortText.js";
import type { Clients } from "../selection/clients.js";
import { findOperations } from "../selection/find.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import type { NamedOperation } from "../selection/readSelection.js";
import { type CommandContext, OutputError } from "./command.js";
import type { OutputOptions } from "./commandOptions.js";
import { type Query, timeoutOf } from "./query.js";
import { SearchOutput } from "./searchOutput.js";

/** The operations in flight of a selection. */
export interface CollectedOperations {
  found: FoundOperation[];
  /** The number of problems, which were written. */
  problems: number;
}

/**
 * Searches for the operations of a selection, to act on them afterwards. Operations that the service runs by itself are
 * left out, and noted.
 */
export async function collectOperations(
  { streams, signal, dependencies }: CommandContext,
  options: OutputOptions,
  { clients, selection, filters }: Query,
): Promise<CollectedOperations> {
  const isQuiet = options.quiet === true;
  const area = await LiveArea.open(streams.stderr);
  const json = options.json ? new JsonLines(streams.stdout, () => dependencies.clock.wall()) : undefined;
  const found: FoundOperation[] = [];
  let managed = 0;
  const output = new SearchOutput(streams, area, { json, isQuiet }, (operation) => {
    if (operation.cancel === "managed") {
      managed += 1;
    } else {
      found.push(operation);
    }
  });
  try {
    await findOperations({ clients, filters, listener: output, signal, ...timeoutOf(options) }, selection);
    if (managed > 0) {
      output.note(`Left out: ${countText(managed, "operation")} that a service runs by itself.`);
    }
  } catch (error) {
    if (error instanceof OutputError) {
      streams.stderr.write(`This command stopped early: ${error.message}. Nothing was cancelled.\n`);
    }
    throw error;
  } finally {
    output.end();
  }
  return { found, problems: output.problems };
}

/** The operations that the user named, to be acted on. Nothing is known about them yet. */
export function trackedNames(clients: Clients, operations: readonly NamedOperation[]): TrackedOperation[] {
  return operations.map(({ service, name }) =>
    trackedOperation(service, name, clients.fullName(service, name)),
  );
}

/** A found operation, to be acted on. */
export function tracked(found: FoundOperation): TrackedOperation {
  return trackedOperation(found.service, found.operation.name, found.fullName, found);
}
