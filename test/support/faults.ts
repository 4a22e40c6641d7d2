import type {
  ApiError,
  CredentialsFailure,
  NetworkFailure,
  NonApiResponse,
  UnreadableResponse,
} from "#src/core/failure.js";
import type { GrpcCodeName } from "#src/core/operation.js";

const request = "GET https://service.googleapis.com/v1/projects/p/operations/o";

export function rejected(httpStatus: number, status: GrpcCodeName, more: Partial<ApiError> = {}): ApiError {
  return { kind: "apiError", request, httpStatus, status, message: `${status} said the service`, ...more };
}

export function foreign(httpStatus: number, more: Partial<NonApiResponse> = {}): NonApiResponse {
  return {
    kind: "nonApiResponse",
    request,
    httpStatus,
    contentType: "text/html",
    excerpt: "<!DOCTYPE html>",
    ...more,
  };
}

export function unreadable(more: Partial<UnreadableResponse> = {}): UnreadableResponse {
  return {
    kind: "unreadable",
    request,
    httpStatus: 200,
    problem: "it isn't JSON",
    excerpt: "<!DOCTYPE html>",
    ...more,
  };
}

/** The connection broke after the request had gone out. */
export function reset(more: Partial<NetworkFailure> = {}): NetworkFailure {
  return { kind: "network", request, code: "ECONNRESET", message: "reset", mayHaveArrived: true, ...more };
}

/** No connection was made. */
export function refusedConnection(): NetworkFailure {
  return reset({ code: "ECONNREFUSED", message: "connection refused", mayHaveArrived: false });
}

/** The request was given up before it left the process. */
export const notSent = reset({ code: "ABORTED", message: "given up", mayHaveArrived: false });

export function noCredentials(transient: boolean): CredentialsFailure {
  return { kind: "credentials", request, message: "no credentials found", transient };
}

export const unavailable = rejected(503, "UNAVAILABLE");
export const notFound = rejected(404, "NOT_FOUND");
export const unimplemented = rejected(501, "UNIMPLEMENTED");
export const finishedAlready = rejected(400, "FAILED_PRECONDITION");
export const notPermitted = rejected(403, "PERMISSION_DENIED");
