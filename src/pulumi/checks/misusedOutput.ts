import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";

/**
 * The text that Pulumi's SDK puts in place of the value if an Output is used as a plain value: in a template
 * literal, in JSON.stringify, or as a key. It may also be part of a URL.
 */
const PLACEHOLDER_TEXT = /calling(?: |%20|\+)(?:\[|%5b)to(?:string|json)(?:\]|%5d)(?: |%20|\+)on/i;

const REASON =
  "holds the text that Pulumi puts in place of an Output's value. An Output can't be used in a plain template " +
  "literal, in JSON.stringify or as a key. Use pulumi.interpolate, pulumi.jsonStringify or .apply() instead";

/** One failure for each input, at any depth, that holds Pulumi's text for a misused Output. */
export function checkMisusedOutputs(inputs: JsonObject): CheckFailure[] {
  return misusedProperties(inputs, "").map((property) => ({ property, reason: REASON }));
}

function misusedProperties(value: JsonValue, property: string): string[] {
  if (typeof value === "string") {
    return PLACEHOLDER_TEXT.test(value) ? [property] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => misusedProperties(element, `${property}[${index}]`));
  }
  if (!isJsonObject(value)) {
    return [];
  }
  return Object.entries(value)
    .filter(([key]) => !key.startsWith("__"))
    .flatMap(([key, member]) =>
      PLACEHOLDER_TEXT.test(key)
        ? [property]
        : misusedProperties(member, property === "" ? key : `${property}.${key}`),
    );
}
