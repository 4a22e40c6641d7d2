import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject } from "../../core/json.js";
import { cancelSupport } from "../../google/catalog/cancelSupport.js";
import { readOperationName } from "../../google/names/operationName.js";
import type { ResolvedService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { CHOICES, TIMEOUT_NAMES } from "../state/operationSettings.js";
import { checkStart, checkUndo } from "./checkRequest.js";
import { checkService } from "./checkService.js";
import {
  checkChoices,
  checkImpersonation,
  checkMisusedOutputs,
  checkProblems,
  checkProperties,
  checkTexts,
  checkTimeouts,
  type InputCheck,
  isGiven,
  isKnownText,
  isText,
  isUnknown,
  preview,
  withoutSecretValues,
} from "./inputChecks.js";
import { previewWarnings } from "./previewWarnings.js";

const TEXTS = ["service", "apiVersion", "operationName", "endpoint", "quotaProject"];

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
 * Checks the inputs of a LongRunningOperation, so that a preview refuses the same inputs as an `up`. Sends nothing.
 * Values that aren't known yet pass.
 *
 * @param google the configured settings. Default: those of the environment
 */
export function checkOperation(inputs: JsonObject, google?: SettingsResult): InputCheck {
  const misused = checkMisusedOutputs(inputs);
  if (misused.length > 0) {
    // Other problems of the same values would hide the cause.
    return { failures: misused, warnings: [] };
  }
  const resourceName = resourceNameOf(inputs);
  const service = checkService(inputs, resourceName, google);
  const resolved = service.ok ? service.value : undefined;
  const failures = [
    ...checkProblems(inputs),
    ...checkProperties(inputs, PROPERTIES),
    ...checkTexts(inputs, TEXTS),
    ...checkChoices(inputs, CHOICES),
    ...checkTimeouts(inputs, TIMEOUT_NAMES),
    ...checkImpersonation(inputs),
    ...checkSource(inputs),
    ...checkUndo(inputs),
    ...(service.ok ? checkOperationName(inputs, resolved) : service.error),
  ];
  return {
    failures: withoutSecretValues(failures, inputs),
    warnings:
      failures.length === 0 && resolved !== undefined ? previewWarnings(inputs, resolved, resourceName) : [],
  };
}

/** The operation's name or the path that starts it. It decides the default version and the host. */
function resourceNameOf({ operationName, start }: JsonObject): string | undefined {
  const text = isText(operationName) ? operationName : isJsonObject(start) ? start.path : undefined;
  return isKnownText(text) ? text : undefined;
}

function checkSource(inputs: JsonObject): CheckFailure[] {
  const { start, operationName, triggers } = inputs;
  const failures: CheckFailure[] = [];
  if (isGiven(start) === isGiven(operationName)) {
    const found = isGiven(start)
      ? "start and operationName are both given"
      : "neither start nor operationName is given";
    failures.push({
      property: "start",
      reason: `${found}. Give start to start an operation, or operationName to adopt a running one`,
    });
  }
  if (isGiven(start)) {
    failures.push(...checkStart(start));
  }
  if (isGiven(triggers) && isGiven(operationName)) {
    failures.push({
      property: "triggers",
      reason:
        "can't be used with operationName: triggers start a new operation, and operationName adopts one",
    });
  } else if (isGiven(triggers) && !isUnknown(triggers) && !Array.isArray(triggers)) {
    failures.push({ property: "triggers", reason: `must be a list of values, not ${preview(triggers)}` });
  }
  return failures;
}

function checkOperationName(inputs: JsonObject, service: ResolvedService | undefined): CheckFailure[] {
  const { operationName } = inputs;
  if (service === undefined || !isKnownText(operationName)) {
    return [];
  }
  const name = readOperationName(operationName, service);
  return name.ok
    ? checkServiceManaged(inputs, service, name.value)
    : [{ property: "operationName", reason: name.error }];
}

/**
 * Refuses to cancel an adopted operation that the service runs on its own, such as Datastore's migration to
 * Firestore: a destroy must not end it. The resource may watch it and wait for it.
 */
export function checkServiceManaged(
  { onDelete }: JsonObject,
  { service, host, apiVersion }: ResolvedService,
  name: string,
): CheckFailure[] {
  const wouldCancel = !isGiven(onDelete) || onDelete === "cancelAndWait" || onDelete === "cancel";
  return wouldCancel && service !== undefined && cancelSupport(service, apiVersion, name) === "serviceManaged"
    ? [
        {
          property: "onDelete",
          reason: `must be "wait" or "abandon" here: ${name} can't be cancelled, because ${host} started it by itself`,
        },
      ]
    : [];
}
