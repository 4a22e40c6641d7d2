import { isJsonObject, type JsonObject, type JsonValue } from "./json.js";

/**
 * The error of an operation: a google.rpc.Status, whose `code` is a gRPC number. Not to be confused with the
 * body of an HTTP error, whose `error.code` is an HTTP status (AIP-193) and which is a `RequestFailure`.
 */
export interface OperationError {
  code: number;
  status: GrpcCodeName;
  message: string;
  details: JsonValue[];
}

/**
 * The end of an operation. `none` is `done: true` with neither error nor response, which the proto allows and services
 * send; it counts as completion.
 */
export type OperationResult =
  | { kind: "response"; response: JsonObject }
  | { kind: "error"; error: OperationError }
  | { kind: "none" };

/** @inline */
interface OperationFields {
  /** The name as the service formed it; empty only if it ended at once and was never stored (AIP-151). */
  name: string;
  /** Service-specific. */
  metadata?: JsonObject;
}

export type RunningOperation = OperationFields & { done: false };
export type EndedOperation = OperationFields & { done: true; result: OperationResult };

/** A long-running operation in one format, whatever format the service uses. */
export type Operation = RunningOperation | EndedOperation;

/**
 * Reads a google.longrunning.Operation; `undefined` if the value is none. Only `done: true` means that it has ended:
 * proto3 JSON leaves `done` out while it is false, and an end time or a state in the metadata proves nothing.
 */
export function readOperation(body: JsonValue): Operation | undefined {
  if (!isJsonObject(body)) {
    return undefined;
  }
  const name = typeof body.name === "string" ? body.name : "";
  const done = body.done === true;
  if (name === "" && !done) {
    return undefined;
  }
  const { metadata } = body;
  if (!done) {
    return isJsonObject(metadata) ? { name, metadata, done } : { name, done };
  }
  return { name, ...(isJsonObject(metadata) && { metadata }), done, result: readResult(body) };
}

function readResult(body: JsonObject): OperationResult {
  const error = body.error;
  if (isJsonObject(error)) {
    return { kind: "error", error: readOperationError(error) };
  }
  const response = body.response;
  return isJsonObject(response) ? { kind: "response", response } : { kind: "none" };
}

/** Reads a google.rpc.Status. A status without a usable code is UNKNOWN, never OK. */
export function readOperationError(status: JsonObject): OperationError {
  const code = status.code;
  const message = status.message;
  const details = status.details;
  const number = typeof code === "number" && Number.isInteger(code) && code > 0 && code < 2 ** 31 ? code : 2;
  return {
    code: number,
    status: grpcCodeName(number),
    message: typeof message === "string" ? message : "",
    details: Array.isArray(details) ? details : [],
  };
}

/** The canonical codes of google/rpc/code.proto, by number. */
const codeNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/**
 * The name of a canonical code, as in `error.status` of AIP-193.
 *
 * @useDeclaredType
 */
export type GrpcCodeName = (typeof codeNames)[number];

/** The number of CANCELLED, the error code of a cancelled operation (google/longrunning/operations.proto). */
export const CANCELLED = 1;

/** The name of a code number; a number outside the published set is `UNKNOWN`, as gRPC clients treat it. */
export function grpcCodeName(code: number): GrpcCodeName {
  return codeNames[code] ?? "UNKNOWN";
}

/** The number of a code. */
export function grpcCodeNumber(name: GrpcCodeName): number {
  return codeNames.indexOf(name);
}

export function isGrpcCodeName(text: unknown): text is GrpcCodeName {
  return typeof text === "string" && (codeNames as readonly string[]).includes(text);
}
