import {
  type ApiError,
  lacksPermission,
  type NonApiResponse,
  type UnreadableResponse,
} from "../../core/failure.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { type GrpcCodeName, grpcCodeName, isGrpcCodeName } from "../../core/operation.js";
import { isTransientStatus } from "../../core/retryPolicy.js";
import { excerpt, oneLine, safeMessage } from "../../core/text.js";
import type { WireResponse } from "../http/wire.js";
import { readWireJson } from "./parse.js";

/**
 * Reads the failure in a response with an error status.
 *
 * In the body of an HTTP error `error.code` is the HTTP status (AIP-193), unlike in an operation, where it is
 * a gRPC number: this parser and that of operations have nothing in common. It reads all variants of Google's form:
 * wrapped in `error`, in an array of one, as a bare google.rpc.Status, with the older `errors` list. Everything else
 * (HTML, an empty body) is not from the API: it says something about the path to the service, not about the operation.
 * JSON that is cut off is unreadable: the next response may be complete.
 *
 * @param now wall time in milliseconds; Retry-After may be a date
 */
export function readHttpError(
  response: WireResponse,
  request: string,
  now: number,
): ApiError | NonApiResponse | UnreadableResponse {
  const body = readWireJson(response.text);
  if (!body.ok && looksLikeJson(response) && !isTransientStatus(response.status)) {
    return unreadable(response, request, `the error is ${body.error}`);
  }
  const status = body.ok ? findStatus(body.value) : undefined;
  const { retryAfter, date } = response;
  const fromHeader = retryAfter === undefined ? undefined : readRetryAfter(retryAfter, now, date);
  if (status === undefined) {
    return {
      kind: "nonApiResponse",
      request,
      httpStatus: response.status,
      contentType: response.contentType,
      ...serverOf(response),
      excerpt: excerpt(response.text),
      ...(fromHeader !== undefined && { retryAfter: fromHeader }),
    };
  }
  return apiError(status, response.status, request, fromHeader);
}

/** The failure for a response whose body can't be used. */
export function unreadable(response: WireResponse, request: string, problem: string): UnreadableResponse {
  return {
    kind: "unreadable",
    request,
    httpStatus: response.status,
    ...serverOf(response),
    problem,
    excerpt: excerpt(response.text),
  };
}

/** The sender of a response, for failures that may come from something other than the service. */
export function serverOf({ server }: WireResponse): { server?: string } {
  return server === undefined ? {} : { server };
}

function apiError(
  status: JsonObject,
  httpStatus: number,
  request: string,
  fromHeader: number | undefined,
): ApiError {
  const details = Array.isArray(status.details) ? status.details.filter(isJsonObject) : [];
  const errorInfo = details.find(({ "@type": type }) => isType(type, "google.rpc.ErrorInfo"));
  const retryInfo = details.find(({ "@type": type }) => isType(type, "google.rpc.RetryInfo"));
  const legacyError = Array.isArray(status.errors) ? status.errors.find(isJsonObject) : undefined;
  const reason = nonEmptyText(errorInfo?.reason) ?? nonEmptyText(legacyError?.reason);
  const metadata = isJsonObject(errorInfo?.metadata) ? errorInfo.metadata : {};
  const activationUrl = nonEmptyText(metadata.activationUrl);
  const pauses = [fromHeader, readProtoDuration(retryInfo?.retryDelay)].filter(
    (pause) => pause !== undefined,
  );
  const failure: ApiError = {
    kind: "apiError",
    request,
    httpStatus,
    status: grpcCodeNameOf(status, httpStatus),
    message: safeMessage(nonEmptyText(status.message) ?? nonEmptyText(legacyError?.message) ?? ""),
    ...(reason !== undefined && { reason: safeMessage(reason) }),
    ...(activationUrl !== undefined && { activationUrl: oneLine(activationUrl.slice(0, 500)) }),
    ...(pauses.length > 0 && { retryAfter: Math.max(...pauses) }),
  };
  const permission = lacksPermission(failure) ? permissionIn(failure.message, metadata) : undefined;
  return permission === undefined ? failure : { ...failure, permission };
}

/** A permission as IAM writes it: `alloydb.operations.cancel`, `iam.googleapis.com/denypolicies.create`. */
const PERMISSION = String.raw`[a-z][a-z0-9]*(?:\.googleapis\.com/|\.)[a-z]\w*\.(?!com\b)[a-z]\w*`;

/**
 * The forms in which services name the permission that is missing: "Permission 'x' denied on resource …", "Missing
 * necessary permission x for …", "Required "x" permission(s) for …", "… does not have x access to …".
 */
const PERMISSION_FORMS = [
  new RegExp(`^(${PERMISSION})$`),
  new RegExp(`\\b[Pp]ermissions?:?\\s+["'\`]?(${PERMISSION})\\b`),
  new RegExp(`\\b(${PERMISSION})["'\`]?\\s+(?:permission|access)\\b`),
];

function permissionIn(message: string, metadata: JsonObject): string | undefined {
  for (const text of [nonEmptyText(metadata.permission) ?? "", message]) {
    for (const form of PERMISSION_FORMS) {
      const found = form.exec(text)?.[1];
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

function looksLikeJson({ contentType, text }: WireResponse): boolean {
  return /^application\/(?:\S+\+)?json\b/i.test(contentType) && /^\s*[{[]/.test(text);
}

/** Finds the google.rpc.Status in a body; `undefined` if there is none. */
function findStatus(body: JsonValue): JsonObject | undefined {
  const outer = Array.isArray(body) && body.length === 1 ? body[0] : body;
  if (!isJsonObject(outer)) {
    return undefined;
  }
  if (isJsonObject(outer.error)) {
    return outer.error;
  }
  const isBare = isGrpcCode(outer.code) || isGrpcCodeName(outer.status) || Array.isArray(outer.errors);
  return isBare && outer.error === undefined && typeof outer.message === "string" ? outer : undefined;
}

/** Checks for a gRPC code. In a bare body, an HTTP status in its place is a gateway's own error. */
function isGrpcCode(code: JsonValue | undefined): code is number {
  return typeof code === "number" && Number.isInteger(code) && code > 0 && code <= 16;
}

function grpcCodeNameOf(status: JsonObject, httpStatus: number): GrpcCodeName {
  if (isGrpcCodeName(status.status)) {
    return isMethodNotFound(status) ? "UNIMPLEMENTED" : status.status;
  }
  // A bare Status has a gRPC number, an error object the HTTP status; the two ranges don't meet.
  return isGrpcCode(status.code) ? grpcCodeName(status.code) : nameOfHttpStatus(httpStatus);
}

/**
 * Checks for a NOT_FOUND that means the method. On a wrong version or host, or if a project has no access yet, services
 * use the form in which others report an operation that no longer exists
 * (https://github.com/googleapis/google-api-php-client/issues/1870). Without this check, a running operation would
 * count as gone.
 */
function isMethodNotFound({ status, message }: JsonObject): boolean {
  return status === "NOT_FOUND" && typeof message === "string" && /^method not found\b/i.test(message);
}

/** The likeliest code if only the HTTP status is known: google/rpc/code.proto's mapping isn't invertible. */
function nameOfHttpStatus(httpStatus: number): GrpcCodeName {
  return (
    namesOfHttpStatus[httpStatus] ??
    (httpStatus >= 500 ? "INTERNAL" : httpStatus >= 400 ? "FAILED_PRECONDITION" : "UNKNOWN")
  );
}

const namesOfHttpStatus: Readonly<Record<number, GrpcCodeName>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ABORTED",
  416: "OUT_OF_RANGE",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function isType(type: JsonValue | undefined, name: string): boolean {
  return typeof type === "string" && (type === name || type.endsWith(`/${name}`));
}

function nonEmptyText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Reads a Retry-After header, in milliseconds (RFC 9110, 10.2.3: seconds or an HTTP date). Invalid values, past dates and
 * numbers out of range count as no header.
 *
 * A date is compared with the response's Date header, so that a wrong clock on this machine or on the server doesn't
 * change the pause.
 *
 * @param sentAt the response's Date header
 * @param now wall time in milliseconds, used if the Date header is missing or invalid
 */
export function readRetryAfter(header: string, now: number, sentAt?: string): number | undefined {
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    return validPause(Number(text) * 1000);
  }
  const sent = sentAt === undefined ? Number.NaN : readHttpDate(sentAt);
  return validPause(readHttpDate(text) - (Number.isNaN(sent) ? now : sent));
}

/** Reads an HTTP date in one of its three forms (RFC 9110, 5.6.7), of which one names no zone; all mean GMT. */
function readHttpDate(header: string): number {
  const text = header.trim();
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) {
    return Number.NaN;
  }
  return Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text);
}

/** Reads a google.protobuf.Duration in JSON, such as `"3.5s"`, in milliseconds. */
export function readProtoDuration(value: unknown): number | undefined {
  const [, seconds] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)s$/.exec(value) ?? []) : [];
  return seconds === undefined ? undefined : validPause(Number(seconds) * 1000);
}

function validPause(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
