import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../../core/json.js";
import type { ResolvedService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { TIMEOUT_NAMES } from "../state/operationSettings.js";
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
  withoutSecretValues,
} from "./inputChecks.js";
import { previewWarnings } from "./previewWarnings.js";

/** The rules for the inputs of one resource class. */
export interface ResourceRules {
  /** All inputs. */
  properties: readonly string[];
  /** The inputs that are strings. */
  texts: readonly string[];
  /** The allowed values, by input. */
  choices: Parameters<typeof checkChoices>[1];
  /** Checks the inputs that only this class has. `service` is `undefined` if it isn't known or can't be used. */
  checkOwn(inputs: JsonObject, service: ResolvedService | undefined): CheckFailure[];
  /** Checks the inputs against a service that can be used; `undefined` if it isn't known yet. */
  checkAgainstService(inputs: JsonObject, service: ResolvedService | undefined): CheckFailure[];
}

/**
 * Checks the inputs of a resource, so that a preview refuses the same inputs as an `up`. Sends nothing. Values that aren't
 * known yet pass.
 *
 * @param resourceName the name or path that decides the default version and the host; `undefined` if it isn't known yet
 * @param google the configured settings. Default: those of the environment
 */
export function checkResource(
  rules: ResourceRules,
  inputs: JsonObject,
  resourceName: string | undefined,
  google?: SettingsResult,
): InputCheck {
  const misused = checkMisusedOutputs(inputs);
  if (misused.length > 0) {
    // Other problems of the same values would hide the cause.
    return { failures: misused, warnings: [] };
  }
  const service = checkService(inputs, resourceName, google);
  const resolved = service.ok ? service.value : undefined;
  const failures = [
    ...checkProblems(inputs),
    ...checkValues(rules, inputs, resolved),
    ...(service.ok ? rules.checkAgainstService(inputs, resolved) : service.error),
  ];
  return {
    failures: withoutSecretValues(failures, inputs),
    warnings:
      failures.length === 0 && resolved !== undefined ? previewWarnings(inputs, resolved, resourceName) : [],
  };
}

/** Checks the values of the inputs, without the settings of the machine. */
export function checkValues(
  rules: ResourceRules,
  inputs: JsonObject,
  service?: ResolvedService,
): CheckFailure[] {
  return [
    ...checkProperties(inputs, rules.properties),
    ...checkTexts(inputs, rules.texts),
    ...checkChoices(inputs, rules.choices),
    ...checkTimeouts(inputs, TIMEOUT_NAMES),
    ...checkImpersonation(inputs),
    ...rules.checkOwn(inputs, service),
  ];
}
