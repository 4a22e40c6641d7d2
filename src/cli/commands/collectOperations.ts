import { JsonLines } from "../output/jsonLines.js";
import { LiveArea } from "../output/liveArea.js";
import { type TrackedOperation, trackedOperation } from "../output/operationTracker.js";
import { countText } from "../output/shortText.js";
import { findOperations } from "../selection/find.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import type { CommandContext } from "./command.js";
import type { OutputOptions } from "./commandOptions.js";
import { timeoutOf } from "./listCommand.js";
import type { Query } from "./query.js";
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
  const all: FoundOperation[] = [];
  const output = new SearchOutput(streams, area, { json, isQuiet }, (found) => all.push(found));
  try {
    await findOperations({ clients, filters, listener: output, signal, ...timeoutOf(options) }, selection);
    const managed = all.filter(({ cancel }) => cancel === "managed").length;
    if (managed > 0) {
      output.note(`Left out: ${countText(managed, "operation")} that a service runs by itself.`);
    }
  } finally {
    output.end();
  }
  const found = all.filter(({ cancel }) => cancel !== "managed");
  if (found.length < all.length) {
    output.note(
      `${countText(all.length - found.length, "operation")} that the service runs by itself left out.`,
    );
  }
  return { found: all.filter(({ cancel }) => cancel !== "managed"), problems: output.problems };
}

/** A found operation, to be acted on. */
export function tracked(found: FoundOperation): TrackedOperation {
  return trackedOperation(found.service, found.operation.name, found.fullName, found);
}
