import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import type { JsonObject, JsonValue } from "../../core/json.js";
import { hasList, listedParents } from "../../google/catalog/operationRoutes.js";
import { readOperationName } from "../../google/names/operationName.js";
import { targetProblem } from "../../google/names/resourceMatch.js";
import { parentProblem, quoted } from "../../google/names/resourceName.js";
import { filterProblem } from "../../google/restConnection.js";
import type { ResolvedService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { CHOICES, SERVICE_SETTINGS } from "../state/operationSettings.js";
import { checkServiceManaged } from "./checkOperation.js";
import { checkResource, checkValues, type ResourceRules } from "./checkResource.js";
import {
  checkTexts,
  type InputCheck,
  isGiven,
  isKnownText,
  isText,
  isUnknown,
  preview,
} from "./inputChecks.js";

/** The inputs that select among the operations below a parent. */
const SELECTORS = ["filter", "targets", "verbs"] as const;

/** The inputs that select the operations of a group. */
export const SELECTION_KEYS = ["operationNames", "parent", ...SELECTORS] as const;

const choices = { onDelete: CHOICES.onDelete, whenCancelUnsupported: CHOICES.whenCancelUnsupported };

const rules: ResourceRules = {
  properties: [...SERVICE_SETTINGS, ...SELECTION_KEYS, ...Object.keys(choices)],
  texts: ["service", "apiVersion", "endpoint", "quotaProject", "parent"],
  choices,
  checkOwn: checkSelection,
  checkAgainstService: checkServiceRules,
};

/**
 * Checks the inputs of an OperationGroup.
 *
 * @param google the configured settings. Default: those of the environment
 */
export function checkGroup(inputs: JsonObject, google?: SettingsResult): InputCheck {
  return checkResource(rules, inputs, resourceNameOf(inputs), google);
}

/** Checks the values of a group's inputs, as its state keeps them. */
export function checkGroupValues(inputs: JsonObject): CheckFailure[] {
  return checkValues(rules, inputs);
}

/** A name that decides the default version and the host. */
function resourceNameOf({ parent, operationNames }: JsonObject): string | undefined {
  if (isKnownText(parent)) {
    return `${parent}/operations/-`;
  }
  const [first] = Array.isArray(operationNames) ? operationNames.filter(isKnownText) : [];
  return first;
}

function checkSelection(inputs: JsonObject, resolved: ResolvedService | undefined): CheckFailure[] {
  const { operationNames, parent, targets, verbs } = inputs;
  if (isGiven(operationNames) === isGiven(parent)) {
    const found = isGiven(parent)
      ? "parent and operationNames are both given"
      : "neither parent nor operationNames is given";
    const reason = `${found}. Give parent to select operations below it, or operationNames to name them`;
    return [{ property: "parent", reason }];
  }
  const needsParent = SELECTORS.filter((property) => isGiven(operationNames) && isGiven(inputs[property]));
  const problem = isKnownText(parent) ? parentProblem(parent) : undefined;
  return [
    ...needsParent.map((property) => ({
      property,
      reason: `can't be used with operationNames, because ${property} ${property === "filter" ? "selects" : "select"} among the operations below parent`,
    })),
    ...checkList(inputs, "operationNames"),
    ...SELECTORS.flatMap((property) => checkSelector(inputs, property)),
    ...(problem === undefined ? [] : [{ property: "parent", reason: problem }]),
    ...(Array.isArray(targets)
      ? checkTargets(targets, isKnownText(parent) && problem === undefined ? parent : undefined, resolved)
      : []),
    ...(Array.isArray(verbs) ? checkVerbs(verbs) : []),
  ];
}

/** A selector that the program gives without a value arrives here with the empty value of its type. */
function checkSelector(inputs: JsonObject, property: string): CheckFailure[] {
  const value = inputs[property];
  if (value === "" || (Array.isArray(value) && value.length === 0)) {
    const reason = `must not be empty or undefined. To select every operation below parent, leave ${property} out`;
    return [{ property, reason }];
  }
  return property === "filter" ? checkTexts(inputs, [property]) : checkList(inputs, property);
}

function checkList(inputs: JsonObject, property: string): CheckFailure[] {
  const value = inputs[property];
  if (!isGiven(value) || (typeof value === "string" && isUnknown(value))) {
    return [];
  }
  if (!Array.isArray(value)) {
    return [{ property, reason: `must be a list of strings, not ${preview(value)}` }];
  }
  return value.flatMap((element, index) =>
    isText(element)
      ? []
      : [
          {
            property: `${property}[${index}]`,
            reason: `must be a non-empty string, not ${preview(element)}`,
          },
        ],
  );
}

function checkVerbs(verbs: readonly JsonValue[]): CheckFailure[] {
  return verbs.flatMap((verb, index) =>
    isKnownText(verb) && /\s/.test(verb)
      ? [
          {
            property: `verbs[${index}]`,
            reason: `must not contain white space: ${quoted(verb)}. Give a verb as the service reports it, such as "export"`,
          },
        ]
      : [],
  );
}

function checkTargets(
  targets: readonly JsonValue[],
  parent: string | undefined,
  resolved: ResolvedService | undefined,
): CheckFailure[] {
  return targets.flatMap((target, index) => {
    const problem = isKnownText(target) ? targetProblem(target, parent, resolved) : undefined;
    return problem === undefined
      ? []
      : [
          {
            property: `targets[${index}]`,
            reason: `${quoted(String(target))} can't be used as a resource's name. ${problem}`,
          },
        ];
  });
}

function checkServiceRules(inputs: JsonObject, resolved: ResolvedService | undefined): CheckFailure[] {
  if (resolved === undefined) {
    return [];
  }
  const { filter, operationNames, parent } = inputs;
  const listProblem = isKnownText(parent) ? unlistedProblem(parent, resolved) : undefined;
  const problem = isKnownText(filter)
    ? filterProblem({ filter }, resolved.service?.listDeviations ?? [], resolved.host)
    : undefined;
  const names = Array.isArray(operationNames) ? operationNames : [];
  return [
    ...(listProblem === undefined ? [] : [{ property: "parent", reason: listProblem }]),
    ...(problem === undefined
      ? []
      : [{ property: "filter", reason: `${problem} To select operations, use targets or verbs.` }]),
    ...names.flatMap((text, index) => {
      const name = isKnownText(text) ? readOperationName(text, resolved) : undefined;
      if (name === undefined) {
        return [];
      }
      return name.ok
        ? checkServiceManaged(inputs, resolved, name.value)
        : [{ property: `operationNames[${index}]`, reason: name.error }];
    }),
  ];
}

/** Parents that a message repeats. */
const MAX_PARENTS = 3;

/** The reason against a parent whose operations the service doesn't list; `undefined` if it does, or isn't known. */
function unlistedProblem(parent: string, { service, host, apiVersion }: ResolvedService): string | undefined {
  const version = service?.versions.get(apiVersion);
  if (version === undefined || parentProblem(parent) !== undefined || hasList(version, parent)) {
    return undefined;
  }
  const parents = listedParents(version);
  const remedy =
    parents.length === 0
      ? "Select operations by operationNames."
      : `It lists operations below ${parents.slice(0, MAX_PARENTS).join(", ")}${parents.length > MAX_PARENTS ? ", and others" : ""}.`;
  return `${host} ${apiVersion} has no list of operations below ${quoted(parent)}. ${remedy}`;
}
