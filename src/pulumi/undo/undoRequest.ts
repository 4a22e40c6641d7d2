import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { readRequestPath } from "../../google/requestPath.js";
import { pathProblem, quoted } from "../../google/resourcePath.js";
import type { HttpRequest } from "../../google/startRequest.js";
import {
  fillText,
  fillTexts,
  isPlaceholder,
  type PlaceholderValues,
  placeholdersIn,
} from "./placeholders.js";

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

/** `words`: the reason in a sentence that repeats what the service sent. */
export type FilledUndo = { ok: true; request: HttpRequest } | { ok: false; problem: string; words?: string };

/**
 * Fills the placeholders of a request with values that the service sent. Each value has to be a resource's name, and
 * the whole path has to be one that a user could have given.
 */
export function fillUndo(undo: HttpRequest, values: PlaceholderValues): FilledUndo {
  const { path, query = {}, body = null } = undo;
  for (const name of placeholdersIn([path, query, body])) {
    const value = isPlaceholder(name) ? values[name] : undefined;
    if (value === undefined) {
      return { ok: false, problem: `the service reports no value for {${name}}` };
    }
    const problem = pathProblem(value);
    if (problem !== undefined) {
      const words = `${quoted(value)}. ${problem}`;
      return { ok: false, problem: `the service's value for {${name}} can't be used`, words };
    }
  }
  const reading = readRequestPath(fillText(path, values));
  return reading.ok
    ? { ok: true, request: filled(undo, reading.path, values) }
    : { ok: false, problem: "the filled path can't be used", words: reading.reason };
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

/** The values that the end of an operation tells. */
export function valuesOf(target: string | undefined, response: JsonObject | undefined): PlaceholderValues {
  const name = response?.name;
  return {
    ...(target !== undefined && { target }),
    ...(typeof name === "string" && name !== "" && { "response.name": name }),
  };
}
