import type { Reply, RequestFailure } from "../../core/failure.js";
import { isJsonObject, type JsonValue } from "../../core/json.js";
import { type Operation, readOperation } from "../../core/operation.js";
import { excerptOf } from "../../core/text.js";
import { looksLikeOperation } from "../catalog/namePattern.js";
import { LONGEST_BODY } from "../http/body.js";
import type { WireAnswer } from "../http/wire.js";
import { isUsableName } from "../names/operationName.js";
import { readHttpError, serverOf } from "./httpError.js";
import { readWireJson } from "./parse.js";
import type { OperationReader } from "./statusOperation.js";

/** An answer and the JSON in it. */
export interface JsonAnswer {
  answer: WireAnswer;
  value: JsonValue;
}

/**
 * The JSON in an answer, `null` for an empty body: some services answer a cancel with nothing at all.
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

/** The failure in a success that doesn't hold what was asked for. */
export function unreadable(answer: WireAnswer, request: string, problem: string): RequestFailure {
  const excerpt = excerptOf(answer.text);
  return { kind: "unreadable", request, httpStatus: answer.status, ...serverOf(answer), problem, excerpt };
}

/** Redirects are not followed: they would carry the token to another place. */
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
    excerpt: excerptOf(`Redirect${where}, not followed.`),
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
 * The operation in an answer. A name that couldn't be put into the next request's URL makes an answer
 * unreadable, whoever sent it; a finished operation that was never stored has none (AIP-151).
 */
export function operationIn(
  request: string,
  { answer, value }: JsonAnswer,
  read: OperationReader = readOperation,
): Reply<Operation> {
  const operation = read(value);
  if (operation === undefined) {
    return { ok: false, error: unreadable(answer, request, "The answer is not an operation.") };
  }
  if (operation.name !== "" && !isUsableName(operation.name)) {
    return {
      ok: false,
      error: unreadable(answer, request, "The operation's name is not a resource name."),
    };
  }
  return { ok: true, value: operation };
}

/**
 * The operation in the answer to a look at one. A service may write a project's number for its id, or a whole
 * name for a short one, but an answer with another id is about another operation, whose end isn't this one's.
 */
export function lookedAtIn(
  request: string,
  reply: JsonAnswer,
  read: OperationReader,
  name: string,
): Reply<Operation> {
  const reading = operationIn(request, reply, read);
  if (!reading.ok || idOf(reading.value.name) === idOf(name)) {
    return reading;
  }
  const problem = `The answer is about another operation, ${reading.value.name || "which has no name"}.`;
  return { ok: false, error: unreadable(reply.answer, request, problem) };
}

function idOf(name: string): string | undefined {
  return name.split("/").at(-1);
}

/**
 * Finds the operation in the answer to a request that is no question about operations.
 *
 * @param isCatalogued whether the catalog has such names for the service's operations; a few don't show what
 *   they are (speech v1: `7612202767953098924`)
 */
export type OperationFinder<T> = (
  request: string,
  reply: JsonAnswer,
  read: OperationReader,
  isCatalogued: (name: string) => boolean,
) => Reply<T>;

/**
 * The operation in the answer to a start. A method that is not long-running answers with the resource itself,
 * whose name must not be taken for an operation's: `:cancel` would go to that resource.
 */
export const startedIn: OperationFinder<Operation> = (request, reply, read, isCatalogued) => {
  const reading = operationIn(request, reply, read);
  if (!reading.ok || isCatalogued(reading.value.name) || isOperationLike(reading.value, reply.value)) {
    return reading;
  }
  const problem = `The answer is ${reading.value.name}, no operation: this method is not long-running, and may have done its work.`;
  return { ok: false, error: unreadable(reply.answer, request, problem) };
};

/**
 * The operation in the answer to a request that may be long-running or not; `undefined` where the answer is
 * something else: the resource itself, `{}` or nothing at all.
 */
export const operationIfAny: OperationFinder<Operation | undefined> = (
  request,
  reply,
  read,
  isCatalogued,
) => {
  const operation = read(reply.value);
  const isOne =
    operation !== undefined && (isCatalogued(operation.name) || isOperationLike(operation, reply.value));
  return isOne ? operationIn(request, reply, read) : { ok: true, value: undefined };
};

/** By its name, as nearly all published patterns have it, or by a field that only operations have together with one. */
function isOperationLike({ name, done }: Operation, body: JsonValue): boolean {
  return (
    looksLikeOperation(name) ||
    done ||
    (isJsonObject(body) && isJsonObject(body.metadata) && "@type" in body.metadata)
  );
}

/** The operations in one page of a list. Entries that are no operations are left out. */
export function pageIn(
  request: string,
  { answer, value }: JsonAnswer,
  read: OperationReader = readOperation,
): Reply<OperationPage> {
  if (!isJsonObject(value)) {
    return { ok: false, error: unreadable(answer, request, "The answer is not a page of a list.") };
  }
  // sqladmin's word for a list's entries is `items`.
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
