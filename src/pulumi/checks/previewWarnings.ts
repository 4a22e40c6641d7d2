import { isJsonObject, type JsonObject } from "../../core/json.js";
import { isSameMajor, versionOfStart } from "../../google/catalog/apiVersion.js";
import {
  type CancelSupport,
  cancellableStartVersions,
  cancellableVersions,
  cancelSupport,
  startCancelSupport,
} from "../../google/catalog/cancelSupport.js";
import { type CatalogService, locationOfHost } from "../../google/catalog/catalog.js";
import { hostInDefaultUniverse } from "../../google/http/url.js";
import { locationOf, splitFullName, withoutZone } from "../../google/names/resourceName.js";
import type { ResolvedService } from "../../google/service.js";
import { pickSettings, readDeleteSettings } from "../state/operationSettings.js";
import { isUnknown } from "./inputChecks.js";

/**
 * Warnings about valid inputs, for a preview: the resource may behave in another way than a reader of the program expects.
 *
 * @param service the service that the inputs name
 * @param resourceName the operation's name or the path that starts it; `undefined` if it isn't known yet
 */
export function previewWarnings(
  inputs: JsonObject,
  service: ResolvedService,
  resourceName: string | undefined,
): string[] {
  const aboutDestroy = isUnknown({ ...pickSettings(inputs), undo: null })
    ? []
    : [cancelWarning(service, inputs), scheduleWarning(service, inputs)];
  const warnings = [
    ...aboutDestroy,
    versionWarning(service, inputs),
    locationWarning(service, resourceName ?? ""),
  ];
  return warnings.filter((warning) => warning !== undefined);
}

/** The reason why the operation can't be cancelled, and the effect on destroy; `undefined` if it can be cancelled. */
function cancelWarning(
  { service, host, apiVersion }: ResolvedService,
  inputs: JsonObject,
): string | undefined {
  if (service === undefined) {
    return `pulumi-gcp-lro does not know ${host}. Requests use the standard paths of google.longrunning. If the service uses other paths, reading and cancelling operations fails.`;
  }
  const support = catalogSupport(service, apiVersion, inputs);
  if (support?.ofVersion !== "unsupported") {
    return undefined;
  }
  const elsewhere =
    support.supportingVersions.length === 0
      ? ""
      : ` To make it cancellable, set apiVersion to ${support.supportingVersions.map((version) => `"${version}"`).join(" or ")}.`;
  return `${service.key} ${apiVersion} can't cancel this operation. ${destroyEffect(inputs)}${elsewhere}`;
}

/** The support for cancelling the operation that inputs name or start, and the versions that support it. */
function catalogSupport(
  service: CatalogService,
  apiVersion: string,
  inputs: JsonObject,
): { ofVersion: CancelSupport; supportingVersions: string[] } | undefined {
  const { operationName } = inputs;
  if (typeof operationName === "string" && !isUnknown(operationName)) {
    const { name } = splitFullName(operationName);
    return {
      ofVersion: cancelSupport(service, apiVersion, name),
      supportingVersions: cancellableVersions(service, name),
    };
  }
  const path = startPathOf(inputs);
  return path === undefined
    ? undefined
    : {
        ofVersion: startCancelSupport(service, apiVersion, path),
        supportingVersions: cancellableStartVersions(service, path),
      };
}

function startPathOf({ start }: JsonObject): string | undefined {
  const path = isJsonObject(start) ? start.path : undefined;
  return typeof path === "string" && !isUnknown(path) ? path : undefined;
}

/** The effect of a destroy on an operation that can't be cancelled, in a sentence. */
function destroyEffect(inputs: JsonObject): string {
  const { onDelete, whenCancelUnsupported } = readDeleteSettings(inputs);
  if (onDelete === "wait" || onDelete === "abandon") {
    return onDelete === "wait"
      ? "Destroy waits until the operation ends."
      : "Destroy leaves the operation running.";
  }
  const effects = {
    wait: "Destroy waits until the operation ends",
    fail: "Destroy fails as long as the operation runs",
    abandon: "Destroy leaves the operation running",
  };
  return `${effects[whenCancelUnsupported]} (whenCancelUnsupported: "${whenCancelUnsupported}").`;
}

/**
 * Warns that a cancel ends one run of a schedule but not the schedule: Storage Transfer's "next instance of the
 * transfer job will still run" (transferOperations.cancel).
 */
function scheduleWarning({ service }: ResolvedService, inputs: JsonObject): string | undefined {
  const { onDelete } = readDeleteSettings(inputs);
  return service?.isScheduled === true && (onDelete === "cancelAndWait" || onDelete === "cancel")
    ? `\`pulumi destroy\` cancels only this transfer operation. If its job in ${service.key} has a schedule, the ` +
        "job still starts new operations. To stop them, disable or delete the job."
    : undefined;
}

/** Warns that the chosen version is another API than the one with the start's method: Cloud Build's v2 has no builds. */
function versionWarning({ service, apiVersion }: ResolvedService, inputs: JsonObject): string | undefined {
  const path = startPathOf(inputs);
  const other = service === undefined || path === undefined ? undefined : versionOfStart(service, path);
  return other === undefined || isSameMajor(other, apiVersion)
    ? undefined
    : `The path of \`start\` matches no method of ${service?.key} ${apiVersion}. It matches a method of ${other}. ` +
        `If the start fails with 404, set apiVersion to "${other}".`;
}

/**
 * Warns that requests go to the host of another location than the operation's, which may not know the operation. The
 * host may be right: the location in a name needn't be the one that serves it.
 */
function locationWarning(
  { service, endpoint, settings }: ResolvedService,
  resourceName: string,
): string | undefined {
  const { hostname } = new URL(endpoint.baseUrl);
  const host = hostInDefaultUniverse(hostname, settings.universeDomain);
  const served = service && locationOfHost(service, host);
  const location = locationOf(resourceName);
  return served === undefined || location === undefined || served === withoutZone(location)
    ? undefined
    : `Requests go to ${hostname}, the host of the location ${served}, but the operation is in ${location}. ` +
        `The host may not know it. Set service to "${service?.key}" and leave out endpoint, or set endpoint to the host of ${location}.`;
}
