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

/** A reader of one operation in the form of a service; `undefined` if the value is none. */
export type OperationReader = (body: JsonValue) => Operation | undefined;

/** The operations that a response may contain: the requested one, or any near a path or below a parent. */
export type Expected = { name: string } | { near: string };

/** Chooses the reader for a service's operations. A service that the catalog doesn't know uses google.longrunning. */
export function operationReader(
  service: CatalogService | undefined,
  version: CatalogVersion | undefined,
  expected: Expected,
): OperationReader {
  if (service?.operationFormat !== "status" || version === undefined) {
    return readOperation;
  }
  return (body) =>
    readStatusOperation(body, (operation) =>
      "name" in expected ? expected.name : statusOperationName(operation, version, expected.near),
    );
}

/**
 * The full name of an operation whose `name` is only an id: the path of its `selfLink`, else the id below the part of
 * a path that operations can be below. `undefined` if neither makes a name that the service has.
 *
 * @param near the path of the request that started it, or the parent that was listed
 */
function statusOperationName(
  { name, selfLink }: JsonObject,
  { base, names }: Pick<CatalogVersion, "base" | "names">,
  near: string,
): string | undefined {
  const patterns = names.map(({ pattern }) => pattern);
  const fromLink = typeof selfLink === "string" ? selfLink.split(`/${base}/`)[1] : undefined;
  if (fromLink !== undefined && patterns.some((pattern) => fitsPattern(fromLink, pattern))) {
    return fromLink;
  }
  if (typeof name !== "string" || name === "") {
    return undefined;
  }
  const candidates = patterns.map((pattern) => nameNear(near, pattern, name));
  return candidates.find((candidate) => candidate !== undefined);
}

/** The name that a pattern gives an ID near a path: `projects/p/zones/z/operations/<id>` near `projects/p/zones/z/clusters/c`. */
function nameNear(near: string, pattern: string, id: string): string | undefined {
  const length = pattern.split("/").length - 2;
  const [collection = ""] = pattern.split("/").slice(-2);
  const segments = [...near.split("/").slice(0, length), collection, id];
  const candidate = segments.join("/");
  return fitsPattern(candidate, pattern) && !segments.includes("-") ? candidate : undefined;
}

/**
 * Reads an operation of a service that is older than google.longrunning and has `status` instead of `done`: container
 * (google/container/v1/cluster_service.proto) and sqladmin
 * (https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations). Only `status: "DONE"` ends one.
 *
 * @param nameOf makes the full name: `name` is only an id without a parent
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
  const fields = { name, metadata: metadataOf(body) };
  return body.status === "DONE"
    ? { ...fields, done: true, result: readResult(body.error) }
    : { ...fields, done: false };
}

/** The fields other than name and result, and again under the names that most services use. */
function metadataOf(body: JsonObject): JsonObject {
  const { name: _name, error: _error, ...fields } = body;
  return {
    ...fields,
    ...(typeof body.status === "string" && { state: body.status }),
    ...(body.operationType !== undefined && { verb: body.operationType }),
    ...(body.insertTime !== undefined && { createTime: body.insertTime }),
    ...(typeof body.targetLink === "string" && { target: resourceOf(body.targetLink) }),
  };
}

/** The resource that a link names: `https://host/v1/projects/p/zones/z/clusters/c` is `projects/p/zones/z/clusters/c`. */
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

/** Checks for container's google.rpc.Status, which is empty or without a code if nothing went wrong. */
function isStatus({ code, message }: JsonObject): boolean {
  return (typeof code === "number" && code !== 0) || (typeof message === "string" && message !== "");
}

const UNKNOWN = 2;

/** Reads sqladmin's list of errors, whose codes are its own, such as `INTERNAL_ERROR`. The first one counts. */
function readNamedError({ code, message }: JsonObject, errors: JsonObject[]): OperationError {
  const codeText = typeof code === "string" ? code : "";
  const number = codeOf(codeText);
  const text = typeof message === "string" ? message : "";
  return {
    code: number,
    status: grpcCodeName(number),
    message: [codeText, text].filter((part) => part !== "").join(": "),
    details: errors,
  };
}

/** The canonical code in a code such as `ERROR_ABORTED`; UNKNOWN for the service's own codes. */
function codeOf(text: string): number {
  if (/(?:^|_)CANCELL?ED(?:_|$)/.test(text)) {
    return CANCELLED;
  }
  const plain = text.replace(/^ERROR_|_ERROR$/g, "");
  return isGrpcCodeName(plain) && plain !== "OK" ? grpcCodeNumber(plain) : UNKNOWN;
}
