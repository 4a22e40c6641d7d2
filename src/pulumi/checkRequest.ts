import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.js";
import { readRequestPath } from "../google/requestPath.js";
import { isGiven, kindOf, show, unknownKey } from "./inputText.js";
import { isUnknown } from "./unknown.js";

const METHODS = ["POST", "PATCH", "PUT", "DELETE"];
const REQUEST_IDS = ["query", "body", "none"];
const PROPERTIES = ["method", "path", "query", "body", "requestId"];

/** What is wrong with a start request. */
export function checkRequest(property: string, value: JsonValue): CheckFailure[] {
  if (typeof value === "string" && isUnknown(value)) {
    return [];
  }
  if (!isJsonObject(value)) {
    return [
      {
        property,
        reason: `must be a request such as { path: "projects/…:export", body: {…} }, not ${kindOf(value)}`,
      },
    ];
  }
  return [
    ...Object.keys(value)
      .filter((key) => !PROPERTIES.includes(key))
      .map((key) => ({ property: `${property}.${key}`, reason: unknownKey(key, PROPERTIES) })),
    ...checkPath(`${property}.path`, value.path),
    ...checkWord(`${property}.method`, value.method, METHODS),
    ...checkWord(`${property}.requestId`, value.requestId, REQUEST_IDS),
    ...checkQuery(`${property}.query`, value.query),
    ...checkBodyForRequestId(property, value),
  ];
}

function checkPath(property: string, path: JsonValue | undefined): CheckFailure[] {
  if (isUnknown(path)) {
    return [];
  }
  if (typeof path !== "string" || path === "") {
    return [
      {
        property,
        reason: `must be a path below the API version, such as "projects/p/locations/l/clusters/c:export"`,
      },
    ];
  }
  const reading = readRequestPath(path);
  return reading.ok ? [] : [{ property, reason: reading.reason }];
}

function checkWord(property: string, value: JsonValue | undefined, words: readonly string[]): CheckFailure[] {
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

function checkBodyForRequestId(property: string, request: JsonObject): CheckFailure[] {
  const { body, requestId } = request;
  if (requestId !== "body" || !isGiven(body) || isUnknown(body) || isJsonObject(body)) {
    return [];
  }
  return [
    {
      property: `${property}.body`,
      reason: `must be an object to carry the request id, not ${kindOf(body)}`,
    },
  ];
}
