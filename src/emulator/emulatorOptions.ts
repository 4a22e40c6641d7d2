import type { CredentialsPolicy } from "./http/requestChecks.js";
import type { RecordedRequest } from "./http/requestLog.js";
import { type DurationLike, toMilliseconds } from "./operations/behaviour.js";
import type { ServiceDescription } from "./services/describedService.js";
import { emulatedService, emulatedServices } from "./services/emulatedServices.js";
import type { ServiceDefinition } from "./services/serviceDefinition.js";

/** Options of an emulator. Everything is optional. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default: any free one. */
  port?: number;
  /** Time from the start of an operation to its own end. Default "60s". */
  operationTime?: DurationLike;
  /** Time from a cancel to its effect. Default "2s". */
  cancelTime?: DurationLike;
  /** "real" time follows the system's clock; "driven" time moves only by `advance`. Default "real". */
  time?: "real" | "driven";
  /**
   * The credentials that requests need: none ("none", the default), any bearer token ("required"), or this token.
   * Other requests are answered 401.
   */
  credentials?: CredentialsPolicy;
  /** Seed of ids and of faults with a probability: the same seed and requests give the same run. Default 1. */
  seed?: number;
  /** The project number in Discovery Engine's operation names. Default "123456789012". */
  projectNumber?: string;
  /** The most entries of `requests`; above it, the oldest are dropped. Default 100,000. */
  maxRecorded?: number;
  /**
   * A service whose prefix is optional (`/v1beta/…` beside `/alloydb/v1beta/…`), for clients that accept a host and
   * a port, but no path. Default: none.
   */
  rootService?: string;
  /** Services to emulate beside the built-in ones, or instead of them. */
  services?: readonly ServiceDescription[];
  /** Called with every request when it is answered. */
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
      `port: ${port} is not a port. Give a number from 1 to 65535, or leave it out to use a free port.`,
    );
  }
  const projectNumber = options.projectNumber ?? "123456789012";
  if (!/^\d+$/.test(projectNumber)) {
    throw new RangeError(`projectNumber: "${projectNumber}" is not a project number. Give only digits.`);
  }
  const services = emulatedServices(options.services ?? []);
  return {
    port,
    defaults: {
      operationTime: toMilliseconds(options.operationTime, 60_000),
      cancelTime: toMilliseconds(options.cancelTime, 2_000),
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
