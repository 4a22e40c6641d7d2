import type { JsonValue } from "../../core/json.js";

/** What a Date can hold, in milliseconds from the epoch either way. */
const LAST_DATE = 8.64e15;

/** Whether a value that was read is a moment, in milliseconds since the epoch. */
export function isTimestamp(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Math.abs(value) <= LAST_DATE;
}

/** A moment as messages name it. */
export function formatTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
