import { withoutFullStop } from "../../core/fullStop.js";
import { readMetadata } from "../../core/metadata.js";
import type { Operation } from "../../core/operation.js";
import type { FoundOperations } from "../../google/operationSearch.js";
import { excerptOf } from "../../google/plainText.js";
import type { ServiceConnection } from "../../google/serviceConnection.js";

/** So many are named; more are counted. */
const MOST_NAMED = 5;

/** Operations for a user to choose from: name, verb, target, start time, and whether it has ended. */
export function candidatesText(operations: readonly Operation[]): string {
  const named = operations.slice(0, MOST_NAMED).map(candidateText);
  const more = operations.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

/** What a search has brought, as a part of a message: sentences, each with a space behind it. */
export function findingsText({ operations, gap }: FoundOperations): string {
  const searched = gap === undefined ? "" : `The search for it: ${withoutFullStop(gap)}. `;
  return operations.length === 0 ? searched : `${searched}It may be: ${candidatesText(operations)}. `;
}

function candidateText(operation: Operation): string {
  const { verb, target, startTime } = readMetadata(operation.metadata);
  const what = verb ?? messageOf(operation);
  const facts = [
    ...(what === undefined ? [] : [excerptOf(what)]),
    ...(target === undefined ? [] : [`on ${excerptOf(target)}`]),
    ...(startTime === undefined ? [] : [`started ${excerptOf(startTime)}`]),
    operation.done ? "ended" : "in flight",
  ];
  return `${operation.name} (${facts.join(", ")})`;
}

/** What its metadata's type says of it: `ImportDocuments`. */
function messageOf({ metadata }: Operation): string | undefined {
  const type = metadata?.["@type"];
  return typeof type === "string" ? /([A-Za-z]+)Metadata$/.exec(type)?.[1] : undefined;
}

/** How an operation ended, as the end of a sentence; where it stands, for one that hasn't. */
export function endText(operation: Operation): string {
  if (!operation.done) {
    return "is still running";
  }
  if (operation.result.kind !== "error") {
    return "succeeded";
  }
  const { status, message } = operation.result.error;
  return status === "CANCELLED" ? "was cancelled" : `failed with ${status}: ${excerptOf(message)}`;
}

/** How to make an operation the resource's own. */
export const HOW_TO_ADOPT = 'adopt it: replace `start` by `operationName: "<its name>"`';

/** How to find out what a start has begun, and what to do then: the beginning of a sentence. */
export function howToLook(listUrl: string, howToHave = HOW_TO_ADOPT): string {
  return `Look for it with GET ${listUrl}; if it is there, ${howToHave}`;
}

/** How to end an operation where nothing tells which request its service takes for that. */
export const HOW_TO_END = "to end it, adopt it in a resource of its own and destroy that";

/** How to end an operation that is not the resource's own, as a part of a sentence. */
export function howToEnd(
  connection: Pick<ServiceConnection, "cancelRequest">,
  operationName: string,
  apiVersion?: string,
): string {
  const request = connection.cancelRequest(operationName, apiVersion);
  return request === undefined ? "it can't be cancelled" : `to end it, send ${request}`;
}
