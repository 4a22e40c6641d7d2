import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../../core/json.js";
import type { Result } from "../../core/result.js";
import { credentialsProblem } from "../../google/auth/credentialsSource.js";
import { type ResolvedService, resolveService, type ServiceTarget } from "../../google/service.js";
import type { SettingsResult } from "../../google/settings/settings.js";
import { isGiven, isKnownText, isUnknown } from "./inputChecks.js";

/**
 * Checks the service that the inputs of a resource name: catalog, API version, endpoint and credentials. Sends nothing.
 *
 * @param resourceName the name or path that decides the default version and the host; `undefined` if it isn't known yet
 * @param google the configured settings. Default: those of the environment
 * @returns the service, or `undefined` if it isn't known yet
 */
export function checkService(
  inputs: JsonObject,
  resourceName: string | undefined,
  google?: SettingsResult,
): Result<ResolvedService | undefined, CheckFailure[]> {
  if (!isGiven(inputs.service)) {
    const reason = 'is required. Give a service such as "alloydb", or its host';
    return { ok: false, error: [{ property: "service", reason }] };
  }
  const target = targetOf(inputs, resourceName, google);
  if (target === undefined) {
    return { ok: true, value: undefined };
  }
  const resolved = resolveService(target);
  if (!resolved.ok) {
    const failures = resolved.error.map(({ property, reason }) => ({
      // A configured setting is no property. With an empty property Pulumi's message is about the resource.
      property: property === "settings" ? "" : property,
      reason,
    }));
    return { ok: false, error: failures };
  }
  const problem = credentialsProblem(resolved.value);
  return problem === undefined ? resolved : { ok: false, error: [{ property: "", reason: problem }] };
}

/** The target that the inputs name, as far as they are known. */
function targetOf(
  inputs: JsonObject,
  resourceName: string | undefined,
  google?: SettingsResult,
): ServiceTarget | undefined {
  const { service, apiVersion, endpoint, quotaProject } = inputs;
  if (!isKnownText(service) || isUnknown(apiVersion)) {
    return undefined;
  }
  return {
    service,
    ...(google !== undefined && { settings: google }),
    ...(isKnownText(apiVersion) && { apiVersion }),
    ...(isKnownText(endpoint) && { endpoint }),
    ...(isKnownText(quotaProject) && { quotaProject }),
    ...(resourceName !== undefined && { resourceName }),
  };
}
