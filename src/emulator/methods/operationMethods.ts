import { isDurationError, parseDuration } from "../../core/duration.js";
import type { Result } from "../../core/result.js";
import { readBody } from "../http/requestChecks.js";
import { type Answer, badRequest, errorAnswer, errorInfo, jsonAnswer } from "../http/respond.js";
import type { OperationsRequest } from "../http/router.js";
import { endOf, type OperationRecord, snapshotOf, viewOperation } from "../operations/operationRecord.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";
import { canonicalName, type EmulatorState } from "./beginOperation.js";
import { operationAnswer, operationJson } from "./operationJson.js";

/** Finds the requested operation. The error is an answer of 404: unknown, not visible yet, or dropped. */
function find(state: EmulatorState, { service, name }: OperationsRequest): Result<OperationRecord, Answer> {
  const record = state.store.find(service.service, canonicalName(service, name, state));
  return record !== undefined && snapshotOf(record, state.clock.now()).visible
    ? { ok: true, value: record }
    : { ok: false, error: errorAnswer("NOT_FOUND", `Operation "${name}" was not found.`) };
}

export function answerGet(state: EmulatorState, request: OperationsRequest): Answer {
  const found = find(state, request);
  if (!found.ok) {
    return found.error;
  }
  const view = viewOperation(found.value, state.clock);
  return operationAnswer(operationJson(view, request.service), view);
}

/** Fields of a cancel. google.longrunning has only `name`; container's message has the deprecated others. */
const cancelFields = ["name", "projectId", "zone", "operationId"];

export function answerCancel(state: EmulatorState, request: OperationsRequest, text: string): Answer {
  const body = readBody(text, cancelFields);
  if (!body.ok) {
    return body.error;
  }
  const found = find(state, request);
  if (!found.ok) {
    return found.error;
  }
  const record = found.value;
  const { behaviour, startedAt } = record;
  const now = state.clock.now();
  if (behaviour.cancel === "unimplemented") {
    return errorAnswer("UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled.");
  }
  if (behaviour.cancel === "forbid") {
    return permissionDenied(request.service, record.name);
  }
  const snapshot = snapshotOf(record, now);
  if (snapshot.done) {
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

function permissionDenied(service: ServiceDefinition, resource: string): Answer {
  const permission = `${service.service}.operations.cancel`;
  return errorAnswer(
    "PERMISSION_DENIED",
    `Permission '${permission}' denied on resource '//${service.host}/${resource}' (or it may not exist).`,
    [errorInfo("IAM_PERMISSION_DENIED", service.host, { permission, resource })],
  );
}

/** Drops the record. It doesn't cancel: an operation in flight continues without a record. */
export function answerDelete(state: EmulatorState, request: OperationsRequest): Answer {
  const found = find(state, request);
  if (!found.ok) {
    return found.error;
  }
  const { done } = snapshotOf(found.value, state.clock.now());
  if (!done && request.service.dialect.deletesInFlight === false) {
    return errorAnswer("FAILED_PRECONDITION", `Operation "${found.value.name}" is still in progress.`);
  }
  found.value.dropped = true;
  return jsonAnswer({});
}

/**
 * Answers at the operation's end or after the timeout in the body, whichever is first. If a later cancel brings the
 * end forward, it still answers at the original time, as a wait may (google.longrunning.Operations).
 */
export async function answerWait(
  state: EmulatorState,
  request: OperationsRequest,
  text: string,
): Promise<Answer> {
  const body = readBody(text, ["name", "timeout"]);
  if (!body.ok) {
    return body.error;
  }
  const found = find(state, request);
  if (!found.ok) {
    return found.error;
  }
  const untilEnd = endOf(found.value).endedAt - state.clock.now();
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
