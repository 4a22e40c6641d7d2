import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { Result } from "../../core/result.js";
import { pathProblem, quoted, readRequestPath } from "../../google/names/resourceName.js";
import type { HttpRequest } from "../../google/startRequest.js";

/** Reads the undo request of settings that were checked before they were stored; its placeholders stay. */
export function readUndo(value: JsonValue | undefined): HttpRequest | undefined {
  if (!isJsonObject(value) || typeof value.path !== "string") {
    return undefined;
  }
  const { method, path, query, body } = value;
  return {
    path,
    ...(typeof method === "string" && { method: method as NonNullable<HttpRequest["method"]> }),
    ...(isJsonObject(query) && { query: query as Record<string, string> }),
    ...(body !== undefined && body !== null && { body }),
  };
}

export interface UndoProblem {
  problem: string;
  /** The reason in a sentence that repeats a value of the service. */
  detail?: string;
}

/**
 * Fills the placeholders of a request with values that the service sent. Each value has to be a resource's name, and
 * the whole path has to be one that a user could have given.
 */
export function fillUndo(undo: HttpRequest, values: PlaceholderValues): Result<HttpRequest, UndoProblem> {
  const { path, query = {}, body = null } = undo;
  for (const name of placeholdersIn([path, query, body])) {
    const value = isPlaceholder(name) ? values[name] : undefined;
    if (value === undefined) {
      return { ok: false, error: { problem: `the service reports no value for {${name}}` } };
    }
    const problem = pathProblem(value);
    if (problem !== undefined) {
      const detail = `${quoted(value)}. ${problem}`;
      return { ok: false, error: { problem: `the service's value for {${name}} can't be used`, detail } };
    }
  }
  const filledPath = readRequestPath(fillText(path, values));
  return filledPath.ok
    ? { ok: true, value: filled(undo, filledPath.value, values) }
    : { ok: false, error: { problem: "the path with its values can't be used", detail: filledPath.error } };
}

function filled(undo: HttpRequest, path: string, values: PlaceholderValues): HttpRequest {
  const { query, body } = undo;
  return {
    ...undo,
    path,
    ...(query !== undefined && { query: fillTexts(query, values) as Record<string, string> }),
    ...(body !== undefined && { body: fillTexts(body, values) }),
  };
}

/** `DELETE projects/p/…`: without query and body, which may be secret. */
export function undoText({ method = "POST", path }: HttpRequest): string {
  return `${method} ${path}`;
}

/** The placeholders' values, from the end of an operation. */
export function valuesOf(target: string | undefined, response: JsonObject | undefined): PlaceholderValues {
  const name = response?.name;
  return {
    ...(target !== undefined && { target }),
    ...(typeof name === "string" && name !== "" && { "response.name": name }),
  };
}

/** The names in braces that an undo request may contain; the operation's end supplies their values. */
export const PLACEHOLDERS = ["target", "response.name"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type PlaceholderValues = Partial<Record<Placeholder, string>>;

/** The placeholders, for messages. */
export const KNOWN_PLACEHOLDERS = PLACEHOLDERS.map((name) => `{${name}}`).join(" or ");

/** A word in braces. Other braces, such as those of JSON in a text, don't match. */
const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_.]*)\}/g;

export function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

/** The names in braces in all texts of a value, at any depth, known or not. Keys of objects don't count. */
export function placeholdersIn(value: JsonValue): string[] {
  if (typeof value === "string") {
    return [...value.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  }
  if (Array.isArray(value)) {
    return value.flatMap(placeholdersIn);
  }
  return isJsonObject(value) ? Object.values(value).flatMap(placeholdersIn) : [];
}

/** Puts values in, once: braces in a value stay as they are, and so does a placeholder without a value. */
export function fillText(text: string, values: PlaceholderValues): string {
  return text.replace(PLACEHOLDER, (placeholder, name: string) =>
    isPlaceholder(name) ? (values[name] ?? placeholder) : placeholder,
  );
}

/** {@link fillText} for all texts of a value. */
export function fillTexts(value: JsonValue, values: PlaceholderValues): JsonValue {
  if (typeof value === "string") {
    return fillText(value, values);
  }
  if (Array.isArray(value)) {
    return value.map((element) => fillTexts(element, values));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillTexts(member, values)]));
}
