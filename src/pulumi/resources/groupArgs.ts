import type { Input } from "@pulumi/pulumi";
import type { OperationOptions } from "./args.js";

/** The arguments of {@link OperationGroup}: either `parent`, whose operations are listed, or `operationNames`. */
export type OperationGroupArgs = GroupOptions & GroupSelectionArgs;

/** @inline */
export type GroupSelectionArgs =
  | {
      /**
       * The parent whose operations are listed at delete, such as `projects/p/locations/europe-west1`. A change
       * replaces the group.
       */
      parent: Input<string>;
      /** Filter in the service's own language (AIP-160). Refused if the service is known to ignore it. */
      filter?: Input<string>;
      /**
       * Names of resources: selects the operations that report one of them, or a resource below it, as their target, and
       * those whose own name lies below one. A project's ID and number are equal within the project of `parent`. Give
       * `cluster.id`, not a text: then the group is also replaced, and the operations end, before the cluster is
       * replaced. Default: all operations below `parent`.
       */
      targets?: Input<Input<string>[]>;
      /** Kinds of work, as the service reports them, such as `export`; upper and lower case are equal. Default: all. */
      verbs?: Input<Input<string>[]>;
      operationNames?: undefined;
    }
  | {
      /** Names of operations, with or without `//host/` before them. A change sends nothing. */
      operationNames: Input<Input<string>[]>;
      parent?: undefined;
      filter?: undefined;
      targets?: undefined;
      verbs?: undefined;
    };

/** @inline */
export type GroupOptions = Pick<
  OperationOptions,
  | "service"
  | "apiVersion"
  | "onDelete"
  | "whenCancelUnsupported"
  | "timeouts"
  | "endpoint"
  | "quotaProject"
  | "impersonateServiceAccount"
  | "impersonateServiceAccountDelegates"
>;
