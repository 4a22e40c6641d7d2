import type { AuthClient } from "google-auth-library";
import { isDurationError, parseDuration } from "../core/duration.js";
import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import { checkTarget, type ServiceTarget, TargetError } from "../google/service.js";
import type { Identity } from "../google/settings/credentialsSettings.js";
import { readSettings, type SettingsResult } from "../google/settings/settings.js";
import { checkFields } from "./arguments.js";
import { ArgumentError } from "./clientErrors.js";

/** The service that a client talks to, and the way there; see {@link GoogleOptions} for credentials and the like. */
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
   * Client of google-auth-library that sends the requests, in place of the configured credentials.
   * The emulator of `GCP_LRO_EMULATOR_HOST` is sent none.
   */
  authClient?: AuthClient;
  /** Project that quota and billing count against (`X-Goog-User-Project`). Default: as configured. */
  quotaProject?: string;
  /** Time limit of one request, as a Go duration. Default `30s`. */
  requestTimeout?: string;
}

/**
 * Settings of pulumi-gcp, by its keys. Each wins over the environment variables that pulumi-gcp reads in its place.
 * Application Default Credentials are used if neither gives credentials.
 */
export interface GoogleOptions {
  /** Project that requests about no project count against; see `userProjectOverride`. */
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

/**
 * Event of a call. `name` is the operation's as the caller gave it (in `list` the parent, in `start` the path),
 * whatever the service calls it.
 */
export type OperationProgress = OperationEvent & { name: string };

/** Options of every call. */
export interface CallOptions {
  /** Ends the call early. Neither a timer nor a request is left behind. */
  signal?: AbortSignal;
  /**
   * Called for every event: a poll, a cancel that is sent or accepted, a retry, and the outcome for each operation
   * of a wait or a cancel. An error that it throws ends the call.
   */
  onProgress?: (progress: OperationProgress) => void;
  /**
   * Time limit of the whole call, as a Go duration. Default `60m` for calls that wait for an operation, else `5m`.
   * Transient failures are retried until then. In `list` it limits the whole list, and the time that you take between
   * its operations.
   */
  timeout?: string;
}

export interface ListOptions extends CallOptions {
  /** Filter in the service's own language (AIP-160). Refused where the service is known to ignore it. */
  filter?: string;
  /** Operations on a page. Default and maximum are the service's. */
  pageSize?: number;
}

export interface CancelOptions extends CallOptions {
  /**
   * Treatment of an operation that can't be cancelled: `wait` for its natural end, or `abandon` it, with the
   * outcome `running`, `cancelUnsupported`. Default `wait`.
   */
  whenCancelUnsupported?: "wait" | "abandon";
}

export interface CancelAllOptions extends CancelOptions {
  /**
   * Cancels in flight at a time; for services that allow few requests a minute. Default 32. The operations that are
   * being cancelled are waited for in parallel.
   */
  concurrency?: number;
}

/** Operations in flight that a service lists. */
export interface OperationSelection {
  /** Such as `projects/p/locations/l`, or `projects/p/locations/-` where the service takes that. */
  parent: string;
  /** Filter in the service's own language (AIP-160). Refused where the service is known to ignore it. */
  filter?: string;
  /** Predicate on a listed operation. Default: all match. */
  matching?: (operation: Operation) => boolean;
}

/** Default timeout of a call that waits for an operation. */
export const WAIT_TIMEOUT = "60m";

/** Default timeout of a call that does not wait for an operation. Transient failures are retried until then. */
export const CALL_TIMEOUT = "5m";

/** Reads a call's timeout, in milliseconds, and checks its other options. @throws ArgumentError */
export function readTimeout(options: CallOptions, whenLeftOut: string): number {
  checkFields("options", options);
  const { timeout } = options;
  try {
    return parseDuration(timeout ?? whenLeftOut);
  } catch (error) {
    throw isDurationError(error) ? new ArgumentError("timeout", error.message) : error;
  }
}

/**
 * Reads a client's options and the environment, once and for all. No file is opened and nothing is sent.
 *
 * @throws TargetError for options that no operation can be reached by
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
    settings: readGoogleOptions(google),
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

function readGoogleOptions(options: GoogleOptions): SettingsResult {
  const values = options as Readonly<Record<string, unknown>>;
  return readSettings((key) => values[key.replace(/^gcp:/, "")], process.env);
}
