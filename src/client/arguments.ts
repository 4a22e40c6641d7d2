import { readServiceName } from "../google/names/operationName.js";
import { targetProblem } from "../google/names/resourceMatch.js";
import { parentProblem, quoted, readRequestPath } from "../google/names/resourceName.js";
import type { TargetSelection } from "../google/operationMatch.js";
import type { ResolvedService } from "../google/service.js";
import { ArgumentError } from "./clientErrors.js";

/** The rules for the fields of options and of a selection. */
const fieldRules: Readonly<Record<string, [isOne: (value: unknown) => boolean, expected: string]>> = {
  signal: [isSignal, "an AbortSignal"],
  onProgress: [isFunction, "a function"],
  timeout: [isText, 'a duration such as "30m"'],
  parent: [isText, "a name such as projects/p/locations/europe-west1"],
  filter: [isText, "a string in the service's filter language"],
  targets: [isTextList, "an array of one or more names such as projects/p/locations/l/clusters/c"],
  verbs: [isTextList, 'an array of one or more verbs such as "export"'],
  matching: [isFunction, "a function from an operation to a boolean"],
  onUnidentified: [isFunction, "a function of an operation"],
  pageSize: [isCount, "a whole number, 1 or more"],
  concurrency: [isCount, "a whole number, 1 or more"],
  whenCancelUnsupported: [(value) => value === "wait" || value === "abandon", '"wait" or "abandon"'],
};

/** Checks an object of options or a selection, for callers without types. @throws ArgumentError */
export function checkFields(argument: "options" | "which", object: object): void {
  // An iterable other than an array would pass for an object of options.
  if (typeof object !== "object" || object === null || Symbol.iterator in object) {
    const expected =
      argument === "which"
        ? "an array of names, or an object with a parent"
        : 'an object such as { timeout: "10m" }';
    throw new ArgumentError(argument, mustBe(expected, object));
  }
  const values = object as Readonly<Record<string, unknown>>;
  for (const [field, [isValid, expected]] of Object.entries(fieldRules)) {
    if (values[field] !== undefined && !isValid(values[field])) {
      throw new ArgumentError(field, mustBe(expected, values[field]));
    }
  }
}

const SELECTION_FIELDS = ["parent", "filter", "targets", "verbs", "matching", "onUnidentified"];

/**
 * Checks a selection, for callers without types. A misspelt field is refused, because the selection would be larger than
 * its author expects, and so is a target that selects nothing.
 *
 * @throws ArgumentError
 */
export function checkSelection(
  selection: TargetSelection,
  serviceOf: (parent: string) => ResolvedService,
): void {
  checkFields("which", selection);
  const unknown = Object.keys(selection).find((field) => !SELECTION_FIELDS.includes(field));
  if (unknown !== undefined) {
    throw new ArgumentError(
      "which",
      `has no field ${quoted(unknown)}. Its fields are ${SELECTION_FIELDS.join(", ")}.`,
    );
  }
  const { parent, targets = [], verbs = [] } = selection;
  for (const target of targets) {
    const problem = targetProblem(target, parent, serviceOf(parent));
    if (problem !== undefined) {
      throw new ArgumentError("targets", `contains ${quoted(target)}. ${problem}`);
    }
  }
  const verb = verbs.find((text) => /\s/.test(text));
  if (verb !== undefined) {
    throw new ArgumentError("verbs", `contains ${quoted(verb)}. A verb has no white space.`);
  }
}

/** Checks that a name, a parent or a path is a text, for callers without types. @throws ArgumentError */
export function checkText(argument: string, text: unknown, example: string): void {
  if (!isText(text)) {
    throw new ArgumentError(argument, mustBe(`a string such as ${example}`, text));
  }
}

/** Reads an operation's name, and returns it without its host. @throws ArgumentError */
export function readName(text: string, resolved: ResolvedService): string {
  const name = readServiceName(text, resolved);
  if (!name.ok) {
    throw new ArgumentError("name", name.error);
  }
  return name.value;
}

/** Checks a start's path. @throws ArgumentError */
export function checkStart(request: { path: string }): void {
  const { path } = Object(request) as Partial<typeof request>;
  checkText("start.path", path, "projects/p/locations/l/clusters/c:export");
  const checkedPath = readRequestPath(path as string);
  if (!checkedPath.ok) {
    throw new ArgumentError("start.path", checkedPath.error);
  }
}

/** Checks the name below which operations are listed; an empty one means the service's top. @throws ArgumentError */
export function checkParent(parent: string): void {
  checkText("parent", parent, "projects/p/locations/europe-west1");
  const problem = parent === "" ? undefined : parentProblem(parent);
  if (problem !== undefined) {
    throw new ArgumentError("parent", problem);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((text) => isText(text) && text !== "");
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isSignal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;
}

/** The reason against a value that is missing or of another type than expected. */
function mustBe(expected: string, value: unknown): string {
  return value === undefined
    ? `is missing. Give ${expected}.`
    : `must be ${expected}, not ${describeValue(value)}.`;
}

function describeObject(object: object): string {
  const className = object.constructor?.name ?? "Object";
  return className === "Object" ? "an object" : `an instance of ${className}`;
}

/** Describes a value for a message; only a short one is quoted. */
function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quoted(value.slice(0, 100));
    case "object":
      if (Array.isArray(value)) {
        return value.length === 0 ? "an empty array" : "an array of other values";
      }
      return value === null ? "null" : describeObject(value);
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}
