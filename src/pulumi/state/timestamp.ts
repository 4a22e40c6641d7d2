import type { JsonValue } from "../../core/json.js";

/** The range of a Date: milliseconds before and after the epoch. */
const MAX_TIME = 8.64e15;

/** Checks for a time in milliseconds since the epoch. */
export function isTimestamp(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Math.abs(value) <= MAX_TIME;
}

/** Formats a time for messages: ISO 8601, UTC. */
export function formatTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
