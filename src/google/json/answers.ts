import type { Reply, RequestFailure } from "../../core/failure.js";
import { isJsonObject, type JsonValue } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { excerpt } from "../../core/text.js";
import { looksLikeOperation } from "../catalog/namePattern.js";
import { LONGEST_BODY } from "../http/body.js";
import type { WireAnswer } from "../http/wire.js";
import { isUsableName } from "../names/operationName.js";
import { readHttpError, serverOf, unreadable } from "./httpError.js";
import { readWireJson } from "./parse.js";
import type { OperationReader } from "./statusOperation.js";

/** An answer with its body as JSON. */
export interface JsonAnswer {
  answer: WireAnswer;
  value: JsonValue;
}

/**
 * Reads the JSON in an answer, `null` for an empty body: some services answer a cancel with nothing at all.
 *
 * @param request as failures name it
 * @param now wall time in milliseconds
 */
export function readJsonAnswer(answer: WireAnswer, request: string, now: number): Reply<JsonAnswer> {
  if (answer.status >= 300 && answer.status < 400) {
    return failed(redirectFailure(answer, request));
  }
  if (answer.status < 200 || answer.status >= 300) {
    return failed(readHttpError(answer, request, now));
  }
  if (!answer.complete) {
    return failed(unreadable(answer, request, `The answer has more than ${LONGEST_BODY} bytes.`));
  }
  if (answer.text.trim() === "") {
    return { ok: true, value: { answer, value: null } };
  }
  const json = readWireJson(answer.text);
  if (!json.ok) {
    const kind = answer.contentType.split(";")[0]?.trim() || "without a content type";
    return failed(unreadable(answer, request, `The answer (${kind}) is ${json.error}.`));
  }
  return { ok: true, value: { answer, value: json.value } };
}

/** The failure for a redirect, which is not followed: it would carry the token to another host. */
function redirectFailure(answer: WireAnswer, request: string): RequestFailure {
  const { location } = answer;
  const target = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  const where = target === undefined ? "" : ` to ${target.protocol}//${target.host}${target.pathname}`;
  return {
    kind: "nonApiResponse",
    request,
    httpStatus: answer.status,
    contentType: answer.contentType,
    ...serverOf(answer),
    excerpt: excerpt(`Redirect${where}, not followed.`),
  };
}

function failed(failure: RequestFailure): Reply<never> {
  return { ok: false, error: failure };
}

/** A page of a list of operations. */
export interface OperationPage {
  operations: Operation[];
  /** Absent on the last page; an empty page may have one. */
  nextPageToken?: string;
}

/**
 * Reads the operation in an answer. A name that can't be put into the next request's URL makes the answer unreadable; a
 * finished operation that was never stored has none (AIP-151).
 */
function readOperationAnswer(
  request: string,
  { answer, value }: JsonAnswer,
  read: OperationReader,
): Reply<Operation> {
  const operation = read(value);
  if (operation === undefined) {
    return failed(unreadable(answer, request, "The answer is not an operation."));
  }
  if (operation.name !== "" && !isUsableName(operation.name)) {
    return failed(unreadable(answer, request, "The operation's name is not a resource name."));
  }
  return { ok: true, value: operation };
}

/**
 * Reads the operation in the answer to GetOperation. A service may write a project's number for its id, or a whole
 * name for a short one, but an answer with another id is about another operation.
 */
export function readGetAnswer(
  request: string,
  json: JsonAnswer,
  read: OperationReader,
  name: string,
): Reply<Operation> {
  const operation = readOperationAnswer(request, json, read);
  if (!operation.ok || idOf(operation.value.name) === idOf(name)) {
    return operation;
  }
  const problem = `The answer is about another operation, ${operation.value.name || "which has no name"}.`;
  return failed(unreadable(json.answer, request, problem));
}

function idOf(name: string): string | undefined {
  return name.split("/").at(-1);
}

/**
 * A reader of the answer to a request that may start an operation.
 *
 * @param isCatalogued checks whether the catalog has such names for the service's operations; a few don't look like
 *   names of operations (speech v1: `7612202767953098924`)
 */
export type StartAnswerReader<T> = (
  request: string,
  json: JsonAnswer,
  read: OperationReader,
  isCatalogued: (name: string) => boolean,
) => Reply<T>;

/**
 * Reads the operation in the answer to a start. A method that is not long-running answers with the resource itself,
 * whose name must not be taken for an operation's: `:cancel` would go to that resource.
 */
export const readStartAnswer: StartAnswerReader<Operation> = (request, json, read, isCatalogued) => {
  const operation = readOperationAnswer(request, json, read);
  if (!operation.ok || isCatalogued(operation.value.name) || isOperationLike(operation.value, json.value)) {
    return operation;
  }
  const problem = `The answer is ${operation.value.name}, no operation: this method is not long-running, and may have done its work.`;
  return failed(unreadable(json.answer, request, problem));
};

/**
 * Reads the operation in the answer to a method that may be long-running or not; `undefined` if the answer is
 * something else: the resource itself, `{}` or nothing at all.
 */
export const readOptionalOperation: StartAnswerReader<Operation | undefined> = (
  request,
  json,
  read,
  isCatalogued,
) => {
  const operation = read(json.value);
  const isOperation =
    operation !== undefined && (isCatalogued(operation.name) || isOperationLike(operation, json.value));
  return isOperation ? readOperationAnswer(request, json, read) : { ok: true, value: undefined };
};

/** Recognizes an operation by its name, as nearly all published patterns have it, or by a field that only operations have. */
function isOperationLike({ name, done }: Operation, body: JsonValue): boolean {
  return (
    looksLikeOperation(name) ||
    done ||
    (isJsonObject(body) && isJsonObject(body.metadata) && "@type" in body.metadata)
  );
}

/** Reads the operations in one page of a list, and leaves out entries that are none. */
export function readListAnswer(
  request: string,
  { answer, value }: JsonAnswer,
  read: OperationReader,
): Reply<OperationPage> {
  if (!isJsonObject(value)) {
    return failed(unreadable(answer, request, "The answer is not a page of a list."));
  }
  // sqladmin calls a list's entries `items`.
  const entries = [value.operations, value.items].find((list) => Array.isArray(list)) ?? [];
  const operations = entries
    .map((entry) => read(entry))
    .filter((operation) => operation !== undefined)
    .filter(({ name }) => isUsableName(name));
  const token = value.nextPageToken;
  return {
    ok: true,
    value: { operations, ...(typeof token === "string" && token !== "" && { nextPageToken: token }) },
  };
}
