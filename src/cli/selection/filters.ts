import type { Operation } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";
import { matchOperation, type OperationMatch } from "../../google/operationMatch.js";

/** The conditions that a selected operation has to meet. */
export interface Filters {
  /** In the service's own language; the service applies it. */
  filter?: string;
  targets?: readonly string[];
  verbs?: readonly string[];
  /** The least age, in milliseconds. An operation without a start time never has it. */
  olderThan?: number;
  state: "running" | "done" | "all";
}

/** Compares a listed operation with the filters. */
export function matchFilters(
  operation: Operation,
  parent: string,
  filters: Filters,
  now: number,
): OperationMatch | "withoutStartTime" {
  const { state, targets, verbs, olderThan } = filters;
  if (state !== "all" && operation.done !== (state === "done")) {
    return "other";
  }
  const match = matchOperation(operation, {
    parent,
    ...(targets !== undefined && { targets }),
    ...(verbs !== undefined && { verbs }),
  });
  if (match === "other" || match === "unidentified" || olderThan === undefined) {
    return match;
  }
  const age = ageOf(operation, now);
  return age === undefined ? "withoutStartTime" : age >= olderThan ? match : "other";
}

/** The time since the start of an operation, in milliseconds; `undefined` if it reports no start time. */
export function ageOf({ metadata }: Operation, now: number): number | undefined {
  const started = Date.parse(readMetadata(metadata).startTime ?? "");
  return Number.isNaN(started) ? undefined : Math.max(0, now - started);
}
