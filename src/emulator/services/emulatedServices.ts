import { alloydb } from "./alloydb.js";
import { cloudaicompanion } from "./cloudaicompanion.js";
import { datafusion } from "./datafusion.js";
import { datastore } from "./datastore.js";
import { discoveryengine } from "./discoveryengine.js";
import type { ServiceDefinition } from "./serviceDefinition.js";

/** Every service that the emulator plays. */
export const emulatedServices: readonly ServiceDefinition[] = [
  alloydb,
  cloudaicompanion,
  datafusion,
  datastore,
  discoveryengine,
];

/** @throws RangeError for a service that is not played, with the ones that are. */
export function emulatedService(key: string): ServiceDefinition {
  const service = emulatedServices.find((candidate) => candidate.service === key);
  if (service === undefined) {
    const known = emulatedServices.map((candidate) => candidate.service).join(", ");
    throw new RangeError(`The emulator does not play "${key}". It plays ${known}.`);
  }
  return service;
}
