import type { Reply, RequestFailure } from "../../core/failure.js";
import { isJsonObject, type JsonValue } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { excerpt } from "../../core/text.js";
import { looksLikeOperation } from "../catalog/namePattern.js";
import { MAX_BODY_SIZE } from "../http/body.js";
import type { WireResponse } from "../http/wire.js";
import { isUsableName } from "../names/operationName.js";
import { readHttpError, serverOf, unreadable } from "./httpError.js";
import { readWireJson } from "./parse.js";
import type { OperationReader } from "./statusOperation.js";

/** A response and its body as JSON. */
export interface JsonResponse {
  response: WireResponse;
  value: JsonValue;
}

/**
 * Reads the JSON of a response; `null` for an empty body, as some services send for a cancel.
 *
 * @param request the request, as failures show it
 * @param now wall time in milliseconds
 */
export function readJsonResponse(response: WireResponse, request: string, now: number): Reply<JsonResponse> {
  if (response.status >= 300 && response.status < 400) {
    return failed(redirectFailure(response, request));
  }
  if (response.status < 200 || response.status >= 300) {
    return failed(readHttpError(response, request, now));
  }
  if (!response.isComplete) {
    return failed(unreadable(response, request, `the response has more than ${MAX_BODY_SIZE} bytes`));
  }
  if (response.text.trim() === "") {
    return { ok: true, value: { response, value: null } };
  }
  const json = readWireJson(response.text);
  if (!json.ok) {
    const kind = response.contentType.split(";")[0]?.trim() || "no content type";
    return failed(unreadable(response, request, `${kind}: the response is ${json.error}`));
  }
  return { ok: true, value: { response, value: json.value } };
}

/** The failure for a redirect. It isn't followed, because the token would go to another host. */
function redirectFailure(response: WireResponse, request: string): RequestFailure {
  const { location } = response;
  const target = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  const destination = target === undefined ? "" : ` to ${target.protocol}//${target.host}${target.pathname}`;
  return {
    kind: "nonApiResponse",
    request,
    httpStatus: response.status,
    contentType: response.contentType,
    ...serverOf(response),
    excerpt: excerpt(`Redirect${destination}, not followed.`),
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
  /** Locations that the service could not reach: their operations are missing. */
  unreachable?: string[];
}

/**
 * Reads the operation in a response. A name that can't be put into the URL of a later request makes the response
 * unreadable. A finished operation that was never stored has no name (AIP-151).
 */
function readOperationResponse(
  request: string,
  { response, value }: JsonResponse,
  read: OperationReader,
): Reply<Operation> {
  const operation = read(value);
  if (operation === undefined) {
    return failed(unreadable(response, request, "the response is not an operation"));
  }
  if (operation.name !== "" && !isUsableName(operation.name)) {
    return failed(unreadable(response, request, "the operation's name is not a resource name"));
  }
  return { ok: true, value: operation };
}

/**
 * Reads the operation in the response to GetOperation. A service may write a project's number for its ID, or a full name
 * for a short one, but a response with another last segment is about another operation.
 */
export function readGetResponse(
  request: string,
  json: JsonResponse,
  read: OperationReader,
  name: string,
): Reply<Operation> {
  const operation = readOperationResponse(request, json, read);
  if (!operation.ok || lastSegment(operation.value.name) === lastSegment(name)) {
    return operation;
  }
  const problem = `the response is about another operation, ${operation.value.name || "one without a name"}`;
  return failed(unreadable(json.response, request, problem));
}

function lastSegment(name: string): string | undefined {
  return name.split("/").at(-1);
}

/**
 * A reader of the response to a request that may start an operation.
 *
 * @param isCatalogued true for a name that the catalog has for the service's operations; a few don't look like names of
 *   operations (speech v1: `7612202767953098924`)
 */
export type StartResponseReader<T> = (
  request: string,
  json: JsonResponse,
  read: OperationReader,
  isCatalogued: (name: string) => boolean,
) => Reply<T>;

/**
 * Reads the operation in the response to a start. A method that isn't long-running returns the resource itself, whose
 * name must not be taken for an operation's: `:cancel` would go to that resource.
 */
export const readStartResponse: StartResponseReader<Operation> = (request, json, read, isCatalogued) => {
  const operation = readOperationResponse(request, json, read);
  if (!operation.ok || isCatalogued(operation.value.name) || isOperationLike(operation.value, json.value)) {
    return operation;
  }
  const problem = `the response is ${operation.value.name}, which is not an operation. The method is not long-running. The service may have completed the request already`;
  return failed(unreadable(json.response, request, problem));
};

/**
 * Reads the operation in the response to a method that may be long-running or not; `undefined` if the response is
 * something else: the resource itself, `{}`, or empty.
 */
export const readOptionalOperation: StartResponseReader<Operation | undefined> = (
  request,
  json,
  read,
  isCatalogued,
) => {
  const operation = read(json.value);
  const isOperation =
    operation !== undefined && (isCatalogued(operation.name) || isOperationLike(operation, json.value));
  return isOperation ? readOperationResponse(request, json, read) : { ok: true, value: undefined };
};

/** Recognizes an operation by its name, as nearly all published patterns have it, or by a field that only operations have. */
function isOperationLike({ name, done }: Operation, body: JsonValue): boolean {
  return (
    looksLikeOperation(name) ||
    done ||
    (isJsonObject(body) && isJsonObject(body.metadata) && "@type" in body.metadata)
  );
}

/**
 * Reads the operations in one page of a list. A value in place of the list, or an entry that may be a running operation
 * without a usable name, makes the response unreadable: to leave it out would hide an operation in flight. A finished
 * operation without one is left out.
 */
export function readListResponse(
  request: string,
  { response, value }: JsonResponse,
  read: OperationReader,
): Reply<OperationPage> {
  if (!isJsonObject(value)) {
    return failed(unreadable(response, request, "the response is not a page of a list"));
  }
  // sqladmin calls a list's entries `items`. Absent and null mean an empty list in the JSON of Protocol Buffers.
  const entries = value.operations ?? value.items ?? [];
  if (!Array.isArray(entries)) {
    return failed(unreadable(response, request, "the operations in the response are not a list"));
  }
  const operations: Operation[] = [];
  for (const entry of entries) {
    const operation = read(entry);
    if (operation !== undefined && isUsableName(operation.name)) {
      operations.push(operation);
    } else if (operation?.done !== true) {
      return failed(
        unreadable(response, request, "an entry of the list is not an operation with a usable name"),
      );
    }
  }
  const token = value.nextPageToken;
  const unreachable = Array.isArray(value.unreachable) ? value.unreachable.map(String) : [];
  return {
    ok: true,
    value: {
      operations,
      ...(typeof token === "string" && token !== "" && { nextPageToken: token }),
      ...(unreachable.length > 0 && { unreachable }),
    },
  };
}
