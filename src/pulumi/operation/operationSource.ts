import { isJsonObject, type JsonObject } from "../../core/json.js";
import { readOperationName } from "../../google/names/operationName.js";
import { locate } from "../../google/service.js";
import type { SettingsReading } from "../../google/settings/settings.js";
import type { StartRequest } from "../../google/startRequest.js";
import { targetOf } from "../checks/values.js";
import { ResourceFailure } from "../report/userError.js";

/** Where a resource's operation comes from: exactly one of the two. */
export type Origin = { kind: "start"; request: StartRequest } | { kind: "adopt"; operationName: string };

/**
 * Reads it from inputs that were checked. The name of an operation to adopt may be given as a full resource
 * name, `//host/projects/…`.
 *
 * @throws ResourceFailure where a value that was unknown when it was checked turned out unusable
 */
export function readOrigin(inputs: JsonObject, settings?: SettingsReading): Origin {
  const { start, operationName } = inputs;
  if (isJsonObject(start)) {
    return { kind: "start", request: start as unknown as StartRequest };
  }
  const target = targetOf(inputs, settings);
  const place = target === undefined ? undefined : locate(target);
  if (place === undefined || !place.ok) {
    const reasons = place?.problems.map(({ property, reason }) => `${property}: ${reason}`) ?? [
      "service: it is missing",
    ];
    throw new ResourceFailure(reasons.join(" "));
  }
  const reading = readOperationName(String(operationName), place.place);
  if (!reading.ok) {
    throw new ResourceFailure(`operationName: ${reading.reason}`);
  }
  return { kind: "adopt", operationName: reading.name };
}
