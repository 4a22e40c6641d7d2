import * as pulumi from "@pulumi/pulumi";
import type { OperationError } from "../../core/operation.js";
import type { OperationState } from "../state/outputs.js";
import type { LongRunningOperationArgs } from "./args.js";
import { checkPackageResolution, checkProviderOption } from "./programChecks.js";
import { longRunningOperationProviderText } from "./providerText.js";

/** Shown as `pulumi-nodejs:lro:Operation`: a longer one hides status and progress on a terminal of 80 columns. */
const TYPE = "pulumi-nodejs:lro/operation:Operation";

/** The type token of 0.1. */
const EARLIER_TYPE = "pulumi-nodejs:dynamic/gcp-lro:LongRunningOperation";

/**
 * A Google Cloud long-running operation whose deletion and replacement cancel it, and wait until GetOperation
 * says that it has ended.
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
 * An operation that already runs is taken over by `operationName` in place of `start`. `pulumi import` can't
 * work for dynamic resources (pulumi/pulumi#16175).
 */
export class LongRunningOperation extends pulumi.CustomResource {
  /** Name of the operation as the service formed it. */
  declare readonly operationName: pulumi.Output<string>;
  /** Where it stands, as last seen. `pulumi refresh` looks again. */
  declare readonly state: pulumi.Output<OperationState>;
  /** Whether GetOperation has said that it ended. Also false for `GONE`. */
  declare readonly done: pulumi.Output<boolean>;
  /** Its error, once it ended with one: `code` is a gRPC number. */
  declare readonly error: pulumi.Output<OperationError | undefined>;
  /** Its response, once it completed with one. */
  declare readonly response: pulumi.Output<Record<string, unknown> | undefined>;
  /** Its metadata, as the service formed them. */
  declare readonly metadata: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whole percent, where the service tells. */
  declare readonly progressPercent: pulumi.Output<number | undefined>;
  /** What it works on, where the service tells. */
  declare readonly target: pulumi.Output<string | undefined>;
  /** What it does, where the service tells. */
  declare readonly verb: pulumi.Output<string | undefined>;
  /** RFC 3339, where the service tells. */
  declare readonly startTime: pulumi.Output<string | undefined>;
  /** RFC 3339, where the service tells. */
  declare readonly endTime: pulumi.Output<string | undefined>;
  /** Whether its cancellation was asked for, by this resource or as its metadata show. */
  declare readonly cancelRequested: pulumi.Output<boolean>;
  /** Base URL that it was looked at under. */
  declare readonly endpoint: pulumi.Output<string>;
  /** Version of the service's API that it was looked at with. */
  declare readonly apiVersion: pulumi.Output<string>;

  /** Whether a value is a resource of this type, also one made by another copy of this package. */
  static override isInstance(value: unknown): value is LongRunningOperation {
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TYPE
    );
  }

  constructor(name: string, args: LongRunningOperationArgs, opts?: pulumi.CustomResourceOptions) {
    checkProviderOption(`LongRunningOperation ${name}`, opts);
    checkPackageResolution();
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
      __provider: longRunningOperationProviderText,
      __urn: pulumi.createUrn(name, TYPE, opts?.parent),
      __secret: hasSecret(args),
      __secretName: hasSecret(nameArguments(args)),
    };
    // Whatever makes Pulumi replace it, the old operation has to end before the new one starts.
    const options = pulumi.mergeOptions(
      { deleteBeforeReplace: true, aliases: [{ type: EARLIER_TYPE }] },
      opts,
    );
    super(TYPE, name, { ...outputs, ...inputs }, options);
  }
}

/**
 * Whether anything in the arguments is a secret, `undefined` where nothing is. The provider can't see it, and
 * has to have what the service answers encrypted, where a secret may be repeated.
 */
async function hasSecret(args: unknown): Promise<true | undefined> {
  try {
    return (await pulumi.isSecret(pulumi.output(args))) ? true : undefined;
  } catch {
    // An argument can't be had: the resource's registration says so.
    return undefined;
  }
}

/** The arguments that become part of the operation's name, and of every request about it. */
function nameArguments({ operationName, start }: LongRunningOperationArgs): unknown {
  const isPlain = !pulumi.Output.isInstance(start) && !(start instanceof Promise);
  return [operationName, isPlain ? start?.path : start];
}
