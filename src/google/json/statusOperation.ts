import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import {
  CANCELLED,
  grpcCodeName,
  grpcCodeNumber,
  isGrpcCodeName,
  type Operation,
  type OperationError,
  type OperationResult,
  readOperation,
  readOperationError,
} from "../../core/operation.js";
import type { CatalogService, CatalogVersion } from "../catalog/catalog.js";
import { fitsPattern } from "../catalog/namePattern.js";

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

/** Reads one operation out of an answer, in whichever form the service has it; `undefined` where it is none. */
export type OperationReader = (body: JsonValue) => Operation | undefined;

/** Which operations an answer may hold: the one that was asked for, or any near a path or below a parent. */
export type Expected = { name: string } | { near: string };

/** The reader for a service's operations. A service that the catalog doesn't know speaks google.longrunning. */
export function operationReader(
  service: CatalogService | undefined,
  version: CatalogVersion | undefined,
  expected: Expected,
): OperationReader {
  if (service?.form !== "status" || version === undefined) {
    return readOperation;
  }
  return (body) =>
    readStatusOperation(body, (operation) =>
      "name" in expected ? expected.name : fullName(operation, version, expected.near),
    );
}

/**
 * The full name of an operation whose own name is a mere id: the path of its link to itself, else the id
 * below the part of a path that operations can be below. `undefined` where neither makes a name that the
 * service has.
 *
 * @param near the path of the request that started it, or the parent that was listed
 */
export function fullName(
  { name, selfLink }: JsonObject,
  { base, names }: Pick<CatalogVersion, "base" | "names">,
  near: string,
): string | undefined {
  const patterns = names.map(({ pattern }) => pattern);
  const linked = typeof selfLink === "string" ? selfLink.split(`/${base}/`)[1] : undefined;
  if (linked !== undefined && patterns.some((pattern) => fitsPattern(linked, pattern))) {
    return linked;
  }
  if (typeof name !== "string" || name === "") {
    return undefined;
  }
  const candidates = patterns.map((pattern) => below(near, pattern, name));
  return candidates.find((candidate) => candidate !== undefined);
}

/** `projects/p/zones/z/clusters/c` and `projects/*\/zones/*\/operations/*`: `projects/p/zones/z/operations/<id>`. */
function below(near: string, pattern: string, id: string): string | undefined {
  const length = pattern.split("/").length - 2;
  const [collection = ""] = pattern.split("/").slice(-2);
  const segments = [...near.split("/").slice(0, length), collection, id];
  const candidate = segments.join("/");
  return fitsPattern(candidate, pattern) && !segments.includes("-") ? candidate : undefined;
}
