/** A JSON value of a request, a response or a state: no `undefined`, no class instances. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. A missing key reads as `undefined`, which is never a value. */
export interface JsonObject {
  [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Makes a deep copy as plain JSON: `undefined` members are dropped, dates become text.
 *
 * Everything that the engine receives goes through this function: Pulumi's dynamic-provider server rejects a whole
 * result because of one nested `undefined`, after the side effect has happened (pulumi/pulumi#2205).
 */
export function toPlainJson(value: unknown): JsonValue {
  const text = JSON.stringify(value);
  return text === undefined ? null : (JSON.parse(text) as JsonValue);
}
