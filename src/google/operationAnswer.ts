import type { Reply } from "../core/fault.js";
import { isJsonObject } from "../core/json.js";
import { type Operation, readOperation } from "../core/operation.js";
import { type JsonAnswer, unreadable } from "./jsonAnswer.js";
import { isUsableName } from "./operationName.js";
import type { OperationPage } from "./serviceConnection.js";

/**
 * The operation in an answer. A name that couldn't be put into the next request's URL makes an answer
 * unreadable, whoever sent it; a finished operation that was never stored has none (AIP-151).
 */
export function operationIn(request: string, { answer, value }: JsonAnswer): Reply<Operation> {
  const operation = readOperation(value);
  if (operation === undefined) {
    return { ok: false, fault: unreadable(answer, request, "The answer is not an operation.") };
  }
  if (operation.name !== "" && !isUsableName(operation.name)) {
    return { ok: false, fault: unreadable(answer, request, "The operation's name is not a resource name.") };
  }
  return { ok: true, value: operation };
}

/** The operations in one page of a list. Entries that are no operations are left out. */
export function pageIn(request: string, { answer, value }: JsonAnswer): Reply<OperationPage> {
  if (!isJsonObject(value)) {
    return { ok: false, fault: unreadable(answer, request, "The answer is not a page of a list.") };
  }
  const entries = Array.isArray(value.operations) ? value.operations : [];
  const operations = entries
    .map((entry) => readOperation(entry))
    .filter((operation) => operation !== undefined)
    .filter(({ name }) => isUsableName(name));
  const token = value.nextPageToken;
  return {
    ok: true,
    value: { operations, ...(typeof token === "string" && token !== "" && { nextPageToken: token }) },
  };
}
