import type { JsonObject } from "../core/json.js";
import type { ServicePlace } from "../google/serviceTarget.js";
import { pickSettings, readSettings } from "./settings.js";

/**
 * That a cancel doesn't end the schedule whose run the operation is: Storage Transfer's "next instance of the
 * transfer job will still run" (transferOperations.cancel).
 */
export function scheduleForecast({ service }: ServicePlace, inputs: JsonObject): string | undefined {
  const { onDelete } = readSettings(pickSettings(inputs));
  return service?.isScheduled === true && (onDelete === "cancelAndWait" || onDelete === "cancel")
    ? `destroy cancels this run alone: if its job in ${service.key} has a schedule, later runs still start. ` +
        `Disable or delete the job to stop them.`
    : undefined;
}
