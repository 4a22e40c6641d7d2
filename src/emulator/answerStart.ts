import type { JsonObject } from "../core/json.js";
import { type Answer, badRequest, errorAnswer, jsonAnswer, type Outcome } from "./answer.js";
import { beginOperation, type OperationPlan, operationRecord } from "./beginOperation.js";
import type { EmulatorState } from "./emulatorState.js";
import { lookAt, operationAnswer, startedOperationJson } from "./operationJson.js";
import type { OperationRecord } from "./operationRecord.js";
import { queryValue, readBody } from "./requestChecks.js";
import type { StartRequest } from "./router.js";
import { requestId, startViolations } from "./startRequestChecks.js";

/** Starts an operation, or says what is wrong with the request. */
export function answerStart(
  state: EmulatorState,
  request: StartRequest,
  query: URLSearchParams,
  text: string,
): Outcome {
  const { service, start, version } = request;
  const read = readBody(text, start.body ?? []);
  if (!read.ok) {
    return { answer: read.answer };
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
    return { answer: validated(state, request, { service, version, start, target, body, behaviour: {} }) };
  }
  const facts = { service: service.service, method: start.method, target };
  const behaviour = state.behaviours.behaviourOf(facts);
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
  const look = lookAt(record, state.clock);
  return operationAnswer(startedOperationJson(look, service), look);
}

/** A request that is only checked brings a finished operation without a name, which is not stored (AIP-151). */
function validated(state: EmulatorState, { service }: StartRequest, plan: OperationPlan): Answer {
  const record = operationRecord(state, { ...plan, behaviour: { doneAtStart: true } });
  const { name: _, ...nameless } = startedOperationJson(lookAt(record, state.clock), service);
  return jsonAnswer(nameless);
}

/** The resource that the operation works on: the path's, or the new one below it. */
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
