import type { AuthClient } from "google-auth-library";
import { isDurationError, parseDuration } from "../core/duration.js";
import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import type { LiteralUnion } from "../core/text.js";
import type { ServiceKey } from "../google/catalog/serviceKey.js";
import { checkTarget, type ServiceTarget, TargetError } from "../google/service.js";
import type { Identity } from "../google/settings/credentialsSettings.js";
import { readSettings, type SettingsResult } from "../google/settings/settings.js";
import { checkFields } from "./arguments.js";
import { ArgumentError } from "./clientErrors.js";

/** The service of a client, and the identity and limits of its requests. {@link GoogleOptions} has the credentials. */
export interface OperationsClientOptions extends GoogleOptions, Identity {
  /**
   * The service: its key (`alloydb`) or host (`alloydb.googleapis.com`). A host that the catalog doesn't know
   * needs `apiVersion`; it is used by the standard google.longrunning paths.
   */
  service: LiteralUnion<ServiceKey>;
  /** Version of the service's API, such as `v1beta`. Default: for each operation one that can cancel it. */
  apiVersion?: string;
  /**
   * Base URL of the service, may have a path. https, or http on loopback. Default: from
   * `GCP_LRO_EMULATOR_HOST`, else from `GOOGLE_<SERVICE>_CUSTOM_ENDPOINT`, else the service's own host.
   */
  endpoint?: string;
  /**
   * Client of google-auth-library that gives the tokens, in place of the configured credentials. Its transporter sends no
   * request to the service. The emulator of `GCP_LRO_EMULATOR_HOST` is sent no token.
   */
  authClient?: AuthClient;
  /** Project that quota and billing count against (`X-Goog-User-Project`). Default: as configured. */
  quotaProject?: string;
  /** Time limit of one request, as a Go duration. Default `30s`. */
  requestTimeout?: string;
}

/**
 * Settings of pulumi-gcp, by its keys. Each takes precedence over the environment variables of pulumi-gcp for it.
 * Application Default Credentials are used if neither gives credentials.
 */
export interface GoogleOptions {
  /** Project that requests about no project count against; see `userProjectOverride`. */
  project?: string;
  /** A key or other credentials as JSON, or the path of a file that contains them. */
  credentials?: string;
  /** An access token, or the path of a file that contains one. It can't be renewed. */
  accessToken?: string;
  /** An identity of another provider, exchanged for a Google service account's. */
  externalCredentials?: { audience: string; serviceAccountEmail: string; identityToken: string };
  /** OAuth scopes, as full URLs. */
  scopes?: string[];
  /** Has an effect only together with `userProjectOverride`. */
  billingProject?: string;
  /** True to name the project that quota and billing count against in requests. Default: false. */
  userProjectOverride?: boolean;
  /** Sent with every request (`X-Goog-Request-Reason`), for the audit log. */
  requestReason?: string;
  /** Default `googleapis.com`. */
  universeDomain?: string;
  /** True to prefer a regional host (`{service}.{location}.rep.googleapis.com`) if there is one. Default: false. */
  preferRegionalEndpoints?: boolean;
}

/**
 * An event of a call. `name` is the operation's name as the caller gave it, for `list` the parent, for `start` the path.
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

/** Options of a list. */
export interface ListOptions extends CallOptions {
  /** Filter in the service's own language (AIP-160). Refused if the service is known to ignore it. */
  filter?: string;
  /** Operations on a page. Default and maximum are the service's. */
  pageSize?: number;
}

/** Options of a cancel that waits. */
export interface CancelOptions extends CallOptions {
  /**
   * Treatment of an operation that can't be cancelled: `wait` for its natural end, or `abandon` it, with the
   * outcome `running`, `cancelUnsupported`. Default `wait`.
   */
  whenCancelUnsupported?: "wait" | "abandon";
}

/** Options of a cancel of many operations. */
export interface CancelAllOptions extends CancelOptions {
  /**
   * Cancels in flight at a time; for services that allow few requests a minute. Default 32. The operations that are
   * being cancelled are waited for in parallel.
   */
  concurrency?: number;
}

/**
 * Operations in flight that a service lists. Operations that the service runs by itself are left out. Operations that
 * delete a selected resource are waited for, not cancelled.
 */
export interface OperationSelection {
  /** The parent, such as `projects/p/locations/l`, or `projects/p/locations/-` if the service accepts that. */
  parent: string;
  /** Filter in the service's own language (AIP-160). Refused if the service is known to ignore it. */
  filter?: string;
  /**
   * Names of resources: selects the operations that report one of them, or a resource below it, as their target, and those
   * whose own name lies below one. A project's ID and number are equal within the project of `parent`. Default: all.
   */
  targets?: readonly string[];
  /** Kinds of work, as the service reports them, such as `export`; upper and lower case are equal. Default: all. */
  verbs?: readonly string[];
  /** Predicate on a listed operation. Default: all match. */
  matching?: (operation: Operation) => boolean;
  /**
   * Called for each operation in flight that reports too little to be compared with `targets` or `verbs`, once the list
   * was read. It is neither cancelled nor waited for.
   */
  onUnidentified?: (operation: Operation) => void;
}

/** Default timeout of a call that waits for an operation. */
export const WAIT_TIMEOUT = "60m";

/** Default timeout of a call that does not wait for an operation. Transient failures are retried until then. */
export const CALL_TIMEOUT = "5m";

/** Reads a call's timeout, in milliseconds, and checks its other options. @throws ArgumentError */
export function readTimeout(options: CallOptions, defaultTimeout: string): number {
  checkFields("options", options);
  const { timeout } = options;
  try {
    return parseDuration(timeout ?? defaultTimeout);
  } catch (error) {
    throw isDurationError(error) ? new ArgumentError("timeout", error.message) : error;
  }
}

/**
 * Reads a client's options and the environment. Opens no file and sends nothing.
 *
 * @throws TargetError for options with which no service can be opened
 */
export function readOptions(options: OperationsClientOptions): ServiceTarget {
  const { service, apiVersion, endpoint, authClient, quotaProject, requestTimeout, ...others } = Object(
    options,
  ) as OperationsClientOptions;
  const { impersonateServiceAccount, impersonateServiceAccountDelegates, ...google } = others;
  if (typeof service !== "string") {
    const reason = "is missing. Give a service's short name such as alloydb, or its host.";
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
    ...(requestTimeout !== undefined && { requestTimeout: readRequestTimeout(requestTimeout) }),
  };
  // An endpoint may have a placeholder for the location, which isn't known yet.
  const problems = checkTarget({ ...target, resourceName: "projects/-/locations/global" });
  if (problems.length > 0) {
    throw new TargetError(problems);
  }
  return target;
}

function readRequestTimeout(requestTimeout: string): number {
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
