import { alloydb } from "./alloydbService.js";
import { cloudaicompanion } from "./cloudaicompanionService.js";
import { datafusion } from "./datafusionService.js";
import { datastore } from "./datastoreService.js";
import { describedService, type ServiceDescription } from "./describedService.js";
import { discoveryengine } from "./discoveryengineService.js";
import type { ServiceDefinition } from "./serviceDefinition.js";

/** The services that every emulator has. */
const builtInServices: readonly ServiceDefinition[] = [
  alloydb,
  cloudaicompanion,
  datafusion,
  datastore,
  discoveryengine,
];

/** The built-in services and the described ones; a description replaces the built-in service with its key. */
export function emulatedServices(descriptions: readonly ServiceDescription[]): readonly ServiceDefinition[] {
  const described = descriptions.map(describedService);
  const replaced = new Set(described.map(({ service }) => service));
  return [...builtInServices.filter(({ service }) => !replaced.has(service)), ...described];
}

/** Finds a service by its key. @throws RangeError that lists the services, if there is none. */
export function emulatedService(
  key: string,
  services: readonly ServiceDefinition[] = builtInServices,
): ServiceDefinition {
  const service = services.find((candidate) => candidate.service === key);
  if (service === undefined) {
    const known = services.map((candidate) => candidate.service).join(", ");
    throw new RangeError(`The emulator does not have the service "${key}". It has ${known}.`);
  }
  return service;
}
