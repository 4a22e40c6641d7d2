import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { quoted, readRequestPath, requestPathProblem } from "../../google/names/resourceName.js";
import { encodedSize, LARGEST_UNDO } from "../state/encoding.js";
import { fillText, isPlaceholder, KNOWN_PLACEHOLDERS, placeholdersIn } from "../state/undoRequest.js";
import { isGiven, isUnknown, kindOf, show, unknownKey } from "./values.js";

const METHODS = ["POST", "PATCH", "PUT", "DELETE"];

/** What one kind of request has of its own. */
export interface RequestRules {
  /** The properties that it may have. */
  properties: readonly string[];
  /** A request as it should be. */
  example: string;
  /** A path as it should be. */
  pathExample: string;
  /** Why a path can't be used. */
  pathProblem(path: string): string | undefined;
}

/** What is wrong with a request that is given as an input. */
export function checkRequest(property: string, value: JsonValue, rules: RequestRules): CheckFailure[] {
  if (typeof value === "string" && isUnknown(value)) {
    return [];
  }
  if (!isJsonObject(value)) {
    return [
      {
        property,
        reason: `must be a request such as ${rules.example}, not ${kindOf(value)}`,
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
      .map((key) => ({ property: `${property}.${key}`, reason: unknownKey(key, rules.properties) })),
    ...checkPath(`${property}.path`, value.path, rules),
    ...checkWord(`${property}.method`, value.method, METHODS),
    ...checkQuery(`${property}.query`, value.query),
  ];
}

/**
 * The problems that a recipe or `gcpProviderArgs` found in the program and left in its result. They are about its own
 * arguments, which are no properties of the resource.
 */
export function checkProblems({ __problems: problems }: JsonObject): CheckFailure[] {
  return Array.isArray(problems)
    ? problems.map((problem) => ({ property: "", reason: String(problem) }))
    : [];
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

/** What is wrong with an input that takes one of a few words. */
export function checkWord(
  property: string,
  value: JsonValue | undefined,
  words: readonly string[],
): CheckFailure[] {
  if (!isGiven(value) || isUnknown(value) || (typeof value === "string" && words.includes(value))) {
    return [];
  }
  return [
    { property, reason: `must be one of ${words.map((word) => `"${word}"`).join(", ")}, not ${show(value)}` },
  ];
}

function checkQuery(property: string, query: JsonValue | undefined): CheckFailure[] {
  if (!isGiven(query) || (typeof query === "string" && isUnknown(query))) {
    return [];
  }
  if (!isJsonObject(query)) {
    return [{ property, reason: `must be an object of texts, not ${kindOf(query)}` }];
  }
  return Object.entries(query)
    .filter(([, value]) => typeof value !== "string")
    .map(([key, value]) => ({
      property: `${property}.${key}`,
      reason: `must be a text, not ${kindOf(value)}`,
    }));
}

const REQUEST_IDS = ["query", "body", "none"];

const START_RULES = {
  properties: ["method", "path", "query", "body", "requestId"],
  example: '{ path: "projects/…:export", body: {…} }',
  pathExample: '"projects/p/locations/l/clusters/c:export"',
  pathProblem: (path: string): string | undefined => {
    const reading = readRequestPath(path);
    return reading.ok ? undefined : reading.reason;
  },
};

/** What is wrong with a start request. */
export function checkStart(start: JsonValue): CheckFailure[] {
  const failures = checkRequest("start", start, START_RULES);
  return isJsonObject(start)
    ? [
        ...failures,
        ...checkWord("start.requestId", start.requestId, REQUEST_IDS),
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
      reason: `must be an object to carry the request id, not ${kindOf(body)}`,
    },
  ];
}

const UNDO_RULES = {
  properties: ["method", "path", "query", "body"],
  example: '{ method: "DELETE", path: "{target}" }',
  pathExample: '"{target}" or "projects/p/locations/l/clusters/c:restore"',
  pathProblem: undoPathProblem,
};

/** What takes a placeholder's place while a path is checked: every value will have to be a resource's name. */
const SAMPLES = { target: "name", "response.name": "name" };

/**
 * What is wrong with an undo request. One beside another policy is checked and otherwise left alone, so that
 * `whenCompletedDespiteCancel` alone switches it on and off.
 */
export function checkUndo({ undo, whenCompletedDespiteCancel }: JsonObject): CheckFailure[] {
  if (isGiven(undo)) {
    return [...checkRequest("undo", undo, UNDO_RULES), ...checkPlaceholders(undo), ...checkSize(undo)];
  }
  return whenCompletedDespiteCancel === "undo"
    ? [
        {
          property: "undo",
          reason: `is required with whenCompletedDespiteCancel: "undo": give the request that takes back what the operation has done, such as ${UNDO_RULES.example}, or choose "accept" or "fail"`,
        },
      ]
    : [];
}

function undoPathProblem(path: string): string | undefined {
  const problem = unknownPlaceholder(path) ?? requestPathProblem(fillText(path, SAMPLES));
  return problem === undefined ? undefined : `${quoted(path)} can't be used as a request's path. ${problem}`;
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

/** It is part of the state, also of one that a failed create hands over. */
function checkSize(undo: JsonValue): CheckFailure[] {
  return encodedSize(undo) <= LARGEST_UNDO
    ? []
    : [
        {
          property: "undo",
          reason: `is too large for the state, which has to hold it: give a request of less than ${LARGEST_UNDO / 1024} KiB`,
        },
      ];
}

function unknownPlaceholder(value: JsonValue): string | undefined {
  const name = placeholdersIn(value).find((one) => !isPlaceholder(one));
  return name === undefined
    ? undefined
    : `{${name}} stands for nothing here; known are ${KNOWN_PLACEHOLDERS}.`;
}
