import type { Input } from "@pulumi/pulumi";

/**
 * What deletion does to an operation that is still in flight.
 *
 * - `cancelAndWait`: ask for cancellation, then wait until GetOperation says that the operation has ended. When
 *   the delete succeeds, nothing runs any more.
 * - `cancel`: ask for cancellation and go on. The request was accepted; whether, when and how the operation ends
 *   is unknown.
 * - `wait`: let it run its natural course and wait for its end. Nothing is cancelled.
 * - `abandon`: neither cancel nor wait. The operation goes on, unattended.
 */
export type OnDelete = "cancelAndWait" | "cancel" | "wait" | "abandon";

/**
 * What Ctrl-C or SIGTERM does to an operation that create or update waits for: ask for its cancellation, or
 * leave it running for the next `pulumi up` to wait for.
 */
export type OnInterrupt = "cancel" | "leave";

/**
 * What deletion does when the operation can't be cancelled: the service says UNIMPLEMENTED, or has no such
 * route. `wait` for its natural end, `fail` and keep it in the state, or `abandon` it with a warning.
 */
export type WhenCancelUnsupported = "wait" | "fail" | "abandon";

/**
 * What deletion does when the operation was asked to be cancelled and completed all the same: `accept` that,
 * with a warning; `fail` once, so that somebody looks at the side effects; or `undo` it by a compensating request.
 *
 * It is for completion alone. An operation that had completed by itself before the delete is left as it is, and so
 * is what a cancelled or failed one leaves behind. What an `up` with `waitFor: "done"` has taken as completed is
 * wanted, whatever had been asked before.
 */
export type WhenCompletedDespiteCancel = "accept" | "fail" | "undo";

/** A request of the service's REST API. */
export interface HttpRequest {
  /** Default `POST`. */
  method?: Input<"POST" | "PATCH" | "PUT" | "DELETE">;
  /** Relative to `{endpoint}/{apiVersion}/`, such as `projects/p/locations/l/clusters/c:export`. */
  path: Input<string>;
  query?: Input<Record<string, Input<string>>>;
  /** JSON. Absent sends no body at all. */
  // biome-ignore lint/suspicious/noExplicitAny: a request body of any service, nested inputs included
  body?: any;
}

/** The request that starts the operation: its answer is the operation. */
export interface StartRequest extends HttpRequest {
  /**
   * Where the service takes a request id, which makes repeating a start safe: the `query` parameter or the
   * `body` field `requestId`. Default `none`: the service has none, and a start whose answer is lost is not
   * repeated.
   */
  requestId?: Input<"query" | "body" | "none">;
}

/** Limits of whole steps, as Go durations: `"90s"`, `"30m"`, `"1h30m"`. */
export interface Timeouts {
  /** What create (and an update that waits) may take. Default `60m`. */
  create?: Input<string>;
  /** What delete may take, whatever it does. Default `60m`. */
  delete?: Input<string>;
  /** What one request may take. Default: `gcp:requestTimeout`, else `30s`. */
  request?: Input<string>;
}

/**
 * The arguments of {@link LongRunningOperation}: either `start` or `operationName`, and with
 * `whenCompletedDespiteCancel: "undo"` the request that undoes.
 */
export type LongRunningOperationArgs = OperationOptions & OperationSource & CompletionDespiteCancel;

export type OperationSource =
  | {
      /** Starts the operation. A change replaces. */
      start: Input<StartRequest>;
      /**
       * Any change of these values replaces: delete cancels the old operation and waits for its end, then a new one
       * starts. The option `replaceOnChanges` has no effect on dynamic resources.
       */
      // biome-ignore lint/suspicious/noExplicitAny: values of any type, compared as JSON
      triggers?: Input<any[]>;
      operationName?: undefined;
    }
  | {
      /**
       * Adopts an operation that already runs (or has ended), by its name: `projects/…/operations/…`. It is
       * cancelled on delete like one that was started here. A change replaces.
       */
      operationName: Input<string>;
      start?: undefined;
      triggers?: undefined;
    };

export type CompletionDespiteCancel =
  | {
      /** Default `accept`, always reported. */
      whenCompletedDespiteCancel?: Input<Exclude<WhenCompletedDespiteCancel, "undo">>;
      undo?: Input<HttpRequest>;
    }
  | {
      whenCompletedDespiteCancel: Input<WhenCompletedDespiteCancel>;
      /**
       * The compensating request of `whenCompletedDespiteCancel: "undo"`, such as
       * `{ method: "DELETE", path: "{target}" }`; beside another policy it has no effect. In its path, in the values
       * of its query and in the texts of its body, `{target}` stands for what the operation worked on and
       * `{response.name}` for the name in its response. If it answers an operation, that is waited for.
       *
       * It may be sent more than once. One that fails keeps the resource in the state, for the next destroy. It is
       * part of the state; what is secret in it is encrypted there.
       */
      undo: Input<HttpRequest>;
    };

export interface OperationOptions {
  /**
   * The service: its key (`alloydb`) or host (`alloydb.googleapis.com`). A host that the catalog doesn't know
   * needs `apiVersion`; it is used by the standard google.longrunning paths.
   */
  service: Input<string>;
  /** Version of the service's API, such as `v1beta`. Default: one that can cancel this operation. */
  apiVersion?: Input<string>;
  /** What create waits for: that the operation has `started`, or that it is `done`. Default `started`. */
  waitFor?: Input<"started" | "done">;
  /** Default `cancelAndWait`. */
  onDelete?: Input<OnDelete>;
  /** Default `cancel`. */
  onInterrupt?: Input<OnInterrupt>;
  /** Default `wait`. */
  whenCancelUnsupported?: Input<WhenCancelUnsupported>;
  timeouts?: Input<Timeouts>;
  /**
   * Base URL of the service, may have a path. https, or http on loopback. Default: from
   * `GCP_LRO_EMULATOR_HOST`, else `gcp:<service>CustomEndpoint`, else the service's own host.
   */
  endpoint?: Input<string>;
  /**
   * Project that quota and billing count against (`x-goog-user-project`). Default: with
   * `gcp:userProjectOverride` the `gcp:billingProject` or the resource's own project, else none is named.
   */
  quotaProject?: Input<string>;
  /**
   * E-mail address of the service account that this resource's requests act as. Default:
   * `gcp:impersonateServiceAccount`, else `GOOGLE_IMPERSONATE_SERVICE_ACCOUNT`.
   */
  impersonateServiceAccount?: Input<string>;
  /**
   * Service accounts through which the permission to act as `impersonateServiceAccount` is handed on, by their e-mail
   * addresses. Default: `gcp:impersonateServiceAccountDelegates`, unless `impersonateServiceAccount` is given here.
   */
  impersonateServiceAccountDelegates?: Input<Input<string>[]>;
}
