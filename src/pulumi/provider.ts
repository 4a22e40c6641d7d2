import { randomUUID } from "node:crypto";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../core/clock.js";
import type { JsonObject } from "../core/json.js";
import { connectService } from "../google/operationsApi.js";
import { engineLogOfThisProcess } from "./engineAddress.js";
import { operationProvider } from "./operationProvider.js";
import type { Surroundings } from "./step.js";

const surroundings: Surroundings = {
  clock: systemClock,
  random: Math.random,
  connect: connectService,
  log: engineLogOfThisProcess(),
  newRequestId: randomUUID,
};

/**
 * What the dynamic-provider process loads for a LongRunningOperation. The name is in the state of every
 * resource ever made, so it stays.
 */
export const longRunningOperation: ResourceProvider<JsonObject, JsonObject> = operationProvider(surroundings);
