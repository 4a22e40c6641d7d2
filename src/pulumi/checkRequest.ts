import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.js";
import { isGiven, kindOf, show, unknownKey } from "./inputText.js";
import { isUnknown } from "./unknown.js";

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
