import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Result } from "../../core/result.js";

/** One comparison of a list filter. An operation matches if all comparisons hold. */
interface FilterTerm {
  /** A path into the operation: "metadata.target". */
  path: string;
  comparison: "=" | "!=" | ":";
  value: string;
}

const TERM = /^([\w.@-]+)\s*(!=|=|:)\s*("(?:[^"\\]|\\.)*"|[^\s"]+)$/;

/**
 * Parses the part of AIP-160 that is used on operations: `field=value`, `!=` and `:` (has), joined by AND. `names`
 * maps the service's own names to paths: "labels" to "metadata.common.labels". The error is its message.
 */
export function readFilter(
  text: string,
  names: Readonly<Record<string, string>>,
): Result<FilterTerm[], string> {
  if (text.trim() === "") {
    return { ok: true, value: [] };
  }
  const terms: FilterTerm[] = [];
  for (const part of text.trim().split(/\s+AND\s+/)) {
    const [, field = "", comparison = "", quoted = ""] = TERM.exec(part) ?? [];
    if (comparison !== "=" && comparison !== "!=" && comparison !== ":") {
      return { ok: false, error: `Invalid filter: "${part}" is not a comparison of a field with a value.` };
    }
    const [first = "", ...rest] = field.split(".");
    const value = quoted.startsWith('"') ? quoted.slice(1, -1).replace(/\\(.)/g, "$1") : quoted;
    terms.push({ path: [names[first] ?? first, ...rest].join("."), comparison, value });
  }
  return { ok: true, value: terms };
}

export function matchesFilter(operation: JsonObject, terms: readonly FilterTerm[]): boolean {
  return terms.every((term) => matchesTerm(valueAt(operation, term.path.split(".")), term));
}

function matchesTerm(actual: JsonValue | undefined, { comparison, value }: FilterTerm): boolean {
  switch (comparison) {
    case "=":
      return equals(actual, value);
    case "!=":
      return !equals(actual, value);
    case ":":
      return contains(actual, value);
  }
}

/** The value at a path. Keys may have dots, as labels do, so the longest existing key is used. */
function valueAt(value: JsonValue | undefined, path: string[]): JsonValue | undefined {
  if (path.length === 0 || !isJsonObject(value)) {
    return path.length === 0 ? value : undefined;
  }
  for (let length = path.length; length > 0; length -= 1) {
    const key = path.slice(0, length).join(".");
    if (key in value) {
      return valueAt(value[key], path.slice(length));
    }
  }
  return undefined;
}

/**
 * Compares a value with a text. An absent value equals proto3's defaults, so that `done=false` matches an operation
 * without `done`; a list equals each of its members.
 */
function equals(value: JsonValue | undefined, expected: string): boolean {
  if (Array.isArray(value)) {
    return value.some((member) => equals(member, expected));
  }
  return value === undefined || value === null
    ? ["", "0", "false"].includes(expected)
    : String(value) === expected;
}

function contains(value: JsonValue | undefined, expected: string): boolean {
  if (value === undefined || value === null) {
    return false;
  }
  if (expected === "*") {
    return true;
  }
  if (Array.isArray(value)) {
    return equals(value, expected);
  }
  return isJsonObject(value) ? expected in value : String(value).includes(expected);
}
