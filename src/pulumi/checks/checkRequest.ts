import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { quoted, readRequestPath, requestPathProblem } from "../../google/names/resourceName.js";
import { encodedSize, MAX_UNDO_SIZE } from "../state/encoding.js";
import { fillText, isPlaceholder, KNOWN_PLACEHOLDERS, placeholdersIn } from "../state/undoRequest.js";
import { checkChoice, checkProblems, isGiven, isUnknown, typeName, unknownProperty } from "./inputChecks.js";

const METHODS = ["POST", "PATCH", "PUT", "DELETE"];

/** The rules for one kind of request. */
interface RequestRules {
  /** The properties that it may have. */
  properties: readonly string[];
  /** A valid request, for messages. */
  example: string;
  /** A valid path, for messages. */
  pathExample: string;
  /** The problem of a path; `undefined` if there is none. */
  pathProblem(path: string): string | undefined;
}

/** Checks a request that is given as an input. */
function checkRequest(property: string, value: JsonValue, rules: RequestRules): CheckFailure[] {
  if (typeof value === "string" && isUnknown(value)) {
    return [];
  }
  if (!isJsonObject(value)) {
    return [
      {
        property,
        reason: `must be a request such as ${rules.example}, not ${typeName(value)}`,
      },
    ];
  }
  const problems = checkProblems(value);
  if (problems.length > 0) {
    return problems;
  }
  return [
    ...Object.keys(value)
      .filter((key) => !key.startsWith("__") && !rules.properties.includes(key))
      .map((key) => ({ property: `${property}.${key}`, reason: unknownProperty(key, rules.properties) })),
    ...checkPath(`${property}.path`, value.path, rules),
    ...checkChoice(`${property}.method`, value.method, METHODS),
    ...checkQuery(`${property}.query`, value.query),
  ];
}

function checkPath(property: string, path: JsonValue | undefined, rules: RequestRules): CheckFailure[] {
  if (isUnknown(path)) {
    return [];
  }
  if (typeof path !== "string" || path === "") {
    return [
      {
        property,
        reason: `must be a path below the API version, such as ${rules.pathExample}`,
      },
    ];
  }
  const problem = rules.pathProblem(path);
  return problem === undefined ? [] : [{ property, reason: problem }];
}

function checkQuery(property: string, query: JsonValue | undefined): CheckFailure[] {
  if (!isGiven(query) || (typeof query === "string" && isUnknown(query))) {
    return [];
  }
  if (!isJsonObject(query)) {
    return [{ property, reason: `must be an object of strings, not ${typeName(query)}` }];
  }
  return Object.entries(query)
    .filter(([, value]) => typeof value !== "string")
    .map(([key, value]) => ({
      property: `${property}.${key}`,
      reason: `must be a string, not ${typeName(value)}`,
    }));
}

const REQUEST_IDS = ["query", "body", "none"];

const START_RULES = {
  properties: ["method", "path", "query", "body", "requestId"],
  example: '{ path: "projects/…:export", body: {…} }',
  pathExample: '"projects/p/locations/l/clusters/c:export"',
  pathProblem: (path: string): string | undefined => {
    const result = readRequestPath(path);
    return result.ok ? undefined : result.error;
  },
};

export function checkStart(start: JsonValue): CheckFailure[] {
  const failures = checkRequest("start", start, START_RULES);
  return isJsonObject(start)
    ? [
        ...failures,
        ...checkChoice("start.requestId", start.requestId, REQUEST_IDS),
        ...checkBodyForRequestId(start),
      ]
    : failures;
}

function checkBodyForRequestId({ body, requestId }: JsonObject): CheckFailure[] {
  if (requestId !== "body" || !isGiven(body) || isUnknown(body) || isJsonObject(body)) {
    return [];
  }
  return [
    {
      property: "start.body",
      reason: `must be an object, not ${typeName(body)}, because the request ID is sent in it (start.requestId: "body")`,
    },
  ];
}

const UNDO_RULES = {
  properties: ["method", "path", "query", "body"],
  example: '{ method: "DELETE", path: "{target}" }',
  pathExample: '"{target}" or "projects/p/locations/l/clusters/c:restore"',
  pathProblem: undoPathProblem,
};

/** Values of the placeholders for the check of a path: every real value has to be a resource's name too. */
const SAMPLES = { target: "name", "response.name": "name" };

/**
 * Checks the undo request. It may also be given with another policy, so that `whenCompletedDespiteCancel` alone
 * enables and disables it.
 */
export function checkUndo({ undo, whenCompletedDespiteCancel }: JsonObject): CheckFailure[] {
  if (isGiven(undo)) {
    return [...checkRequest("undo", undo, UNDO_RULES), ...checkPlaceholders(undo), ...checkSize(undo)];
  }
  return whenCompletedDespiteCancel === "undo"
    ? [
        {
          property: "undo",
          reason: `is missing, but whenCompletedDespiteCancel is "undo". Give the request that reverses the operation, such as ${UNDO_RULES.example}, or set whenCompletedDespiteCancel to "accept" or "fail"`,
        },
      ]
    : [];
}

function undoPathProblem(path: string): string | undefined {
  const filled = fillText(path, SAMPLES);
  const problem = unknownPlaceholder(path) ?? bracesProblem(filled) ?? requestPathProblem(filled);
  return problem === undefined ? undefined : `${quoted(path)} can't be used as a request's path. ${problem}`;
}

function bracesProblem(path: string): string | undefined {
  const [braces] = /\{[^}]*\}?|\}/.exec(path) ?? [];
  return braces === undefined ? undefined : `${braces} is not a placeholder. Use ${KNOWN_PLACEHOLDERS}.`;
}

function checkPlaceholders(undo: JsonValue): CheckFailure[] {
  if (!isJsonObject(undo)) {
    return [];
  }
  return (["query", "body"] as const).flatMap((part) => {
    const value = undo[part];
    const problem = value === undefined ? undefined : unknownPlaceholder(value);
    return problem === undefined ? [] : [{ property: `undo.${part}`, reason: problem }];
  });
}

/** The request is part of every state, including the partial state of a failed create. */
function checkSize(undo: JsonValue): CheckFailure[] {
  return encodedSize(undo) <= MAX_UNDO_SIZE
    ? []
    : [
        {
          property: "undo",
          reason: `is too large to be saved in the state: give a request of less than ${MAX_UNDO_SIZE / 1024} KiB`,
        },
      ];
}

function unknownPlaceholder(value: JsonValue): string | undefined {
  const name = placeholdersIn(value).find((one) => !isPlaceholder(one));
  return name === undefined ? undefined : `{${name}} is not a placeholder. Use ${KNOWN_PLACEHOLDERS}.`;
}
