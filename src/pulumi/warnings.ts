import type { JsonObject } from "../core/json.js";
import type { SettingsReading } from "../google/settings.js";
import { forecasts } from "./forecasts.js";
import type { Surroundings } from "./step.js";

/**
 * Shows what is foretold of checked inputs on the resource's row, each text once in a run: a replacement is checked
 * twice.
 *
 * @param shown what was shown so far in this process; it is added to
 */
export async function warnOfForecasts(
  surroundings: Pick<Surroundings, "log">,
  shown: Set<string>,
  inputs: JsonObject,
  settings: SettingsReading | undefined,
): Promise<void> {
  const urn = typeof inputs.__urn === "string" ? inputs.__urn : "";
  const texts = forecasts(inputs, settings).filter((text) => !shown.has(`${urn} ${text}`));
  if (texts.length === 0) {
    return;
  }
  const log = surroundings.log(urn);
  for (const text of texts) {
    shown.add(`${urn} ${text}`);
    log.write("warning", text);
  }
  await log.flush();
}
