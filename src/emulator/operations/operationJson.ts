import { isJsonObject, type JsonObject } from "../../core/json.js";
import { CANCELLED } from "../../core/operation.js";
import { type Answer, jsonAnswer } from "../http/respond.js";
import { baseOf, type OperationLook, type ServiceDefinition } from "../services/serviceDefinition.js";
import type { OperationFailure } from "./behaviour.js";
import type { EmulatorClock } from "./emulatorClock.js";
import { type OperationRecord, snapshotOf } from "./operationRecord.js";

/** A look at an operation, as of now. */
export function lookAt(record: OperationRecord, clock: EmulatorClock): OperationLook {
  const now = clock.now();
  return {
    record,
    life: snapshotOf(record, now),
    now,
    timestamp: (at, digits) => {
      const text = new Date(clock.epoch + at).toISOString().slice(0, -1);
      return `${text}${"0".repeat(digits - 3)}Z`;
    },
  };
}

/** The google.longrunning.Operation, as the service words it. */
export function operationJson(look: OperationLook, service: ServiceDefinition): JsonObject {
  const { record, now } = look;
  const { dialect } = service;
  const metadata = dialect.metadata({
    ...look,
    life: snapshotOf(record, now + record.behaviour.metadataEndsEarly),
  });
  const result = resultJson(look);
  if (dialect.form !== undefined) {
    const error = isJsonObject(result?.error) ? result.error : undefined;
    return dialect.form.operation(look, error, `https://${service.host}/${baseOf(service, record.version)}`);
  }
  return {
    name: record.name,
    ...(metadata === undefined ? {} : { metadata }),
    ...(result === undefined ? (dialect.writesDoneFalse ? { done: false } : {}) : { done: true, ...result }),
  };
}

/** The answer that is an operation. */
export function operationAnswer(json: JsonObject, { life }: OperationLook): Answer {
  return { ...jsonAnswer(json), operation: { done: life.done, state: life.phase } };
}

/** The answer to a start: some services show no metadata yet. */
export function startedOperationJson(look: OperationLook, service: ServiceDefinition): JsonObject {
  const whole = operationJson(look, service);
  if (service.dialect.metadataAtStart !== false || service.dialect.form !== undefined || look.life.done) {
    return whole;
  }
  const { metadata: _, ...rest } = whole;
  return rest;
}

/** Error, response or neither; `undefined` while the operation is in flight. */
function resultJson(look: OperationLook): JsonObject | undefined {
  if (!look.life.done) {
    return undefined;
  }
  const { ending } = look.life;
  if (ending === "succeed") {
    return { response: look.record.start.response(look) };
  }
  if (ending === "without result") {
    return {};
  }
  return { error: ending === "cancelled" ? cancelled : failureJson(ending.fail) };
}

/** The code is the proto's; the text that real services put beside it is not known. */
const cancelled: JsonObject = { code: CANCELLED, message: "The operation was cancelled." };

function failureJson({ code, message, details }: OperationFailure): JsonObject {
  return { code, message, ...(details === undefined ? {} : { details }) };
}
