import type { JsonObject, JsonValue } from "../../core/json.js";
import type { TargetSelection } from "../../google/operationMatch.js";
import { stateValue } from "./encoding.js";
import {
  type DeleteSettings,
  pickSettings,
  readDeleteSettings,
  readServiceSettings,
  type ServiceSettings,
} from "./operationSettings.js";
import { HIDDEN, readHiddenPart, secretValue, VERSION } from "./operationState.js";

/** The inputs that select the operations of a group. */
export const SELECTION_KEYS = ["operationNames", "parent", "filter", "targets", "verbs"] as const;

/** The operations of a group: those with these names, or those in flight that a list shows. */
export type GroupSelection = { kind: "names"; names: string[] } | ListSelection;

export interface ListSelection extends TargetSelection {
  kind: "list";
  filter?: string;
}

/** A group as its inputs declare it. Its state holds nothing else. */
export interface DeclaredGroup {
  selection: GroupSelection;
  settings: ServiceSettings & DeleteSettings;
  /** The selection and the settings in the form that the user gave, for comparisons. */
  given: JsonObject;
  /** The resource's URN, for log lines. */
  urn: string;
  /** True if an input is secret: the service's responses may repeat it. */
  isSecret: boolean;
  /** True if an input that becomes part of an operation's name is secret. */
  isNameSecret: boolean;
}

/** Picks the inputs that the state keeps. */
export function pickGroupInputs(inputs: JsonObject): JsonObject {
  const picked = pickSettings(inputs);
  for (const key of SELECTION_KEYS) {
    const value = inputs[key];
    if (value !== undefined && value !== null) {
      picked[key] = value;
    }
  }
  return picked;
}

/** Reads inputs that were checked and hold no unknown values. */
export function readGroupInputs(inputs: JsonObject): DeclaredGroup {
  return declaredGroup(pickGroupInputs(inputs), inputs.__urn, inputs.__secret, inputs.__secretName);
}

/** @throws UserError for properties that no create or update of this package has returned */
export function readGroupState(properties: JsonObject): DeclaredGroup {
  const { members, hidden } = readHiddenPart(properties);
  const { given, secret, secretName } = hidden;
  return declaredGroup((given ?? {}) as JsonObject, members.__urn, secret, secretName);
}

/** Encodes a state for Pulumi. A group has no outputs. */
export function writeGroupState({ given, urn, isSecret, isNameSecret }: DeclaredGroup): JsonObject {
  const hidden = stateValue({
    version: VERSION,
    given,
    ...(isSecret && { secret: true }),
    ...(isNameSecret && { secretName: true }),
  });
  return { __urn: urn, [HIDDEN]: isSecret || isNameSecret ? secretValue(hidden) : hidden };
}

function declaredGroup(
  given: JsonObject,
  urn: JsonValue | undefined,
  secret: JsonValue | undefined,
  secretName: JsonValue | undefined,
): DeclaredGroup {
  return {
    selection: readSelection(given),
    settings: { ...readServiceSettings(given), ...readDeleteSettings(given) },
    given,
    urn: typeof urn === "string" ? urn : "",
    isSecret: secret === true,
    isNameSecret: secretName === true,
  };
}

function readSelection({ operationNames, parent, filter, targets, verbs }: JsonObject): GroupSelection {
  if (Array.isArray(operationNames)) {
    return { kind: "names", names: operationNames.map(String) };
  }
  return {
    kind: "list",
    parent: String(parent),
    ...(typeof filter === "string" && { filter }),
    ...(Array.isArray(targets) && { targets: targets.map(String) }),
    ...(Array.isArray(verbs) && { verbs: verbs.map(String) }),
  };
}
