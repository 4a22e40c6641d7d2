import type { JsonObject } from "../../core/json.js";
import { queryValue, readBody } from "../http/requestChecks.js";
import { type Answer, badRequest, errorAnswer, jsonAnswer, type MethodResult } from "../http/respond.js";
import type { StartRequest } from "../http/router.js";
import { type OperationRecord, viewOperation } from "../operations/operationRecord.js";
import type { StartDefinition } from "../services/serviceDefinition.js";
import { beginOperation, type EmulatorState, type NewOperation, operationRecord } from "./beginOperation.js";
import { operationAnswer, startedOperationJson } from "./operationJson.js";

/** Starts an operation, or answers with the problems of the request. */
export function answerStart(
  state: EmulatorState,
  request: StartRequest,
  query: URLSearchParams,
  text: string,
): MethodResult {
  const { service, start, version } = request;
  const read = readBody(text, start.body ?? []);
  if (!read.ok) {
    return { answer: read.error };
  }
  const body = read.value;
  const violations = startViolations(start, query, body);
  if (violations.length > 0) {
    return { answer: badRequest(violations) };
  }
  const target = targetOf(request, query, body, state);
  const id = requestId(start, query, body);
  const requestKey = id === undefined ? undefined : [service.service, start.method, target, id].join(" ");
  const earlier = requestKey === undefined ? undefined : state.store.startedWith(requestKey);
  if (earlier !== undefined) {
    return { answer: startAnswer(state, request, earlier), started: earlier.name };
  }
  if (queryValue(query, "validateOnly") === "true" || body.validateOnly === true) {
    return {
      answer: validateOnlyAnswer(state, request, { service, version, start, target, body, behaviour: {} }),
    };
  }
  const behaviour = state.behaviours.behaviourOf({ service: service.service, method: start.method, target });
  const other =
    behaviour.whileBusy === "refuse"
      ? state.store.inFlightOn(service.service, target, state.clock.now())
      : undefined;
  if (other !== undefined) {
    const message = `Another operation is in progress on ${target}: ${other.name}. Try again when it has ended.`;
    return { answer: errorAnswer("ABORTED", message) };
  }
  const record = beginOperation(state, { service, version, start, target, body, behaviour });
  if (requestKey !== undefined) {
    state.store.rememberRequest(requestKey, record);
  }
  return { answer: startAnswer(state, request, record), started: record.name };
}

function startAnswer(state: EmulatorState, { service }: StartRequest, record: OperationRecord): Answer {
  const view = viewOperation(record, state.clock);
  return operationAnswer(startedOperationJson(view, service), view);
}

/** Answers a request with validateOnly: a finished operation without a name, which is not stored (AIP-151). */
function validateOnlyAnswer(
  state: EmulatorState,
  { service }: StartRequest,
  operation: NewOperation,
): Answer {
  const record = operationRecord(state, { ...operation, behaviour: { doneAtStart: true } });
  const { name: _, ...nameless } = startedOperationJson(viewOperation(record, state.clock), service);
  return jsonAnswer(nameless);
}

/** The resource that the operation works on: the one in the path, or the new one below it. */
function targetOf(
  { start, resource }: StartRequest,
  query: URLSearchParams,
  body: JsonObject,
  state: EmulatorState,
): string {
  if (start.newId === undefined) {
    return resource;
  }
  if (start.newId === "generated") {
    return `${resource}/${state.random.text(12, "abcdefghijklmnopqrstuvwxyz0123456789")}`;
  }
  const id = "query" in start.newId ? queryValue(query, start.newId.query) : body[start.newId.body];
  return `${resource}/${String(id)}`;
}

interface FieldViolation {
  field: string;
  description: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The problems of a start's query and body. */
function startViolations(start: StartDefinition, query: URLSearchParams, body: JsonObject): FieldViolation[] {
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

/** The request id, if the start has one and the request sets it. */
function requestId(start: StartDefinition, query: URLSearchParams, body: JsonObject): string | undefined {
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

/** Checks a request id. "The request ID must be a valid UUID with the exception that zero UUID is not supported." */
function requestIdViolations(id: string | undefined): FieldViolation[] {
  return id === undefined || (UUID.test(id) && /[1-9a-f]/i.test(id))
    ? []
    : [{ field: "requestId", description: `Request ID "${id}" must be a UUID, and not the zero UUID.` }];
}
