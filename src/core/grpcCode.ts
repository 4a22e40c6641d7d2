/** The canonical codes of google/rpc/code.proto, by number. */
const names = [
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

/** Name of a canonical code, as AIP-193 error bodies carry it in `error.status`. */
export type GrpcCodeName = (typeof names)[number];

/** Number of CANCELLED: how an operation says that it was cancelled (google/longrunning/operations.proto). */
export const CANCELLED = 1;

/** The name of a code number; a number outside the published set is `UNKNOWN`, as gRPC clients treat it. */
export function grpcCodeName(code: number): GrpcCodeName {
  return names[code] ?? "UNKNOWN";
}

/** The number of a code. */
export function grpcCodeNumber(name: GrpcCodeName): number {
  return names.indexOf(name);
}

export function isGrpcCodeName(text: unknown): text is GrpcCodeName {
  return typeof text === "string" && (names as readonly string[]).includes(text);
}
