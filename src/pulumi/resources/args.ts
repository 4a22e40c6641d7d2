import type { Input } from "@pulumi/pulumi";
import type { LiteralUnion } from "../../core/text.js";
import type { ServiceKey } from "../../google/catalog/serviceKey.js";
import type { GiveOneOf } from "../../services/recipes/recipe.js";
import type {
  OnDelete,
  OnInterrupt,
  WhenCancelUnsupported,
  WhenCompletedDespiteCancel,
} from "../state/policies.js";

export type { OnDelete, OnInterrupt, WhenCancelUnsupported, WhenCompletedDespiteCancel };

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

/** The request that starts the operation. Its response is the operation. */
export interface StartRequest extends HttpRequest {
  /**
   * The part of the request that takes a request ID, which makes a repeated start safe: the `query` parameter or the
   * `body` field `requestId`. Default `none`: the service takes none, and a start whose response is lost is not
   * repeated.
   */
  requestId?: Input<"query" | "body" | "none">;
}

/** Limits of whole steps, as Go durations: `"90s"`, `"30m"`, `"1h30m"`. */
export interface Timeouts {
  /** Limit of create, and of an update that waits. Default `60m`. */
  create?: Input<string>;
  /** Limit of delete, including an undo. Default `60m`. */
  delete?: Input<string>;
  /** Limit of one request. Default: `gcp:requestTimeout`, else `30s`. */
  request?: Input<string>;
}

/**
 * The arguments of {@link LongRunningOperation}: either `start` or `operationName`. `undo` is required if
 * `whenCompletedDespiteCancel` is `"undo"`.
 */
export type LongRunningOperationArgs = OperationOptions & OperationSource & CompletionPolicy;

/**
 * Exactly one of `start` and `operationName`.
 *
 * @inline
 */
export type OperationSource =
  | StartedOperation
  | AdoptedOperation
  | (Triggers & GiveOneOf<"start" | "operationName">);

/** @inline */
export interface Triggers {
  /**
   * Any change of these values replaces the resource: delete cancels the old operation and waits for its end, then
   * a new one starts. The option `replaceOnChanges` has no effect on dynamic resources.
   */
  // biome-ignore lint/suspicious/noExplicitAny: values of any type, compared as JSON
  triggers?: Input<any[]>;
}

/** @inline */
export interface StartedOperation extends Triggers {
  /** Starts the operation. A change replaces the resource. */
  start: Input<StartRequest>;
  operationName?: undefined;
}

/** @inline */
export interface AdoptedOperation {
  /**
   * Adopts an operation that already runs or has ended, by its name: `projects/…/operations/…`. Delete cancels it
   * like a started one. A change replaces the resource.
   */
  operationName: Input<string>;
  start?: undefined;
  /** Not with `operationName`: an adopted operation is not started anew. */
  triggers?: undefined;
}

/**
 * `undo` is required with the policy `"undo"`.
 *
 * @inline
 */
export type CompletionPolicy = CompletionWithoutUndo | CompletionWithUndo;

/** @inline */
export interface CompletionWithUndo {
  whenCompletedDespiteCancel: Input<WhenCompletedDespiteCancel>;
  /**
   * The compensating request of `whenCompletedDespiteCancel: "undo"`, such as
   * `{ method: "DELETE", path: "{target}" }`. With another policy it has no effect. In its path, in the values of
   * its query and in the texts of its body, `{target}` is replaced by the resource that the operation worked on and
   * `{response.name}` by the name in its response. If its response is an operation, delete waits for that one.
   *
   * It may be sent more than once. If it fails, the resource stays in the state for the next destroy. It is part of
   * the state; its secrets are encrypted there.
   */
  undo: Input<HttpRequest>;
}

/** @inline */
export interface CompletionWithoutUndo extends Partial<Pick<CompletionWithUndo, "undo">> {
  /** Default `accept`, always reported. */
  whenCompletedDespiteCancel?: Input<Exclude<WhenCompletedDespiteCancel, "undo">>;
}

/** @inline */
export interface OperationOptions {
  /**
   * The service: its key (`alloydb`) or host (`alloydb.googleapis.com`). A host that the catalog doesn't know
   * needs `apiVersion`; its requests use the standard google.longrunning paths.
   */
  service: Input<LiteralUnion<ServiceKey>>;
  /** Version of the service's API, such as `v1beta`. Default: one that can cancel this operation. */
  apiVersion?: Input<string>;
  /** The event that create waits for: the operation has `started` or is `done`. Default `started`. */
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
   * `gcp:userProjectOverride` the `gcp:billingProject` or the resource's own project, else none.
   */
  quotaProject?: Input<string>;
  /**
   * E-mail address of the service account that this resource's requests act as. Default:
   * `gcp:impersonateServiceAccount`, else `GOOGLE_IMPERSONATE_SERVICE_ACCOUNT`.
   */
  impersonateServiceAccount?: Input<string>;
  /**
   * E-mail addresses of the service accounts that delegate the permission to act as `impersonateServiceAccount`.
   * Default: `gcp:impersonateServiceAccountDelegates`, unless `impersonateServiceAccount` is given here.
   */
  impersonateServiceAccountDelegates?: Input<Input<string>[]>;
}
