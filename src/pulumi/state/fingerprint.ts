import { createHash } from "node:crypto";
import { isJsonObject, type JsonValue } from "../../core/json.js";

/**
 * A short stand-in for an input, equal for equal values whatever the order of their keys. The state keeps
 * these instead of the inputs themselves: it stays small, and holds no copy of what may be a secret. A secret
 * that can be guessed could be checked against it, as against any digest: so where an input is secret, the
 * engine keeps the fingerprints encrypted, too.
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
