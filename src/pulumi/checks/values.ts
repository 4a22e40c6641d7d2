import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { suggest } from "../../core/text.js";
import { cancelSupport } from "../../google/catalog/cancelSupport.js";
import type { ResolvedService, ServiceTarget } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";

/** Why a property is refused that doesn't exist. */
export function unknownKey(key: string, known: readonly string[]): string {
  const [likely] = suggest(key, known, 1);
  return `is not a property here${likely === undefined ? "" : `; did you mean ${likely}?`}`;
}

export function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null;
}

export function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** A value as an error message quotes it. */
export function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What a value is, where it may be a secret that no message should quote. */
export function kindOf(value: JsonValue): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** The target that the inputs name, as far as they are known. */
export function targetOf(inputs: JsonObject, settings?: SettingsResult): ServiceTarget | undefined {
  const { service, apiVersion, endpoint, quotaProject, operationName, start } = inputs;
  if (!isText(service) || isUnknown(service) || isUnknown(apiVersion)) {
    return undefined;
  }
  const resourceName = isText(operationName) ? operationName : isJsonObject(start) ? start.path : undefined;
  return {
    service,
    ...(settings !== undefined && { settings }),
    ...(isText(apiVersion) && { apiVersion }),
    ...(isText(endpoint) && !isUnknown(endpoint) && { endpoint }),
    ...(isText(quotaProject) && !isUnknown(quotaProject) && { quotaProject }),
    ...(isText(resourceName) && !isUnknown(resourceName) && { resourceName }),
  };
}

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

/**
 * The text that Pulumi's SDK puts in place of the value where an Output is used as a plain value: in a template
 * literal, in JSON.stringify, or as a key. It may also be part of a URL.
 */
const PLACEHOLDER_TEXT = /calling(?: |%20|\+)(?:\[|%5b)to(?:string|json)(?:\]|%5d)(?: |%20|\+)on/i;

const REASON =
  "holds the text that Pulumi puts in place of an Output's value. An Output can't be used in a plain template " +
  "literal, in JSON.stringify or as a key. Use pulumi.interpolate, pulumi.jsonStringify or .apply() instead";

/** One failure for each input, at any depth, that holds Pulumi's text for a misused Output. */
export function checkMisusedOutputs(inputs: JsonObject): CheckFailure[] {
  return misusedIn(inputs, "").map((property) => ({ property, reason: REASON }));
}

function misusedIn(value: JsonValue, property: string): string[] {
  if (typeof value === "string") {
    return PLACEHOLDER_TEXT.test(value) ? [property] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => misusedIn(element, `${property}[${index}]`));
  }
  if (!isJsonObject(value)) {
    return [];
  }
  return Object.entries(value)
    .filter(([key]) => !key.startsWith("__"))
    .flatMap(([key, member]) =>
      PLACEHOLDER_TEXT.test(key)
        ? [property]
        : misusedIn(member, property === "" ? key : `${property}.${key}`),
    );
}

/**
 * Refuses to cancel an adopted operation that the service runs by itself (Datastore's migration to Firestore):
 * nobody started it, so destroying a stack must not end it. It may be watched, and waited for.
 */
export function checkOwnership(
  { onDelete }: JsonObject,
  { service, host, apiVersion }: ResolvedService,
  name: string,
): CheckFailure[] {
  const isCancelled = !isGiven(onDelete) || onDelete === "cancelAndWait" || onDelete === "cancel";
  return isCancelled && service !== undefined && cancelSupport(service, apiVersion, name) === "serviceManaged"
    ? [
        {
          property: "onDelete",
          reason:
            `has to be "wait" or "abandon" here: ${host} runs ${name} by itself, ` +
            `so it is not ours to cancel`,
        },
      ]
    : [];
}
