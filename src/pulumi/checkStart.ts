import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.js";
import { readRequestPath } from "../google/requestPath.js";
import { checkRequest, checkWord } from "./checkRequest.js";
import { isGiven, kindOf } from "./inputText.js";
import { isUnknown } from "./unknown.js";

const REQUEST_IDS = ["query", "body", "none"];

const RULES = {
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
  const failures = checkRequest("start", start, RULES);
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
