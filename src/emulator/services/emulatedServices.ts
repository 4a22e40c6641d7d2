import { alloydb } from "./alloydbService.js";
import { cloudaicompanion } from "./cloudaicompanionService.js";
import { datafusion } from "./datafusionService.js";
import { datastore } from "./datastoreService.js";
import { describedService } from "./describedService.js";
import { discoveryengine } from "./discoveryengineService.js";
import type { ServiceDefinition } from "./serviceDefinition.js";
import type { ServiceDescription } from "./serviceDescription.js";

/** Every service that the emulator plays by itself. */
const emulatedServices: readonly ServiceDefinition[] = [
  alloydb,
  cloudaicompanion,
  datafusion,
  datastore,
  discoveryengine,
];

/** The emulator's own services, but for those in whose place others are described, and the described ones. */
export function playedServices(descriptions: readonly ServiceDescription[]): readonly ServiceDefinition[] {
  const described = descriptions.map(describedService);
  const replaced = new Set(described.map(({ service }) => service));
  return [...emulatedServices.filter(({ service }) => !replaced.has(service)), ...described];
}

/** @throws RangeError for a service that is not played, with the ones that are. */
export function emulatedService(
  key: string,
  services: readonly ServiceDefinition[] = emulatedServices,
): ServiceDefinition {
  const service = services.find((candidate) => candidate.service === key);
  if (service === undefined) {
    const known = services.map((candidate) => candidate.service).join(", ");
    throw new RangeError(`The emulator does not play "${key}". It plays ${known}.`);
  }
  return service;
}
