import { isDurationError, parseDuration } from "../../core/duration.js";
import { readBody } from "../http/requestChecks.js";
import { type Answer, badRequest, errorAnswer, errorInfo, jsonAnswer } from "../http/respond.js";
import type { OperationsRequest } from "../http/router.js";
import type { EmulatorState } from "../operations/beginOperation.js";
import { canonicalName } from "../operations/beginOperation.js";
import { lookAt, operationAnswer, operationJson } from "../operations/operationJson.js";
import { endOf, type OperationRecord, snapshotOf } from "../operations/operationRecord.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";

/** The operation that is asked for, or 404: never begun, not visible yet, or its record is gone. */
function find(
  state: EmulatorState,
  { service, name }: OperationsRequest,
): { ok: true; record: OperationRecord } | { ok: false; answer: Answer } {
  const record = state.store.find(service.service, canonicalName(service, name, state));
  return record !== undefined && snapshotOf(record, state.clock.now()).visible
    ? { ok: true, record }
    : { ok: false, answer: errorAnswer("NOT_FOUND", `Operation "${name}" was not found.`) };
}

export function answerGet(state: EmulatorState, request: OperationsRequest): Answer {
  const found = find(state, request);
  if (!found.ok) {
    return found.answer;
  }
  const look = lookAt(found.record, state.clock);
  return operationAnswer(operationJson(look, request.service), look);
}

/** `name` is all that google.longrunning has; container's message still knows the others, deprecated. */
const cancelFields = ["name", "projectId", "zone", "operationId"];

export function answerCancel(state: EmulatorState, request: OperationsRequest, text: string): Answer {
  const body = readBody(text, cancelFields);
  if (!body.ok) {
    return body.answer;
  }
  const found = find(state, request);
  if (!found.ok) {
    return found.answer;
  }
  const { record } = found;
  const { behaviour, startedAt } = record;
  const now = state.clock.now();
  if (behaviour.cancel === "unimplemented") {
    return errorAnswer("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled.");
  }
  if (behaviour.cancel === "forbid") {
    return forbidden(request.service, record.name);
  }
  const life = snapshotOf(record, now);
  if (life.done) {
    return behaviour.cancelAfterEnd === "accept"
      ? cancelAccepted(request.service)
      : errorAnswer("FAILED_PRECONDITION", `Operation "${record.name}" has already ended.`);
  }
  if (behaviour.cancel === "reject" || now >= startedAt + behaviour.cancellableFor) {
    return errorAnswer(
      "FAILED_PRECONDITION",
      `Operation "${record.name}" can't be cancelled in its current state.`,
    );
  }
  record.cancelRequestedAt ??= now;
  return cancelAccepted(request.service);
}

function cancelAccepted({ dialect }: ServiceDefinition): Answer {
  return dialect.cancelAnswer === "nothing" ? { status: 204, content: { text: "" } } : jsonAnswer({});
}

function forbidden(service: ServiceDefinition, resource: string): Answer {
  const permission = `${service.service}.operations.cancel`;
  return errorAnswer(
    "PERMISSION_DENIED",
    `Permission '${permission}' denied on resource '//${service.host}/${resource}' (or it may not exist).`,
    [errorInfo("IAM_PERMISSION_DENIED", service.host, { permission, resource })],
  );
}

/** Drops the record. That cancels nothing: an operation in flight goes on where nobody sees it. */
export function answerDelete(state: EmulatorState, request: OperationsRequest): Answer {
  const found = find(state, request);
  if (!found.ok) {
    return found.answer;
  }
  const { done } = snapshotOf(found.record, state.clock.now());
  if (!done && request.service.dialect.deletesInFlight === false) {
    return errorAnswer("FAILED_PRECONDITION", `Operation "${found.record.name}" is still in progress.`);
  }
  found.record.dropped = true;
  return jsonAnswer({});
}

/**
 * Answers at the operation's end, or after the time that the body names, whichever is first. Of an end that a
 * later cancel brings nearer it learns at its own time only, as a wait may (google.longrunning.Operations).
 */
export async function answerWait(
  state: EmulatorState,
  request: OperationsRequest,
  text: string,
): Promise<Answer> {
  const body = readBody(text, ["name", "timeout"]);
  if (!body.ok) {
    return body.answer;
  }
  const found = find(state, request);
  if (!found.ok) {
    return found.answer;
  }
  const untilEnd = endOf(found.record).endedAt - state.clock.now();
  try {
    const timeout = typeof body.value.timeout === "string" ? parseDuration(body.value.timeout) : untilEnd;
    await state.clock.sleep(Math.max(0, Math.min(untilEnd, timeout)), state.closing);
  } catch (error) {
    if (isDurationError(error)) {
      return badRequest([{ field: "timeout", description: error.message }]);
    }
    throw error;
  }
  return answerGet(state, request);
}
