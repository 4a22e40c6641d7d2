import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { requestPathProblem } from "../../google/requestPath.js";
import { quoted } from "../../google/resourcePath.js";
import { checkRequest } from "../checkRequest.js";
import { isGiven } from "../inputText.js";
import { encodedSize, LARGEST_UNDO } from "../stateSize.js";
import { fillText, isPlaceholder, KNOWN_PLACEHOLDERS, placeholdersIn } from "./placeholders.js";

const RULES = {
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
    return [...checkRequest("undo", undo, RULES), ...checkPlaceholders(undo), ...checkSize(undo)];
  }
  return whenCompletedDespiteCancel === "undo"
    ? [
        {
          property: "undo",
          reason: `is required with whenCompletedDespiteCancel: "undo": give the request that takes back what the operation has done, such as ${RULES.example}, or choose "accept" or "fail"`,
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
