import * as pulumi from "@pulumi/pulumi";
import { checkProgram, hiddenInputs } from "./dynamicResource.js";
import type { OperationGroupArgs } from "./groupArgs.js";

/** Shown as `pulumi-nodejs:lro:Group`. */
const TYPE = "pulumi-nodejs:lro/group:Group";

/**
 * A group of long-running operations that have to end before a resource is deleted or replaced. Its deletion and its
 * replacement list the operations in flight, cancel them, and wait until GetOperation reports the end of each, until no
 * new one appears. Nothing else that it does sends a request.
 *
 * It cancels operations that others have started: that is its purpose. Operations that delete the resource are waited
 * for. Operations that the service runs by itself are left alone, as are those that report no target.
 *
 * ## Example Usage
 *
 * ```typescript
 * new OperationGroup("orders-operations", {
 *   service: "alloydb",
 *   parent: `projects/${project}/locations/europe-west1`,
 *   targets: [cluster.id],
 * });
 * ```
 *
 * The group depends on `cluster.id`, so Pulumi deletes it before the cluster, in a replacement too. The option `dependsOn`
 * alone works for `destroy` only. Use one group for each parent.
 *
 * The options `retainOnDelete` and `deletedWith` are refused: with them Pulumi would drop the group without ending the
 * operations. A `deletedWith` that a parent component passes on can't be refused; don't give it to one.
 */
export class OperationGroup extends pulumi.CustomResource {
  /** True for a resource of this type, including one made by another copy of this package. */
  static override isInstance(value: unknown): value is OperationGroup {
    return (
      typeof value === "object" &&
      value !== null &&
      (value as { __pulumiType?: unknown }).__pulumiType === TYPE
    );
  }

  constructor(name: string, args: OperationGroupArgs, opts?: pulumi.CustomResourceOptions) {
    checkProgram(`OperationGroup ${name}`, args, opts);
    checkOptions(name, opts);
    const inputs = {
      ...args,
      ...givenSelectors(args),
      ...hiddenInputs({
        type: TYPE,
        name,
        parent: opts?.parent,
        provider: "operationGroup",
        args,
        nameArguments: [args.parent, args.operationNames, args.targets],
      }),
    };
    // The operations have to end before the resource behind the group is replaced.
    const options = pulumi.mergeOptions({ deleteBeforeReplace: true }, opts);
    // False, because a parent component would pass on its own option.
    super(TYPE, name, inputs, { ...options, retainOnDelete: false });
  }
}

/** The inputs that select among the operations below a parent, each with its empty value, which the provider refuses. */
const SELECTORS = { filter: "", targets: [], verbs: [] };

/**
 * The selectors that were given. One without a value, such as a missing configuration value, gets the empty value: Pulumi
 * would leave it out, and the group would select every operation below the parent.
 */
function givenSelectors(args: OperationGroupArgs): pulumi.Inputs {
  const given = Object.entries(SELECTORS).filter(([key]) => key in args && args.operationNames === undefined);
  return Object.fromEntries(
    given.map(([key, empty]) => {
      const value: unknown = args[key as keyof typeof SELECTORS];
      const isPending = pulumi.Output.isInstance(value) || value instanceof Promise;
      return [key, isPending ? pulumi.output(value).apply((settled) => settled ?? empty) : (value ?? empty)];
    }),
  );
}

/** Refuses options with which Pulumi would drop the group without ending the operations. @throws RunError */
function checkOptions(name: string, opts: pulumi.CustomResourceOptions | undefined): void {
  const refused = [
    ...(opts?.retainOnDelete === true ? ["retainOnDelete"] : []),
    ...(opts?.deletedWith === undefined ? [] : ["deletedWith"]),
  ];
  if (refused.length > 0) {
    throw new pulumi.RunError(
      `OperationGroup ${name}: ${refused.join(" and ")} can't be used: Pulumi would drop the group without ending its ` +
        `operations. Leave out ${refused.length > 1 ? "both options" : "the option"}. To leave the operations running, set onDelete to "abandon".`,
    );
  }
}
