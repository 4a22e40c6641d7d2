import * as pulumi from "@pulumi/pulumi";
import type { OperationError } from "../../core/operation.js";
import type { OperationState } from "../state/outputs.js";
import type { LongRunningOperationArgs } from "./args.js";
import { checkProgram, hiddenInputs } from "./dynamicResource.js";

/** Shown as `pulumi-nodejs:lro:Operation`: a longer one hides status and progress on a terminal of 80 columns. */
const TYPE = "pulumi-nodejs:lro/operation:Operation";

/** The type token of 0.1. */
const EARLIER_TYPE = "pulumi-nodejs:dynamic/gcp-lro:LongRunningOperation";

/**
 * A Google Cloud long-running operation. Its deletion and its replacement cancel the operation and wait until
 * GetOperation reports that it has ended.
 *
 * ## Example Usage
 *
 * ```typescript
 * const exported = new LongRunningOperation("export", {
 *   service: "alloydb",
 *   start: {
 *     path: `projects/${project}/locations/europe-west1/clusters/orders:export`,
 *     body: { database: "orders", gcsDestination: { uri: "gs://backups/orders.sql" }, sqlExportOptions: {} },
 *   },
 *   triggers: [revision],
 * });
 * ```
 *
 * ## Adopt
 *
 * `operationName` in place of `start` adopts an operation that already runs. `pulumi import` doesn't work for dynamic
 * resources (pulumi/pulumi#16175).
 */
export class LongRunningOperation extends pulumi.CustomResource {
  /** Name of the operation, as the service returned it. */
  declare readonly operationName: pulumi.Output<string>;
  /** The state at the last poll. `pulumi refresh` polls again. */
  declare readonly state: pulumi.Output<OperationState>;
  /** True once GetOperation has reported the end. False for `GONE`. */
  declare readonly done: pulumi.Output<boolean>;
  /** The error that it ended with. `code` is a gRPC number. */
  declare readonly error: pulumi.Output<OperationError | undefined>;
  /** The response that it completed with. */
  declare readonly response: pulumi.Output<Record<string, unknown> | undefined>;
  /** Its metadata, as the service returned them. */
  declare readonly metadata: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whole percent, if the service reports it. */
  declare readonly progressPercent: pulumi.Output<number | undefined>;
  /** The resource that it works on, if the service reports it. */
  declare readonly target: pulumi.Output<string | undefined>;
  /** The kind of work, if the service reports it. */
  declare readonly verb: pulumi.Output<string | undefined>;
  /** RFC 3339, if the service reports it. */
  declare readonly startTime: pulumi.Output<string | undefined>;
  /** RFC 3339, if the service reports it. */
  declare readonly endTime: pulumi.Output<string | undefined>;
  /** True if its cancellation was requested, by this resource or according to its metadata. */
  declare readonly cancelRequested: pulumi.Output<boolean>;
  /** Base URL of the last poll. */
  declare readonly endpoint: pulumi.Output<string>;
  /** API version of the last poll. */
  declare readonly apiVersion: pulumi.Output<string>;

  /** True for a resource of this type, including one made by another copy of this package. */
  static override isInstance(value: unknown): value is LongRunningOperation {
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TYPE
    );
  }

  constructor(name: string, args: LongRunningOperationArgs, opts?: pulumi.CustomResourceOptions) {
    checkProgram(`LongRunningOperation ${name}`, args, opts);
    const outputs = {
      state: undefined,
      done: undefined,
      error: undefined,
      response: undefined,
      metadata: undefined,
      progressPercent: undefined,
      target: undefined,
      verb: undefined,
      startTime: undefined,
      endTime: undefined,
      cancelRequested: undefined,
    };
    const inputs = {
      operationName: undefined,
      endpoint: undefined,
      apiVersion: undefined,
      ...args,
      ...hiddenInputs({
        type: TYPE,
        name,
        parent: opts?.parent,
        provider: "longRunningOperation",
        args,
        nameArguments: nameArguments(args),
      }),
    };
    // The old operation has to end before the new one starts, whatever the reason for the replacement.
    const options = pulumi.mergeOptions(
      { deleteBeforeReplace: true, aliases: [{ type: EARLIER_TYPE }] },
      opts,
    );
    super(TYPE, name, { ...outputs, ...inputs }, options);
  }
}

/** The arguments that become part of the operation's name, and of every request about it. */
function nameArguments({ operationName, start }: LongRunningOperationArgs): unknown {
  const isPlain = !pulumi.Output.isInstance(start) && !(start instanceof Promise);
  return [operationName, isPlain ? start?.path : start];
}
