import { isJsonObject, type JsonObject } from "../core/json.js";
import type { CatalogService } from "../google/catalog.js";
import { withoutHost } from "../google/fullResourceName.js";
import { type CancelSupport, cancellableVersions, cancelSupport } from "../google/operationRoute.js";
import { locate } from "../google/serviceTarget.js";
import type { SettingsReading } from "../google/settings.js";
import { cancellableStartVersions, startCanBeCancelled } from "../google/startForecast.js";
import { targetOf } from "./inputTarget.js";
import { pickSettings, readSettings } from "./settings.js";
import { isUnknown } from "./unknown.js";

/** What a preview has to say about cancelling this operation, before anything runs; nothing if it will work. */
export function cancelForecast(inputs: JsonObject, settings?: SettingsReading): string | undefined {
  const target = targetOf(inputs, settings);
  const reading = target === undefined ? undefined : locate(target);
  if (reading === undefined || !reading.ok || isUnknown({ ...pickSettings(inputs), undo: null })) {
    return undefined;
  }
  const { service, host, apiVersion } = reading.place;
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

/** What the catalog knows about cancelling the operation that inputs name or start, and which versions can. */
function knowledgeOf(
  service: CatalogService,
  apiVersion: string,
  { start, operationName }: JsonObject,
): { support: CancelSupport; versions: string[] } | undefined {
  if (typeof operationName === "string" && !isUnknown(operationName)) {
    const name = withoutHost(operationName);
    return {
      support: cancelSupport(service, apiVersion, name),
      versions: cancellableVersions(service, name),
    };
  }
  const path = isJsonObject(start) ? start.path : undefined;
  return typeof path === "string" && !isUnknown(path)
    ? {
        support: startCanBeCancelled(service, apiVersion, path),
        versions: cancellableStartVersions(service, path),
      }
    : undefined;
}

function consequence(inputs: JsonObject): string {
  const { onDelete, whenCancelUnsupported } = readSettings(pickSettings(inputs));
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
