import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject } from "../../core/json.js";
import { cancelSupport } from "../../google/catalog/cancelSupport.js";
import { readOperationName } from "../../google/names/operationName.js";
import type { ResolvedService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { CHOICES, SERVICE_SETTINGS } from "../state/operationSettings.js";
import { checkStart, checkUndo } from "./checkRequest.js";
import { checkResource, type ResourceRules } from "./checkResource.js";
import { type InputCheck, isGiven, isKnownText, isText, isUnknown, preview } from "./inputChecks.js";

const rules: ResourceRules = {
  properties: [...SERVICE_SETTINGS, "start", "operationName", "triggers", "undo", ...Object.keys(CHOICES)],
  texts: ["service", "apiVersion", "operationName", "endpoint", "quotaProject"],
  choices: CHOICES,
  checkOwn: (inputs) => [...checkSource(inputs), ...checkUndo(inputs)],
  checkAgainstService: checkOperationName,
};

/**
 * Checks the inputs of a LongRunningOperation.
 *
 * @param google the configured settings. Default: those of the environment
 */
export function checkOperation(inputs: JsonObject, google?: SettingsResult): InputCheck {
  return checkResource(rules, inputs, resourceNameOf(inputs), google);
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
