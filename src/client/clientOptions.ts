import { randomUUID } from "node:crypto";
import type { AuthClient } from "google-auth-library";
import { type Clock, systemClock } from "../core/clock.js";
import { parseDuration } from "../core/duration.js";
import { isDurationError } from "../core/errors/durationError.js";
import type { Identity } from "../google/credentialsSettings.js";
import { TargetError } from "../google/errors/targetError.js";
import { connectService } from "../google/operationsApi.js";
import type { ServiceConnection } from "../google/serviceConnection.js";
import { checkTarget, type ServiceTarget } from "../google/serviceTarget.js";
import { type GoogleOptions, readGoogleOptions } from "./googleOptions.js";

/** Which service a client talks to, and how; see {@link GoogleOptions} for credentials and the like. */
export interface OperationsClientOptions extends GoogleOptions, Identity {
  /**
   * The service: its key (`alloydb`) or host (`alloydb.googleapis.com`). A host that the catalog doesn't know
   * needs `apiVersion`; it is used by the standard google.longrunning paths.
   */
  service: string;
  /** Version of the service's API, such as `v1beta`. Default: for each operation one that can cancel it. */
  apiVersion?: string;
  /**
   * Base URL of the service, may have a path. https, or http on loopback. Default: from
   * `GCP_LRO_EMULATOR_HOST`, else from `GOOGLE_<SERVICE>_CUSTOM_ENDPOINT`, else the service's own host.
   */
  endpoint?: string;
  /**
   * Sends the requests as somebody: any client of google-auth-library, in place of the configured credentials.
   * The emulator of `GCP_LRO_EMULATOR_HOST` is sent none.
   */
  authClient?: AuthClient;
  /** Project that quota and billing count against (`X-Goog-User-Project`). Default: as configured. */
  quotaProject?: string;
  /** What one request may take, as a Go duration. Default `30s`. */
  requestTimeout?: string;
}

/** What a client needs from outside. */
export interface ClientSurroundings {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  connect(target: ServiceTarget): ServiceConnection;
  /** A UUID, for a request that may have to be repeated. */
  newRequestId(): string;
}

/** This machine's time and chance, and Google. */
export const thisMachine: ClientSurroundings = {
  clock: systemClock,
  random: Math.random,
  connect: connectService,
  newRequestId: randomUUID,
};

/**
 * Reads a client's options and the environment, once and for all.
 *
 * @throws TargetError for options that no operation could be reached by
 */
export function readOptions(options: OperationsClientOptions): ServiceTarget {
  const { service, apiVersion, endpoint, authClient, quotaProject, requestTimeout, ...others } = Object(
    options,
  ) as OperationsClientOptions;
  const { impersonateServiceAccount, impersonateServiceAccountDelegates, ...google } = others;
  if (typeof service !== "string") {
    const reason = "It is missing. Give a service's short name such as alloydb, or its host.";
    throw new TargetError([{ property: "service", reason }]);
  }
  const target: ServiceTarget = {
    service,
    settings: readGoogleOptions(google, process.env),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(endpoint !== undefined && { endpoint }),
    ...(authClient !== undefined && { authClient }),
    ...(quotaProject !== undefined && { quotaProject }),
    ...(impersonateServiceAccount !== undefined && { impersonateServiceAccount }),
    ...(impersonateServiceAccountDelegates !== undefined && { impersonateServiceAccountDelegates }),
    ...(requestTimeout !== undefined && { requestTimeout: milliseconds(requestTimeout) }),
  };
  // An endpoint may have a place for the location of operations that aren't known yet.
  const problems = checkTarget({ ...target, about: "projects/-/locations/global" });
  if (problems.length > 0) {
    throw new TargetError(problems);
  }
  return target;
}

function milliseconds(requestTimeout: string): number {
  try {
    return parseDuration(requestTimeout);
  } catch (error) {
    throw isDurationError(error)
      ? new TargetError([{ property: "requestTimeout", reason: error.message }])
      : error;
  }
}
