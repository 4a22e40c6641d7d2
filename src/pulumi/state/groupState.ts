import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { TargetSelection } from "../../google/operationMatch.js";
import { checkGroupValues, SELECTION_KEYS } from "../checks/checkGroup.js";
import { withoutSecretValues } from "../checks/inputChecks.js";
import { UserError } from "../report/userError.js";
import { stateValue } from "./encoding.js";
import {
  type DeleteSettings,
  pickGiven,
  pickSettings,
  readDeleteSettings,
  readServiceSettings,
  type ServiceSettings,
} from "./operationSettings.js";
import { HIDDEN, readHiddenPart, secretValue, VERSION } from "./operationState.js";

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
  return { ...pickSettings(inputs), ...pickGiven(inputs, SELECTION_KEYS) };
}

/** Reads inputs that were checked and hold no unknown values. */
export function readGroupInputs(inputs: JsonObject): DeclaredGroup {
  return declaredGroup(pickGroupInputs(inputs), inputs.__urn, inputs.__secret, inputs.__secretName);
}

/** The next steps if the state can't be used, as sentences. Pulumi's engine has kept it. */
const RESTORE_OR_REMOVE =
  "Restore an earlier state with `pulumi stack import`. To give the group up without ending its " +
  "operations, remove it with `pulumi state delete <urn>`; the next `pulumi up` creates it anew if the program " +
  "contains it.";

/**
 * Decodes a state strictly: a value that is left out, because it is not understood, would select other operations.
 *
 * @throws UserError for properties that no create or update of this package has returned
 */
export function readGroupState(properties: JsonObject): DeclaredGroup {
  const { members, hidden } = readHiddenPart(properties, RESTORE_OR_REMOVE);
  const problem = stateProblem(hidden);
  if (problem !== undefined) {
    throw new UserError(
      `The group's state was changed by another program or by hand (${problem.replace(/\.$/, "")}). The group is kept in the state, and ` +
        `nothing was sent. ${RESTORE_OR_REMOVE}`,
    );
  }
  const { given, secret, secretName } = hidden;
  return declaredGroup(given as JsonObject, members.__urn, secret, secretName);
}

/** The first difference of a state from the form that {@link writeGroupState} gives it, for a place in parentheses. */
function stateProblem(hidden: JsonObject): string | undefined {
  const { version, given, selectedBy, secret, secretName } = hidden;
  if (version !== VERSION) {
    return `its version must be ${VERSION}`;
  }
  if (!isJsonObject(given)) {
    return "its inputs are missing";
  }
  if (![secret, secretName].every((mark) => mark === undefined || mark === true)) {
    return "its marks of secret inputs must be true or absent";
  }
  const empty = Object.keys(given).find((key) => given[key] === null);
  if (empty !== undefined) {
    return `${empty}: must not be null`;
  }
  const [failure] = withoutSecretValues(checkGroupValues(given), { ...given, __secret: secret ?? false });
  if (failure !== undefined) {
    return `${failure.property}: ${failure.reason}`;
  }
  // States that were written before this member existed don't have it.
  return selectedBy === undefined || String(selectedBy) === String(selectorsOf(given))
    ? undefined
    : `the inputs that select operations are ${selectorsOf(given).join(", ")}, but were ${String(selectedBy).replaceAll(",", ", ")} when it was written`;
}

/** The names of the inputs that select the operations. */
function selectorsOf(given: JsonObject): string[] {
  return SELECTION_KEYS.filter((key) => key in given);
}

/** Encodes a state for Pulumi. A group has no outputs. */
export function writeGroupState({ given, urn, isSecret, isNameSecret }: DeclaredGroup): JsonObject {
  const hidden = stateValue({
    version: VERSION,
    given,
    selectedBy: selectorsOf(given),
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
