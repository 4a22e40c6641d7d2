import type { CredentialsPolicy } from "./http/requestChecks.js";
import type { RecordedRequest } from "./http/requestLog.js";
import { type DurationLike, milliseconds } from "./operations/behaviour.js";
import { emulatedService, playedServices } from "./services/emulatedServices.js";
import type { ServiceDefinition } from "./services/serviceDefinition.js";
import type { ServiceDescription } from "./services/serviceDescription.js";

/** How an emulator is set up. Everything is optional. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default: any that is free. */
  port?: number;
  /** How long operations take from the start to their own end. Default "60s". */
  operationTime?: DurationLike;
  /** How long a cancel takes to have its effect. Default "2s". */
  cancelTime?: DurationLike;
  /** "real" time passes by itself; "driven" time only by `advance`. Default "real". */
  time?: "real" | "driven";
  /**
   * Whose requests are taken: anybody's ("none", the default), those with any bearer token ("required"), or
   * those with this one. Others are answered 401.
   */
  credentials?: CredentialsPolicy;
  /** For ids and for faults with a probability: the same seed and requests give the same run. Default 1. */
  seed?: number;
  /** What Discovery Engine's operation names have in place of the project id. Default "123456789012". */
  projectNumber?: string;
  /** How many requests are kept in `requests`; beyond, the oldest are dropped. Default 100,000. */
  maxRecorded?: number;
  /**
   * A service that is reached without its prefix as well (`/v1beta/…` beside `/alloydb/v1beta/…`): for
   * clients that take a host and a port, but no path. Default: none.
   */
  rootService?: string;
  /** Services to play beside the emulator's own, or in their place. */
  services?: readonly ServiceDescription[];
  /** Called with every request once it is answered. */
  onRequest?: (request: RecordedRequest) => void;
}

/** The options with every default filled in; times in milliseconds. */
export interface ResolvedOptions
  extends Required<Omit<EmulatorOptions, "operationTime" | "cancelTime" | "rootService" | "services">> {
  defaults: { operationTime: number; cancelTime: number };
  rootService: ServiceDefinition | undefined;
  services: readonly ServiceDefinition[];
}

/** @throws DurationError, RangeError for an option that is out of range. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const port = options.port ?? 0;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(
      `port: ${port} is no port. Give one of 1 to 65535, or leave it out for any free one.`,
    );
  }
  const projectNumber = options.projectNumber ?? "123456789012";
  if (!/^\d+$/.test(projectNumber)) {
    throw new RangeError(`projectNumber: "${projectNumber}" is no project number, which has digits only.`);
  }
  const services = playedServices(options.services ?? []);
  return {
    port,
    defaults: {
      operationTime: milliseconds(options.operationTime, 60_000),
      cancelTime: milliseconds(options.cancelTime, 2_000),
    },
    time: options.time ?? "real",
    credentials: options.credentials ?? "none",
    seed: options.seed ?? 1,
    projectNumber,
    maxRecorded: options.maxRecorded ?? 100_000,
    rootService:
      options.rootService === undefined ? undefined : emulatedService(options.rootService, services),
    services,
    onRequest: options.onRequest ?? (() => {}),
  };
}
