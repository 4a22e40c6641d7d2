import {
  type ApiError,
  lacksPermission,
  type NonApiResponse,
  type UnreadableResponse,
} from "../../core/failure.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { type GrpcCodeName, grpcCodeName, isGrpcCodeName } from "../../core/operation.js";
import { excerpt, oneLine, safeMessage } from "../../core/text.js";
import { readDuration, readRetryAfter } from "../http/retryAfter.js";
import type { WireAnswer } from "../http/wire.js";
import { readWireJson } from "./parse.js";

/**
 * The failure in an answer whose status is no success.
 *
 * In the body of an HTTP error `error.code` is the HTTP status (AIP-193), unlike in an operation, where it is
 * a gRPC number: this parser and that of operations have nothing in common. Google's form is read in all its
 * variants: wrapped in `error`, in an array of one, as a bare google.rpc.Status, with the older `errors` list.
 * Everything else (HTML, nothing at all) is foreign: it tells about the way to the service, not about the
 * operation. What calls itself JSON and is cut off is neither: it would have said, and may say it the next time.
 *
 * @param now wall time in milliseconds; Retry-After may be a date
 */
export function readHttpError(
  answer: WireAnswer,
  request: string,
  now: number,
): ApiError | NonApiResponse | UnreadableResponse {
  const body = readWireJson(answer.text);
  if (!body.ok && isMeantAsJson(answer) && !speaksForItself(answer.status)) {
    const problem = `The answer is JSON that can't be read: ${body.problem}.`;
    return {
      kind: "unreadable",
      request,
      httpStatus: answer.status,
      ...serverOf(answer),
      problem,
      excerpt: excerpt(answer.text),
    };
  }
  const status = body.ok ? findStatus(body.value) : undefined;
  const { retryAfter, date } = answer;
  const fromHeader = retryAfter === undefined ? undefined : readRetryAfter(retryAfter, now, date);
  if (status === undefined) {
    return {
      kind: "nonApiResponse",
      request,
      httpStatus: answer.status,
      contentType: answer.contentType,
      ...serverOf(answer),
      excerpt: excerpt(answer.text),
      ...(fromHeader !== undefined && { retryAfter: fromHeader }),
    };
  }
  return rejected(status, answer.status, request, fromHeader);
}

/** Who answered, for failures of which the service is not known to be the author. */
export function serverOf({ server }: WireAnswer): { server?: string } {
  return server === undefined ? {} : { server };
}

function rejected(
  status: JsonObject,
  httpStatus: number,
  request: string,
  fromHeader: number | undefined,
): ApiError {
  const details = Array.isArray(status.details) ? status.details.filter(isJsonObject) : [];
  const info = details.find(({ "@type": type }) => isType(type, "google.rpc.ErrorInfo"));
  const retry = details.find(({ "@type": type }) => isType(type, "google.rpc.RetryInfo"));
  const older = Array.isArray(status.errors) ? status.errors.find(isJsonObject) : undefined;
  const reason = textOf(info?.reason) ?? textOf(older?.reason);
  const metadata = isJsonObject(info?.metadata) ? info.metadata : {};
  const activationUrl = textOf(metadata.activationUrl);
  const waits = [fromHeader, readDuration(retry?.retryDelay)].filter((wait) => wait !== undefined);
  const failure: ApiError = {
    kind: "apiError",
    request,
    httpStatus,
    status: codeNameOf(status, httpStatus),
    message: safeMessage(textOf(status.message) ?? textOf(older?.message) ?? ""),
    ...(reason !== undefined && { reason: safeMessage(reason) }),
    ...(activationUrl !== undefined && { activationUrl: oneLine(activationUrl.slice(0, 500)) }),
    ...(waits.length > 0 && { retryAfter: Math.max(...waits) }),
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
  for (const text of [textOf(metadata.permission) ?? "", message]) {
    for (const form of PERMISSION_FORMS) {
      const found = form.exec(text)?.[1];
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

function isMeantAsJson({ contentType, text }: WireAnswer): boolean {
  return /^application\/(?:\S+\+)?json\b/i.test(contentType) && /^\s*[{[]/.test(text);
}

/** Whether an HTTP status says enough by itself: passing trouble, whatever the body. */
function speaksForItself(httpStatus: number): boolean {
  return httpStatus === 408 || httpStatus === 429 || (httpStatus >= 500 && httpStatus !== 501);
}

/** Finds the status object in a body; `undefined` where the body is of another kind. */
function findStatus(body: JsonValue): JsonObject | undefined {
  const outer = Array.isArray(body) && body.length === 1 ? body[0] : body;
  if (!isJsonObject(outer)) {
    return undefined;
  }
  if (isJsonObject(outer.error)) {
    return outer.error;
  }
  const isBare = isStatusCode(outer.code) || isGrpcCodeName(outer.status) || Array.isArray(outer.errors);
  return isBare && outer.error === undefined && typeof outer.message === "string" ? outer : undefined;
}

/** Whether a number is a gRPC code. In a bare body an HTTP status in its place is some gateway's own error. */
function isStatusCode(code: JsonValue | undefined): code is number {
  return typeof code === "number" && Number.isInteger(code) && code > 0 && code <= 16;
}

function codeNameOf(status: JsonObject, httpStatus: number): GrpcCodeName {
  if (isGrpcCodeName(status.status)) {
    return isAboutMethod(status) ? "UNIMPLEMENTED" : status.status;
  }
  // A bare Status has a gRPC number, an error object the HTTP status; the two ranges don't meet.
  return isStatusCode(status.code) ? grpcCodeName(status.code) : nameOfHttpStatus(httpStatus);
}

/**
 * Whether a NOT_FOUND says that the method doesn't exist: on a wrong version or host, or where a project must
 * be let in first, services answer so in the form in which others report a vanished operation
 * (https://github.com/googleapis/google-api-php-client/issues/1870). Taken for the latter, a running operation
 * would count as gone.
 */
function isAboutMethod({ status, message }: JsonObject): boolean {
  return status === "NOT_FOUND" && typeof message === "string" && /^method not found\b/i.test(message);
}

/** The likeliest code where only the HTTP status is known: google/rpc/code.proto's mapping isn't invertible. */
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

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
