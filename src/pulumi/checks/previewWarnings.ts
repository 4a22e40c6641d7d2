import { isJsonObject, type JsonObject } from "../../core/json.js";
import { isSameMajor, versionOfStart } from "../../google/catalog/apiVersion.js";
import { type CatalogService, locationOfHost } from "../../google/catalog/catalog.js";
import {
  type CancelSupport,
  cancellableVersions,
  cancelSupport,
} from "../../google/catalog/operationRoutes.js";
import { cancellableStartVersions, startCanBeCancelled } from "../../google/catalog/startPatterns.js";
import { locationOf, withoutZone } from "../../google/names/location.js";
import { withoutHost } from "../../google/names/resourceName.js";
import { type ResolvedService, resolveService } from "../../google/service.js";
import type { SettingsReading } from "../../google/settings/settings.js";
import { hostInDefaultUniverse } from "../../google/settings/universe.js";
import { pickSettings, readDeleteSettings } from "../state/operationSettings.js";
import { isUnknown, targetOf } from "./values.js";

/**
 * Warnings of a preview about inputs that are right, before anything runs: where the resource will not do what its
 * reader may expect of it. Sends nothing.
 */
export function previewWarnings(inputs: JsonObject, settings?: SettingsReading): string[] {
  const target = targetOf(inputs, settings);
  const reading = target === undefined ? undefined : resolveService(target);
  if (target === undefined || !reading?.ok) {
    return [];
  }
  const { resolved } = reading;
  const ofDestroy = isUnknown({ ...pickSettings(inputs), undo: null })
    ? []
    : [cancelWarning(resolved, inputs), scheduleWarning(resolved, inputs)];
  const all = [...ofDestroy, versionWarning(resolved, inputs), locationWarning(resolved, target.about ?? "")];
  return all.filter((forecast) => forecast !== undefined);
}

/** The reason why this operation can't be cancelled, and the effect on destroy; undefined if it can be. */
function cancelWarning(
  { service, host, apiVersion }: ResolvedService,
  inputs: JsonObject,
): string | undefined {
  if (service === undefined) {
    return `nothing is known about ${host}: its operations are read and cancelled by the standard google.longrunning paths`;
  }
  const known = knowledgeOf(service, apiVersion, inputs);
  if (known?.support !== "unsupported") {
    return undefined;
  }
  const elsewhere = known.versions.length === 0 ? "" : `; apiVersion ${known.versions.join(" or ")} can`;
  return `${service.key} ${apiVersion} can't cancel this operation${elsewhere}. ${consequence(inputs)}`;
}

/** The catalog's verdict on cancelling the operation that inputs name or start, and the versions that can. */
function knowledgeOf(
  service: CatalogService,
  apiVersion: string,
  inputs: JsonObject,
): { support: CancelSupport; versions: string[] } | undefined {
  const { operationName } = inputs;
  if (typeof operationName === "string" && !isUnknown(operationName)) {
    const name = withoutHost(operationName);
    return {
      support: cancelSupport(service, apiVersion, name),
      versions: cancellableVersions(service, name),
    };
  }
  const path = startPathOf(inputs);
  return path === undefined
    ? undefined
    : {
        support: startCanBeCancelled(service, apiVersion, path),
        versions: cancellableStartVersions(service, path),
      };
}

function startPathOf({ start }: JsonObject): string | undefined {
  const path = isJsonObject(start) ? start.path : undefined;
  return typeof path === "string" && !isUnknown(path) ? path : undefined;
}

function consequence(inputs: JsonObject): string {
  const { onDelete, whenCancelUnsupported } = readDeleteSettings(inputs);
  if (onDelete === "wait" || onDelete === "abandon") {
    return onDelete === "wait" ? "Destroy will wait for its natural end." : "Destroy will leave it running.";
  }
  const consequences = {
    wait: "Destroy will wait for its natural end",
    fail: "Destroy will fail while it runs",
    abandon: "Destroy will leave it running",
  };
  return `${consequences[whenCancelUnsupported]} (whenCancelUnsupported: "${whenCancelUnsupported}").`;
}

/**
 * A cancel doesn't end the schedule whose run the operation is: Storage Transfer's "next instance of the transfer
 * job will still run" (transferOperations.cancel).
 */
function scheduleWarning({ service }: ResolvedService, inputs: JsonObject): string | undefined {
  const { onDelete } = readDeleteSettings(inputs);
  return service?.isScheduled === true && (onDelete === "cancelAndWait" || onDelete === "cancel")
    ? `destroy cancels this run alone: if its job in ${service.key} has a schedule, later runs still start. ` +
        `Disable or delete the job to stop them.`
    : undefined;
}

/** The chosen version is another API than the one that has the start's method: Cloud Build's v2 has no builds. */
function versionWarning({ service, apiVersion }: ResolvedService, inputs: JsonObject): string | undefined {
  const path = startPathOf(inputs);
  const other = service === undefined || path === undefined ? undefined : versionOfStart(service, path);
  return other === undefined || isSameMajor(other, apiVersion)
    ? undefined
    : `${service?.key} ${apiVersion} is not known to have this start; apiVersion ${other} has it. ` +
        "If the service answers 404, set apiVersion.";
}

/**
 * Requests go to the host of another location than the operation's, which is known only where it lives. It may be
 * right: the location in a name is not known to be where a request must go.
 */
function locationWarning(
  { service, endpoint, settings }: ResolvedService,
  nameOrPath: string,
): string | undefined {
  const { hostname } = new URL(endpoint.baseUrl);
  const host = hostInDefaultUniverse(hostname, settings.universeDomain);
  const served = service && locationOfHost(service, host);
  const location = locationOf(nameOrPath);
  return served === undefined || location === undefined || served === withoutZone(location)
    ? undefined
    : `requests go to ${hostname}, which is for the location ${served}, and this operation is in ${location}: ` +
        `it may be unknown there. Give the service by its name, "${service?.key}", or the endpoint of ${location}.`;
}
