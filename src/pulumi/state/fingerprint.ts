import { createHash } from "node:crypto";
import { isJsonObject, type JsonValue } from "../../core/json.js";

/**
 * A short digest of an input, equal for equal values in any order of their keys. The state keeps fingerprints in place of
 * inputs, so that it stays small and holds no secrets. A guess of a secret could be checked against its digest; so, if
 * an input is secret, the engine encrypts the fingerprints too.
 */
export function fingerprint(value: JsonValue): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url").slice(0, 22);
}

/** JSON text that is the same for the same value, whatever the order of its keys. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(",")}]`;
  }
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
