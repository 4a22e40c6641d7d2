import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { type GrpcCodeName, grpcCodeName } from "../../core/operation.js";
import type { OperationPhase } from "../operations/operationRecord.js";
import type { ServiceDialect } from "../services/serviceDefinition.js";

/** The format of answers that a client asks for. */
export interface AnswerFormat {
  pretty: boolean;
  enums: ServiceDialect["enums"];
}

/** Reads `prettyPrint`, and `$alt=json;enum-encoding=int`, which Google's own REST clients send. */
export function answerFormat(query: URLSearchParams, dialect: ServiceDialect | undefined): AnswerFormat {
  const alt = query.get("$alt") ?? query.get("alt") ?? "";
  const pretty = query.get("prettyPrint") ?? query.get("$prettyPrint") ?? "false";
  return {
    pretty: pretty === "true" || pretty === "1",
    enums: alt.includes("enum-encoding=int") ? dialect?.enums : undefined,
  };
}

/** Encodes an answer as bytes with their type. */
export function render(
  answer: Answer,
  format: AnswerFormat,
): { headers: Record<string, string>; body: Buffer } {
  const { content } = answer;
  if ("html" in content) {
    return encode(content.html, "text/html; charset=UTF-8", answer);
  }
  if ("text" in content) {
    return { headers: answer.headers ?? {}, body: Buffer.from(content.text) };
  }
  const json = format.enums === undefined ? content.json : withEnumNumbers(content.json, [], format.enums);
  const text = JSON.stringify(json, null, format.pretty ? 2 : undefined);
  return encode(`${text}\n`, "application/json; charset=UTF-8", answer);
}

function encode(text: string, contentType: string, { headers }: Answer) {
  return { headers: { "content-type": contentType, ...headers }, body: Buffer.from(text) };
}

/** Replaces the enum values in the service's table by their numbers. */
function withEnumNumbers(
  value: JsonValue,
  path: readonly string[],
  enums: NonNullable<ServiceDialect["enums"]>,
): JsonValue {
  if (Array.isArray(value)) {
    return value.map((member) => withEnumNumbers(member, path, enums));
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => [
      key,
      withEnumNumbers(member, [...path.slice(-1), key], enums),
    ]);
    return Object.fromEntries(entries);
  }
  return typeof value === "string" ? (enums[path.join(".")]?.[value] ?? value) : value;
}

/**
 * The operation that an answer shows.
 *
 * @inline
 */
export interface AnsweredOperation {
  /** True if the answer shows the end of the operation. */
  readonly done: boolean;
  readonly state: OperationPhase;
}

/** An answer to a request, before it is encoded. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  content: { json: JsonValue } | { html: string } | { text: string };
  /** The operation that it shows, if it is one. */
  operation?: AnsweredOperation;
}

/** The result of a method: the answer, and the name of the operation that it started. */
export interface MethodResult {
  answer: Answer;
  started?: string;
}

export function jsonAnswer(json: JsonValue): Answer {
  return { status: 200, content: { json } };
}

/** HTTP statuses of the canonical codes, from google/rpc/code.proto. */
const httpStatuses: Readonly<Record<GrpcCodeName, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

/** The canonical name that fits an HTTP status best; several codes may have that status. */
export function statusName(httpStatus: number): GrpcCodeName {
  const codes = Array.from({ length: 17 }, (_, code) => grpcCodeName(code));
  const preferred: Readonly<Record<number, GrpcCodeName>> = { 409: "ABORTED", 500: "INTERNAL" };
  return (
    preferred[httpStatus] ??
    codes.find((name) => httpStatuses[name] === httpStatus) ??
    (httpStatus >= 500 ? "UNAVAILABLE" : "UNKNOWN")
  );
}

/** An error in the form of AIP-193. Its `error.code` is the HTTP status, unlike in an operation's error. */
export function errorAnswer(status: GrpcCodeName, message: string, details: JsonObject[] = []): Answer {
  return errorAnswerWithHttpStatus(httpStatuses[status], status, message, details);
}

export function errorAnswerWithHttpStatus(
  code: number,
  status: GrpcCodeName,
  message: string,
  details: JsonObject[] = [],
): Answer {
  const error = { code, message, status, ...(details.length > 0 ? { details } : {}) };
  return { status: code, content: { json: { error } } };
}

/** google.rpc.ErrorInfo, for an error's details. */
export function errorInfo(reason: string, domain: string, metadata: Record<string, string>): JsonObject {
  return { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain, metadata };
}

/** An answer of 400 INVALID_ARGUMENT with each field and its problem. */
export function badRequest(violations: { field?: string; description: string }[]): Answer {
  const fieldViolations = violations.map((violation) => ({ ...violation }));
  return errorAnswer("INVALID_ARGUMENT", violations.map((violation) => violation.description).join("\n"), [
    { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations },
  ]);
}

/** An HTML page of the front end, which answers before a service gets the request. */
export function frontEndPage(status: number, title: string, explanation: string): Answer {
  const html = `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error ${status} (${title})!!1</title>
  <p><b>${status}.</b> <ins>That’s an error.</ins>
  <p>${explanation}  <ins>That’s all we know.</ins>
`;
  return { status, headers: { "referrer-policy": "no-referrer" }, content: { html } };
}

/** The answer to a path, or a method on it, that no service has. It says nothing about an operation. */
export function unknownRoute(path: string): Answer {
  const escaped = path.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return frontEndPage(
    404,
    "Not Found",
    `The requested URL <code>${escaped}</code> was not found on this server.`,
  );
}
