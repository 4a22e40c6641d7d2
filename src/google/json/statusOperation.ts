import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import {
  CANCELLED,
  grpcCodeName,
  grpcCodeNumber,
  isGrpcCodeName,
  type Operation,
  type OperationError,
  type OperationResult,
  readOperationError,
} from "../../core/operation.js";

/**
 * Reads an operation of a service that is older than google.longrunning and says `status` instead of `done`:
 * container (google/container/v1/cluster_service.proto) and sqladmin
 * (https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations). Only `status: "DONE"` ends one.
 *
 * Its own name is an id without a parent; `nameOf` answers the whole one. Answers `undefined` for what is no
 * operation at all.
 */
export function readStatusOperation(
  body: JsonValue,
  nameOf: (body: JsonObject) => string | undefined,
): Operation | undefined {
  if (!isJsonObject(body) || typeof body.status !== "string") {
    return undefined;
  }
  const name = nameOf(body);
  if (name === undefined) {
    return undefined;
  }
  const facts = { name, metadata: metadataOf(body) };
  return body.status === "DONE"
    ? { ...facts, done: true, result: readResult(body.error) }
    : { ...facts, done: false };
}

/** All that is neither name nor result, with what it tells in the words that most services' metadata uses. */
function metadataOf(body: JsonObject): JsonObject {
  const { name: _name, error: _error, ...facts } = body;
  return {
    ...facts,
    ...(typeof body.status === "string" && { state: body.status }),
    ...(body.operationType !== undefined && { verb: body.operationType }),
    ...(body.insertTime !== undefined && { createTime: body.insertTime }),
    ...(typeof body.targetLink === "string" && { target: resourceOf(body.targetLink) }),
  };
}

/** `https://host/v1/projects/p/zones/z/clusters/c` is the resource `projects/p/zones/z/clusters/c`. */
function resourceOf(link: string): string {
  return /(?:^|\/)(projects\/.*)$/.exec(link)?.[1] ?? link;
}

function readResult(error: JsonValue | undefined): OperationResult {
  if (!isJsonObject(error)) {
    return { kind: "none" };
  }
  const errors = Array.isArray(error.errors) ? error.errors.filter(isJsonObject) : [];
  const [first] = errors;
  if (first !== undefined) {
    return { kind: "error", error: readNamedError(first, errors) };
  }
  return isStatus(error) ? { kind: "error", error: readOperationError(error) } : { kind: "none" };
}

/** container: a google.rpc.Status, empty or without a code where nothing went wrong. */
function isStatus({ code, message }: JsonObject): boolean {
  return (typeof code === "number" && code !== 0) || (typeof message === "string" && message !== "");
}

const UNKNOWN = 2;

/** sqladmin: a list of errors whose codes are words of its own, such as `INTERNAL_ERROR`. The first one counts. */
function readNamedError({ code, message }: JsonObject, errors: JsonObject[]): OperationError {
  const word = typeof code === "string" ? code : "";
  const number = codeOf(word);
  const text = typeof message === "string" ? message : "";
  return {
    code: number,
    status: grpcCodeName(number),
    message: [word, text].filter((part) => part !== "").join(": "),
    details: errors,
  };
}

/** The canonical code that a word names, with or without decoration; UNKNOWN for the service's own words. */
function codeOf(word: string): number {
  if (/(?:^|_)CANCELL?ED(?:_|$)/.test(word)) {
    return CANCELLED;
  }
  const plain = word.replace(/^ERROR_|_ERROR$/g, "");
  return isGrpcCodeName(plain) && plain !== "OK" ? grpcCodeNumber(plain) : UNKNOWN;
}
