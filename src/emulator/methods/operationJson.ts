import { isJsonObject, type JsonObject } from "../../core/json.js";
import { CANCELLED } from "../../core/operation.js";
import { type Answer, jsonAnswer } from "../http/respond.js";
import type { OperationFailure } from "../operations/behaviour.js";
import { type OperationView, snapshotOf } from "../operations/operationRecord.js";
import { baseOf, type ServiceDefinition } from "../services/serviceDefinition.js";

/** The operation as its service's JSON. */
export function operationJson(view: OperationView, service: ServiceDefinition): JsonObject {
  const { record, now } = view;
  const { dialect } = service;
  const metadata = dialect.metadata({
    ...view,
    snapshot: snapshotOf(record, now + record.behaviour.metadataEndsEarly),
  });
  const result = resultJson(view);
  if (dialect.form !== undefined) {
    const error = isJsonObject(result?.error) ? result.error : undefined;
    return dialect.form.operation(view, error, `https://${service.host}/${baseOf(service, record.version)}`);
  }
  return {
    name: record.name,
    ...(metadata === undefined ? {} : { metadata }),
    ...(result === undefined ? (dialect.writesDoneFalse ? { done: false } : {}) : { done: true, ...result }),
  };
}

/** The answer that shows an operation. */
export function operationAnswer(json: JsonObject, { snapshot }: OperationView): Answer {
  return { ...jsonAnswer(json), operation: { done: snapshot.done, state: snapshot.phase } };
}

/** The operation in the answer to its start: without metadata in some services. */
export function startedOperationJson(view: OperationView, service: ServiceDefinition): JsonObject {
  const json = operationJson(view, service);
  if (service.dialect.metadataAtStart !== false || service.dialect.form !== undefined || view.snapshot.done) {
    return json;
  }
  const { metadata: _, ...rest } = json;
  return rest;
}

/** The error, the response, or neither; `undefined` while the operation is in flight. */
function resultJson(view: OperationView): JsonObject | undefined {
  if (!view.snapshot.done) {
    return undefined;
  }
  const { ending } = view.snapshot;
  if (ending === "succeed") {
    return { response: view.record.response(view) };
  }
  if (ending === "without result") {
    return {};
  }
  return { error: ending === "cancelled" ? cancelledError : failureJson(ending.fail) };
}

/** The error of a cancelled operation. The code is the proto's; real services' text is unknown. */
const cancelledError: JsonObject = { code: CANCELLED, message: "The operation was cancelled." };

function failureJson({ code, message, details }: OperationFailure): JsonObject {
  return { code, message, ...(details === undefined ? {} : { details }) };
}
