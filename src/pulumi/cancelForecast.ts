import { isJsonObject, type JsonObject } from "../core/json.js";
import { cancellableVersions, cancelSupport, startCanBeCancelled } from "../google/operationRoute.js";
import { locate } from "../google/serviceTarget.js";
import type { SettingsReading } from "../google/settings.js";
import { targetOf } from "./inputTarget.js";
import { pickSettings, readSettings } from "./settings.js";
import { isUnknown } from "./unknown.js";

/** What a preview has to say about cancelling this operation, before anything runs; nothing if it will work. */
export function cancelForecast(inputs: JsonObject, settings?: SettingsReading): string | undefined {
  const target = targetOf(inputs, settings);
  const reading = target === undefined ? undefined : locate(target);
  if (reading === undefined || !reading.ok || isUnknown(pickSettings(inputs))) {
    return undefined;
  }
  const { service, host, apiVersion } = reading.place;
  if (service === undefined) {
    return `nothing is known about ${host}: its operations are read and cancelled by the standard google.longrunning paths`;
  }
  const { start, operationName } = inputs;
  const path = isJsonObject(start) && typeof start.path === "string" ? start.path : undefined;
  const name = typeof operationName === "string" ? operationName : undefined;
  const support =
    name !== undefined && !isUnknown(name)
      ? cancelSupport(service, apiVersion, name)
      : path !== undefined && !isUnknown(path)
        ? startCanBeCancelled(service, apiVersion, path)
        : "unknown";
  if (support !== "unsupported") {
    return undefined;
  }
  const others = name === undefined ? [] : cancellableVersions(service, name);
  const elsewhere = others.length === 0 ? "" : `; apiVersion ${others.join(" or ")} can`;
  return `${service.key} ${apiVersion} can't cancel this operation${elsewhere}. ${consequence(inputs)}`;
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
