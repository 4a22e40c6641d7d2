import type { JsonObject } from "../core/json.js";
import { locate } from "../google/serviceTarget.js";
import type { SettingsReading } from "../google/settings.js";
import { cancelForecast } from "./cancelForecast.js";
import { targetOf } from "./inputTarget.js";
import { locationForecast } from "./locationForecast.js";
import { scheduleForecast } from "./scheduleForecast.js";
import { pickSettings } from "./settings.js";
import { isUnknown } from "./unknown.js";

/**
 * What a preview has to say about inputs that are right, before anything runs: where the resource will not do
 * what its reader may expect of it. Sends nothing.
 */
export function forecasts(inputs: JsonObject, settings?: SettingsReading): string[] {
  const target = targetOf(inputs, settings);
  const reading = target === undefined ? undefined : locate(target);
  if (target === undefined || !reading?.ok) {
    return [];
  }
  const { place } = reading;
  const ofDestroy = isUnknown({ ...pickSettings(inputs), undo: null })
    ? []
    : [cancelForecast(place, inputs), scheduleForecast(place, inputs)];
  return [...ofDestroy, locationForecast(place, target)].filter((forecast) => forecast !== undefined);
}
