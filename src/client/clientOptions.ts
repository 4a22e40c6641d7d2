import { randomUUID } from "node:crypto";
import type { AuthClient } from "google-auth-library";
import { type Clock, systemClock } from "../core/clock.js";
import { isDurationError, parseDuration } from "../core/duration.js";
import type { ServiceConnection } from "../google/connection.js";
import { connectService } from "../google/operationsApi.js";
import { checkTarget, type ServiceTarget, TargetError } from "../google/service.js";
import type { Identity } from "../google/settings/credentialsSettings.js";
import { readSettings, type SettingsResult } from "../google/settings/settings.js";

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
export interface ClientDependencies {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  connect(target: ServiceTarget): ServiceConnection;
  /** A UUID, for a request that may have to be repeated. */
  newRequestId(): string;
}

/** This machine's time and chance, and Google. */
export const defaultDependencies: ClientDependencies = {
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
  const problems = checkTarget({ ...target, resourceName: "projects/-/locations/global" });
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

/**
 * What pulumi-gcp's users configure, by its keys; each wins over the environment variables that pulumi-gcp reads
 * in its place. Whose credentials are given neither here nor there, Application Default Credentials count.
 */
export interface GoogleOptions {
  /** Whom requests that are about no project count against; see `userProjectOverride`. */
  project?: string;
  /** A key or other credentials as JSON, or the path of a file that holds them. */
  credentials?: string;
  /** An access token, or the path of a file that holds one. Nothing can renew it. */
  accessToken?: string;
  /** An identity of another provider, exchanged for a Google service account's. */
  externalCredentials?: { audience: string; serviceAccountEmail: string; identityToken: string };
  /** OAuth scopes, as full URLs. */
  scopes?: string[];
  /** Has an effect only together with `userProjectOverride`. */
  billingProject?: string;
  /** Whether requests name the project that quota and billing count against. Default: false. */
  userProjectOverride?: boolean;
  /** Sent with every request (`X-Goog-Request-Reason`), for the audit log. */
  requestReason?: string;
  /** Default `googleapis.com`. */
  universeDomain?: string;
  /** Whether to ask a regional host (`{service}.{location}.rep.googleapis.com`) where there is one. */
  preferRegionalEndpoints?: boolean;
}

/** Reads the options together with the environment. No file is opened and nothing is sent. */
export function readGoogleOptions(options: GoogleOptions, environment: NodeJS.ProcessEnv): SettingsResult {
  const values = options as Readonly<Record<string, unknown>>;
  return readSettings((key) => values[key.replace(/^gcp:/, "")], environment);
}
