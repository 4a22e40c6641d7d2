import { isJsonObject, type JsonValue } from "../core/json.js";

/** What stands for a value that isn't known yet, in previews, at any depth (pulumi/pulumi#6310). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, isn't known yet. */
export function isUnknown(value: JsonValue | undefined): boolean {
  if (typeof value === "string") {
    return value === UNKNOWN;
  }
  if (Array.isArray(value)) {
    return value.some(isUnknown);
  }
  return isJsonObject(value) && Object.values(value).some(isUnknown);
}
