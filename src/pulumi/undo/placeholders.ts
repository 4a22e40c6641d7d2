import { isJsonObject, type JsonValue } from "../../core/json.js";

/** What a text of an undo request may leave to the operation. */
export const PLACEHOLDERS = ["target", "response.name"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type PlaceholderValues = Partial<Record<Placeholder, string>>;

/** As a message lists them. */
export const KNOWN_PLACEHOLDERS = PLACEHOLDERS.map((name) => `{${name}}`).join(" and ");

/** Only a word in braces is one: JSON inside of a text is left alone. */
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
