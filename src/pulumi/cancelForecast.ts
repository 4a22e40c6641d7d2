import { isJsonObject, type JsonObject } from "../core/json.js";
import type { CatalogService } from "../google/catalog.js";
import { withoutHost } from "../google/fullResourceName.js";
import { type CancelSupport, cancellableVersions, cancelSupport } from "../google/operationRoute.js";
import type { ServicePlace } from "../google/serviceTarget.js";
import { cancellableStartVersions, startCanBeCancelled } from "../google/startForecast.js";
import { pickSettings, readSettings } from "./settings.js";
import { isUnknown } from "./unknown.js";

/** What is known against cancelling this operation, and what destroy will do; nothing if it will work. */
export function cancelForecast(
  { service, host, apiVersion }: ServicePlace,
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
