import { isJsonObject, type JsonObject } from "../core/json.js";
import type { ServiceTarget } from "../google/serviceTarget.js";
import type { SettingsReading } from "../google/settings.js";
import { isText } from "./inputText.js";
import { isUnknown } from "./unknown.js";

/** The target that the inputs name, as far as they are known. */
export function targetOf(inputs: JsonObject, settings?: SettingsReading): ServiceTarget | undefined {
  const { service, apiVersion, endpoint, quotaProject, operationName, start } = inputs;
  if (!isText(service) || isUnknown(service) || isUnknown(apiVersion)) {
    return undefined;
  }
  const about = isText(operationName) ? operationName : isJsonObject(start) ? start.path : undefined;
  return {
    service,
    ...(settings !== undefined && { settings }),
    ...(isText(apiVersion) && { apiVersion }),
    ...(isText(endpoint) && !isUnknown(endpoint) && { endpoint }),
    ...(isText(quotaProject) && !isUnknown(quotaProject) && { quotaProject }),
    ...(isText(about) && !isUnknown(about) && { about }),
  };
}
