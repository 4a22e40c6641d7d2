import type { FoundOperation } from "../selection/foundOperation.js";
import { countText, wrap } from "./shortText.js";
import { OperationTable } from "./table.js";

/** The result of one search of `list --watch`. */
export interface WatchedResult {
  found: readonly FoundOperation[];
  problems: readonly string[];
  /** The states that were searched for. */
  state: "running" | "done" | "all";
  /** The time of the search, in milliseconds since 1970. */
  at: number;
  /** The age of an operation in milliseconds. */
  ageOf(found: FoundOperation): number | undefined;
}

/** The lines of a table that stays in place: the rows in a fixed order, then the problems. None is wider than the screen. */
export function watchFrame(
  { found, problems, state, at, ageOf }: WatchedResult,
  { width, height }: { width: number; height: number },
): string[] {
  const table = new OperationTable(width);
  const wrapped = problems.flatMap((problem) => wrap(problem, width));
  const problemLines = firstLines(wrapped, Math.floor(height / 2), "lines");
  const rows = [...found].sort(inOrder).map((one) => table.row(one, ageOf(one)));
  const rowLines = firstLines(rows, Math.max(1, height - problemLines.length - 2), "operations");
  const count = state === "all" ? countText(found.length, "operation") : `${found.length} ${state}`;
  const summary = `${count}, at ${new Date(at).toISOString().slice(11, 19)} UTC; Ctrl-C ends`;
  return [table.header, ...rowLines, ...problemLines, summary].map((line) => line.slice(0, width));
}

/** Services answer in another order each time. */
function inOrder(a: FoundOperation, b: FoundOperation): number {
  return a.fullName < b.fullName ? -1 : a.fullName > b.fullName ? 1 : 0;
}

function firstLines(lines: readonly string[], most: number, noun: string): string[] {
  const shown = lines.length > most ? lines.slice(0, Math.max(0, most - 1)) : lines;
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more ${noun}`] : [])];
}
