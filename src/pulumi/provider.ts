import { randomUUID } from "node:crypto";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../core/clock.js";
import type { JsonObject } from "../core/json.js";
import { connectService } from "../google/operationsApi.js";
import { onEngineCancel } from "./cancelSignal.js";
import { Configuration } from "./configure.js";
import { engineLogOfThisProcess } from "./engineAddress.js";
import { InFlight } from "./inFlight.js";
import { fileJournal } from "./journal/fileJournal.js";
import { operationProvider } from "./operationProvider.js";
import { onProcessSignal } from "./processSignals.js";
import type { Surroundings } from "./step.js";

const surroundings: Omit<Surroundings, "signal"> = {
  clock: systemClock,
  random: Math.random,
  connect: connectService,
  configuration: new Configuration(process.env),
  log: engineLogOfThisProcess(),
  newRequestId: randomUUID,
  journal: fileJournal(process.env),
};

/**
 * Both ways of being told to stop end in the same: every step in flight does what is to be done at an
 * interrupt. Only after the engine's Cancel is what it returns saved.
 */
const inFlight: InFlight = new InFlight((interrupt) => {
  const stops = [onEngineCancel(interrupt), onProcessSignal(interrupt, () => inFlight.settled())];
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
});

/**
 * What the dynamic-provider process loads for a LongRunningOperation. The name is in the state of every
 * resource ever made, so it stays.
 */
export const longRunningOperation: ResourceProvider<JsonObject, JsonObject> = operationProvider(
  surroundings,
  inFlight,
);
