/** A JSON value as it travels on the wire and into Pulumi's state: no `undefined`, no class instances. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. A missing key reads as `undefined`, which is never a value of one. */
export interface JsonObject {
  [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A deep copy that holds only what JSON can say: `undefined` members are dropped, dates become text.
 *
 * Pulumi's dynamic-provider server rejects a whole result for one nested `undefined`, after the side effect
 * has happened (pulumi/pulumi#2205); everything handed to the engine passes through here.
 */
export function toPlainJson(value: unknown): JsonValue {
  const text = JSON.stringify(value);
  return text === undefined ? null : (JSON.parse(text) as JsonValue);
}
