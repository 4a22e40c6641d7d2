import type { JsonObject } from "../core/json.js";
import { queryValue } from "./requestChecks.js";
import type { StartDefinition } from "./services/serviceDefinition.js";

interface FieldViolation {
  field: string;
  description: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Everything that a start's query and body lack or have in excess. */
export function startViolations(
  start: StartDefinition,
  query: URLSearchParams,
  body: JsonObject,
): FieldViolation[] {
  const absent = [
    ...(start.requiredQuery ?? []).filter((name) => isEmpty(queryValue(query, name))),
    ...(start.requiredBody ?? []).filter((name) => isEmpty(body[name])),
  ];
  return [
    ...absent.map((field) => ({ field, description: `The field '${field}' is required but is missing.` })),
    ...oneOfViolations(start.oneOf, body),
    ...anyOfViolations(start.anyOf, body),
    ...requestIdViolations(requestId(start, query, body)),
  ];
}

/** The request id, where this start honours one and one was given. */
export function requestId(
  start: StartDefinition,
  query: URLSearchParams,
  body: JsonObject,
): string | undefined {
  const value = start.requestId === "body" ? body.requestId : undefined;
  const given = start.requestId === "query" ? queryValue(query, "requestId") : value;
  return typeof given === "string" && given !== "" ? given : undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function oneOfViolations(fields: readonly string[] | undefined, body: JsonObject): FieldViolation[] {
  const given = fields?.filter((field) => !isEmpty(body[field])) ?? [];
  if (fields === undefined || given.length === 1) {
    return [];
  }
  const found = given.length === 0 ? "none is set" : `${given.join(" and ")} are set`;
  return [
    {
      field: given[1] ?? fields[0] ?? "",
      description: `Exactly one of ${fields.join(", ")} must be set; ${found}.`,
    },
  ];
}

function anyOfViolations(fields: readonly string[] | undefined, body: JsonObject): FieldViolation[] {
  return fields === undefined || fields.some((field) => !isEmpty(body[field]))
    ? []
    : [{ field: fields[0] ?? "", description: `One of ${fields.join(", ")} must be set; none is.` }];
}

/** "The request ID must be a valid UUID with the exception that zero UUID is not supported." */
function requestIdViolations(id: string | undefined): FieldViolation[] {
  return id === undefined || (UUID.test(id) && /[1-9a-f]/i.test(id))
    ? []
    : [{ field: "requestId", description: `Request ID "${id}" must be a UUID, and not the zero UUID.` }];
}
