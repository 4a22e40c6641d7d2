import type { OperationsRoute } from "./serviceDefinition.js";

/**
 * A service for the emulator to play beside its own, as data: its routes, and what its operations look like.
 * It is reached as the others are, under `/<service>/`. Every POST, PATCH, PUT and DELETE of something else than an
 * operation starts one; its method is the custom verb ("export"), else "create", "update" or "delete".
 */
export interface ServiceDescription {
  /** Its key, or for a service without one its host; takes the place of one of the emulator's own. */
  readonly service: string;
  /** Default: `service`, with `.googleapis.com` behind it where it is a key. */
  readonly host?: string;
  /** The first is what a seeded operation has that names none. */
  readonly versions: readonly string[];
  /** What stands in front of paths instead of a version alone: `{"v1": "dns/v1"}`. */
  readonly bases?: Readonly<Record<string, string>>;
  /**
   * The methods of its operations and their paths. Default: what google.longrunning.Operations has, for
   * operations of `projects/*\/locations/*`.
   */
  readonly routes?: readonly OperationsRoute[];
  /**
   * What its operations look like. Default "longrunning": google.longrunning's. The others say `status`
   * instead of `done`, as container and sqladmin do.
   */
  readonly form?: OperationForm;
  /**
   * Where operations or parents have other names than their paths: pattern of what stands in paths to the
   * name's form, as in `{"b/*\/operations/*": "projects/_/buckets/{1}/operations/{2}"}`.
   */
  readonly names?: Readonly<Record<string, string>>;
  /** What an accepted cancel is answered. Default "{}"; "nothing" is 204 without a body, as of storage. */
  readonly cancelAnswer?: "{}" | "nothing";
}

export type OperationForm = "longrunning" | "container" | "sqladmin";
