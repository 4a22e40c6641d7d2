import type { JsonValue } from "../core/json.js";
import { nearest } from "../google/editDistance.js";

/** Why a property is refused that doesn't exist. */
export function unknownKey(key: string, known: readonly string[]): string {
  const [likely] = nearest(key, known, 1);
  return `is not a property here${likely === undefined ? "" : `; did you mean ${likely}?`}`;
}

export function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null;
}

export function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** A value as an error message quotes it. */
export function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What a value is, where it may be a secret that no message should quote. */
export function kindOf(value: JsonValue): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
