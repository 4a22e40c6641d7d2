import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isDurationError, parseDuration } from "../../core/duration.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { credentialsProblem } from "../../google/auth/credentialsSource.js";
import { readOperationName } from "../../google/names/operationName.js";
import { quoted } from "../../google/names/resourceName.js";
import { resolveService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { CHOICES, type ChoiceName, TIMEOUT_NAMES, type TimeoutName } from "../state/operationSettings.js";
import { checkProblems, checkStart, checkUndo, checkWord } from "./checkRequest.js";
import {
  checkMisusedOutputs,
  checkOwnership,
  isGiven,
  isText,
  isUnknown,
  show,
  targetOf,
  unknownKey,
} from "./values.js";

const PROPERTIES = [
  "service",
  "apiVersion",
  "start",
  "operationName",
  "triggers",
  "undo",
  "timeouts",
  "endpoint",
  "quotaProject",
  "impersonateServiceAccount",
  "impersonateServiceAccountDelegates",
  ...Object.keys(CHOICES),
];

/**
 * What is wrong with a resource's inputs, by property, each with the reason and the way out. Sends nothing, so
 * that a preview refuses what an `up` would. What isn't known yet is taken to be right.
 */
export function checkInputs(inputs: JsonObject, settings?: SettingsResult): CheckFailure[] {
  const misused = checkMisusedOutputs(inputs);
  if (misused.length > 0) {
    // Other problems of the same values would hide the cause.
    return misused;
  }
  const failures = [
    ...checkProblems(inputs),
    ...checkProperties(inputs),
    ...checkTexts(inputs),
    ...checkChoices(inputs),
    ...checkTimeouts(inputs),
    ...checkImpersonation(inputs),
    ...checkSource(inputs),
    ...checkUndo(inputs),
    ...checkService(inputs, settings),
  ];
  return inputs.__secret === true ? withoutValues(failures, inputs) : failures;
}

/** The failures without the values of their properties: any of them may be secret. */
function withoutValues(failures: CheckFailure[], inputs: JsonObject): CheckFailure[] {
  return failures.map(({ property, reason }) => {
    const value = valueAt(inputs, property);
    const quotes = typeof value === "string" ? [show(value), quoted(value), value] : [show(value)];
    // A short text may be part of a word; in quotes it is told from the words.
    const forms = quotes.filter((text) => text.length > 3 || text.startsWith('"'));
    return {
      property,
      reason: forms.reduce((text, form) => text.replaceAll(form, "the value given"), reason),
    };
  });
}

/** The value of `timeouts.create` or `triggers[0]`. */
function valueAt(inputs: JsonObject, property: string): JsonValue | undefined {
  const keys = property.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce<JsonValue | undefined>((value, key) => {
    return Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined;
  }, inputs);
}

function checkProperties(inputs: JsonObject): CheckFailure[] {
  return Object.keys(inputs)
    .filter((key) => !key.startsWith("__") && !PROPERTIES.includes(key))
    .map((key) => ({ property: key, reason: unknownKey(key, PROPERTIES) }));
}

function checkTexts(inputs: JsonObject): CheckFailure[] {
  return (["service", "apiVersion", "operationName", "endpoint", "quotaProject"] as const)
    .filter((property) => isGiven(inputs[property]) && !isText(inputs[property]))
    .map((property) => ({
      property,
      reason: `must be a text that is not empty, not ${show(inputs[property])}`,
    }));
}

function checkChoices(inputs: JsonObject): CheckFailure[] {
  return (Object.keys(CHOICES) as ChoiceName[]).flatMap((property) =>
    checkWord(property, inputs[property], CHOICES[property]),
  );
}

function checkTimeouts(inputs: JsonObject): CheckFailure[] {
  const { timeouts } = inputs;
  if (!isGiven(timeouts) || isUnknown(timeouts)) {
    return [];
  }
  if (!isJsonObject(timeouts)) {
    return [
      { property: "timeouts", reason: `must be an object such as { delete: "30m" }, not ${show(timeouts)}` },
    ];
  }
  return Object.entries(timeouts).flatMap(([name, value]): CheckFailure[] => {
    const property = `timeouts.${name}`;
    if (!TIMEOUT_NAMES.includes(name as TimeoutName)) {
      return [{ property, reason: unknownKey(name, TIMEOUT_NAMES) }];
    }
    const problem = isGiven(value) ? durationProblem(value) : undefined;
    return problem === undefined ? [] : [{ property, reason: problem }];
  });
}

function durationProblem(value: JsonValue): string | undefined {
  const form = `must be a duration above zero such as "30m", "1h30m" or "90s", not ${show(value)}`;
  if (typeof value !== "string") {
    return form;
  }
  try {
    return parseDuration(value) > 0 ? undefined : form;
  } catch (error) {
    return isDurationError(error) ? `${form}: ${error.reason}` : form;
  }
}

const ACCOUNT = /^(?:projects\/[\w.:-]+\/serviceAccounts\/)?[\w.:-]+@[\w.:-]+$/;

function checkImpersonation(inputs: JsonObject): CheckFailure[] {
  const { impersonateServiceAccount: account, impersonateServiceAccountDelegates: delegates } = inputs;
  const isAccount = (value: JsonValue) => typeof value === "string" && ACCOUNT.test(value);
  const failures: CheckFailure[] = [];
  if (isGiven(account) && !isUnknown(account) && !isAccount(account)) {
    failures.push({
      property: "impersonateServiceAccount",
      reason: `must be the e-mail address of a service account, not ${show(account)}`,
    });
  }
  const property = "impersonateServiceAccountDelegates";
  if (isGiven(delegates) && !isGiven(account)) {
    failures.push({
      property,
      reason: "has no effect without impersonateServiceAccount: give both or neither",
    });
  } else if (isGiven(delegates) && !isUnknown(delegates)) {
    const isList = Array.isArray(delegates) && delegates.every(isAccount);
    const reason = `must be a list of e-mail addresses of service accounts, not ${show(delegates)}`;
    failures.push(...(isList ? [] : [{ property, reason }]));
  }
  return failures;
}

function checkSource(inputs: JsonObject): CheckFailure[] {
  const { start, operationName, triggers } = inputs;
  const failures: CheckFailure[] = [];
  if (isGiven(start) === isGiven(operationName)) {
    const given = isGiven(start) ? "both are given" : "neither is given";
    failures.push({
      property: "start",
      reason: `${given}: give either start, the request that starts an operation, or operationName, to adopt one that already runs`,
    });
  }
  if (isGiven(start)) {
    failures.push(...checkStart(start));
  }
  if (isGiven(triggers) && isGiven(operationName)) {
    failures.push({
      property: "triggers",
      reason: "can't be used with operationName: an adopted operation is not started anew",
    });
  } else if (isGiven(triggers) && !isUnknown(triggers) && !Array.isArray(triggers)) {
    failures.push({ property: "triggers", reason: `must be a list of values, not ${show(triggers)}` });
  }
  return failures;
}

function checkService(inputs: JsonObject, settings: SettingsResult | undefined): CheckFailure[] {
  if (!isGiven(inputs.service)) {
    return [{ property: "service", reason: `is required: a service such as "alloydb", or its host` }];
  }
  const target = targetOf(inputs, settings);
  if (target === undefined) {
    return [];
  }
  const located = resolveService(target);
  if (!located.ok) {
    return located.error.map(({ property, reason }) => ({
      // What is configured belongs to no property; Pulumi then speaks of the resource.
      property: property === "settings" ? "" : property,
      reason,
    }));
  }
  const unusable = credentialsProblem(located.value);
  if (unusable !== undefined) {
    return [{ property: "", reason: unusable }];
  }
  const { operationName } = inputs;
  if (!isText(operationName) || isUnknown(operationName)) {
    return [];
  }
  const name = readOperationName(operationName, located.value);
  return name.ok
    ? checkOwnership(inputs, located.value, name.value)
    : [{ property: "operationName", reason: name.error }];
}
