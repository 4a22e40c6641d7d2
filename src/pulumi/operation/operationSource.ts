import { isJsonObject, type JsonObject } from "../../core/json.js";
import { readOperationName } from "../../google/names/operationName.js";
import { resolveService } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import type { StartRequest } from "../../google/startRequest.js";
import { targetOf } from "../checks/values.js";
import { UserError } from "../report/userError.js";

/** Where a resource's operation comes from: exactly one of the two. */
export type Origin = { kind: "start"; request: StartRequest } | { kind: "adopt"; operationName: string };

/**
 * Reads it from inputs that were checked. The name of an operation to adopt may be given as a full resource
 * name, `//host/projects/…`.
 *
 * @throws ResourceFailure where a value that was unknown when it was checked turned out unusable
 */
export function readSource(inputs: JsonObject, settings?: SettingsResult): Origin {
  const { start, operationName } = inputs;
  if (isJsonObject(start)) {
    return { kind: "start", request: start as unknown as StartRequest };
  }
  const target = targetOf(inputs, settings);
  const resolved = target === undefined ? undefined : resolveService(target);
  if (resolved === undefined || !resolved.ok) {
    const reasons = resolved?.error.map(({ property, reason }) => `${property}: ${reason}`) ?? [
      "service: it is missing",
    ];
    throw new UserError(reasons.join(" "));
  }
  const name = readOperationName(String(operationName), resolved.value);
  if (!name.ok) {
    throw new UserError(`operationName: ${name.error}`);
  }
  return { kind: "adopt", operationName: name.value };
}
