import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isDurationError, parseDuration } from "../../core/duration.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { suggest } from "../../core/text.js";
import { quoted } from "../../google/names/resourceName.js";

/** The result of checking the inputs of a resource. */
export interface InputCheck {
  /** The problems by property, each with the reason and the remedy. */
  failures: CheckFailure[];
  /** Warnings about inputs without a failure. */
  warnings: string[];
}

/** Refuses inputs that are not among the properties of a resource. */
export function checkProperties(inputs: JsonObject, properties: readonly string[]): CheckFailure[] {
  return Object.keys(inputs)
    .filter((key) => !key.startsWith("__") && !properties.includes(key))
    .map((key) => ({ property: key, reason: unknownProperty(key, properties) }));
}

/** The reason against a property that doesn't exist. */
export function unknownProperty(key: string, properties: readonly string[]): string {
  const [suggestion] = suggest(key, properties, 1);
  return `is not a known property${suggestion === undefined ? "" : `; did you mean ${suggestion}?`}`;
}

export function checkTexts(inputs: JsonObject, properties: readonly string[]): CheckFailure[] {
  return properties
    .filter((property) => isGiven(inputs[property]) && !isText(inputs[property]))
    .map((property) => ({
      property,
      reason: `must be a non-empty string, not ${preview(inputs[property])}`,
    }));
}

/** @param choices the allowed values by property */
export function checkChoices(
  inputs: JsonObject,
  choices: Readonly<Record<string, readonly string[]>>,
): CheckFailure[] {
  return Object.entries(choices).flatMap(([property, values]) =>
    checkChoice(property, inputs[property], values),
  );
}

export function checkChoice(
  property: string,
  value: JsonValue | undefined,
  choices: readonly string[],
): CheckFailure[] {
  if (!isGiven(value) || isUnknown(value) || (typeof value === "string" && choices.includes(value))) {
    return [];
  }
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  return [{ property, reason: `must be one of ${list}, not ${preview(value)}` }];
}

/** @param names the steps that have a time-out */
export function checkTimeouts({ timeouts }: JsonObject, names: readonly string[]): CheckFailure[] {
  if (!isGiven(timeouts) || isUnknown(timeouts)) {
    return [];
  }
  if (!isJsonObject(timeouts)) {
    return [
      {
        property: "timeouts",
        reason: `must be an object such as { delete: "30m" }, not ${preview(timeouts)}`,
      },
    ];
  }
  return Object.entries(timeouts).flatMap(([name, value]): CheckFailure[] => {
    const property = `timeouts.${name}`;
    if (!names.includes(name)) {
      return [{ property, reason: `is not one of ${names.map((known) => `timeouts.${known}`).join(", ")}` }];
    }
    const problem = isGiven(value) ? durationProblem(value) : undefined;
    return problem === undefined ? [] : [{ property, reason: problem }];
  });
}

function durationProblem(value: JsonValue): string | undefined {
  const message = `must be a duration longer than zero such as "30m", "1h30m" or "90s", not ${preview(value)}`;
  if (typeof value !== "string") {
    return message;
  }
  try {
    return parseDuration(value) > 0 ? undefined : message;
  } catch (error) {
    return isDurationError(error) ? error.message : message;
  }
}

const ACCOUNT = /^(?:projects\/[\w.:-]+\/serviceAccounts\/)?[\w.:-]+@[\w.:-]+$/;

export function checkImpersonation(inputs: JsonObject): CheckFailure[] {
  const { impersonateServiceAccount: account, impersonateServiceAccountDelegates: delegates } = inputs;
  const isAccount = (value: JsonValue) => typeof value === "string" && ACCOUNT.test(value);
  const failures: CheckFailure[] = [];
  if (isGiven(account) && !isUnknown(account) && !isAccount(account)) {
    failures.push({
      property: "impersonateServiceAccount",
      reason: `must be the e-mail address of a service account, not ${preview(account)}`,
    });
  }
  const property = "impersonateServiceAccountDelegates";
  if (isGiven(delegates) && !isGiven(account)) {
    failures.push({
      property,
      reason:
        "has no effect without impersonateServiceAccount. Set impersonateServiceAccount too, or leave impersonateServiceAccountDelegates out",
    });
  } else if (isGiven(delegates) && !isUnknown(delegates)) {
    const isList = Array.isArray(delegates) && delegates.every(isAccount);
    const reason = `must be a list of e-mail addresses of service accounts, not ${preview(delegates)}`;
    failures.push(...(isList ? [] : [{ property, reason }]));
  }
  return failures;
}

/**
 * The problems that a recipe or `gcpProviderArgs` found in the program and left in its result. They are about its own
 * arguments, which are not properties of the resource.
 */
export function checkProblems({ __problems: problems }: JsonObject): CheckFailure[] {
  return Array.isArray(problems)
    ? problems.map((problem) => ({ property: "", reason: String(problem) }))
    : [];
}

/** The failures as they can be shown: if any input is secret, without the values of their properties. */
export function withoutSecretValues(failures: CheckFailure[], inputs: JsonObject): CheckFailure[] {
  if (inputs.__secret !== true) {
    return failures;
  }
  return failures.map(({ property, reason }) => {
    const value = valueAt(inputs, property);
    const quotes = typeof value === "string" ? [preview(value), quoted(value), value] : [preview(value)];
    // A short value may be part of a word of the reason. In quotes it can't be.
    const forms = quotes.filter((text) => text.length > 3 || text.startsWith('"'));
    return {
      property,
      reason: forms.reduce((text, form) => text.replaceAll(form, "the value given"), reason),
    };
  });
}

/** The value of a property such as `timeouts.create` or `triggers[0]`. */
function valueAt(inputs: JsonObject, property: string): JsonValue | undefined {
  const keys = property.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce<JsonValue | undefined>((value, key) => {
    return Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined;
  }, inputs);
}

/** A value as an error message quotes it. */
export function preview(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The type of a value, for a message that must not quote it. */
export function typeName(value: JsonValue): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

export function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null;
}

export function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** The text that previews have in place of a value that isn't known yet, at any depth (pulumi/pulumi#6310). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True if a value, or anything in it, isn't known yet. */
export function isUnknown(value: JsonValue | undefined): boolean {
  if (typeof value === "string") {
    return value === UNKNOWN;
  }
  if (Array.isArray(value)) {
    return value.some(isUnknown);
  }
  return isJsonObject(value) && Object.values(value).some(isUnknown);
}

/** True for a text whose value is known. */
export function isKnownText(value: JsonValue | undefined): value is string {
  return isText(value) && !isUnknown(value);
}

/**
 * The text that Pulumi's SDK puts in place of the value if an Output is used as a plain value: in a template
 * literal, in JSON.stringify, or as a key. It may also be part of a URL.
 */
const MISUSED_OUTPUT_TEXT = /calling(?: |%20|\+)(?:\[|%5b)to(?:string|json)(?:\]|%5d)(?: |%20|\+)on/i;

const MISUSED_OUTPUT =
  'contains an Output that the program turned into text ("Calling [toString] on an [Output<T>] …"). An Output can\'t ' +
  "be used in a plain template literal, in JSON.stringify or as a key. Use pulumi.interpolate, pulumi.jsonStringify " +
  "or .apply() instead";

/** One failure for each input, at any depth, that holds Pulumi's text for a misused Output. */
export function checkMisusedOutputs(inputs: JsonObject): CheckFailure[] {
  return misusedProperties(inputs, "").map((property) => ({ property, reason: MISUSED_OUTPUT }));
}

function misusedProperties(value: JsonValue, property: string): string[] {
  if (typeof value === "string") {
    return MISUSED_OUTPUT_TEXT.test(value) ? [property] : [];
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
      MISUSED_OUTPUT_TEXT.test(key)
        ? [property]
        : misusedProperties(member, property === "" ? key : `${property}.${key}`),
    );
}
