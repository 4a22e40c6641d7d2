import * as pulumi from "@pulumi/pulumi";
import { nameTemplateOf, selectableOperations } from "../../services/guardTable.js";
import { isPending } from "../../services/recipes/fieldRules.js";
import { targetOfResource } from "../../services/resourceTarget.js";
import { isMocked, kindOf } from "../../services/sdkValues.js";
import { checkArguments } from "./dynamicResource.js";
import type { GroupOptions } from "./groupArgs.js";
import { OperationGroup } from "./operationGroup.js";

/** The arguments of {@link guard}: those of a group that the resource doesn't decide. */
export interface GuardArgs extends Partial<Omit<GroupOptions, "service">> {
  /** Name of the group in the program. Default: that of the resource and `-operations`. */
  name?: string;
  /** Filter in the service's own language (AIP-160). Refused if the service is known to ignore it. */
  filter?: pulumi.Input<string>;
  /** Kinds of work, as the service reports them, such as `export`; upper and lower case are equal. Default: all. */
  verbs?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Makes an {@link OperationGroup} of the operations that work on a resource of @pulumi/gcp or on one below it, so that
 * they end before Pulumi deletes or replaces the resource:
 *
 * ```typescript
 * const cluster = new gcp.alloydb.Cluster("orders", { … });
 * guard(cluster);
 * ```
 *
 * It cancels operations that others have started. The group is called `orders-operations` and has the parent of the
 * resource. A `gcp.Provider` of the resource isn't used: pass its settings, `guard(cluster, gcpProviderArgs(provider,
 * "alloydb"))`.
 *
 * @throws RunError for a resource whose operations can't be selected, with the reason
 */
export function guard(
  resource: pulumi.CustomResource,
  guardArgs: GuardArgs = {},
  opts?: pulumi.CustomResourceOptions,
): OperationGroup {
  const { type, name, parent } = declarationOf(resource);
  checkGuardArgs(type, name, guardArgs);
  const { name: groupName, ...args } = guardArgs;
  const selectable = selectableOperations(type);
  if (!selectable.ok) {
    throw refusal(type, name, selectable.error);
  }
  // The ID is among the values: Pulumi then replaces the group before it replaces the resource.
  const selection = pulumi
    .output({ id: resource.id, properties: outputsInName(resource, type) })
    .apply(({ id, properties }) => {
      const target = targetOfResource({ type, id, properties });
      if (!target.ok && isMocked()) {
        return { parent: "", target: typeof id === "string" ? id : "" };
      }
      if (!target.ok) {
        throw refusal(
          type,
          name,
          `Its operations can't be selected: ${target.error}. Write an OperationGroup.`,
        );
      }
      return target.value;
    });
  return new OperationGroup(
    groupName ?? `${name}-operations`,
    {
      ...args,
      service: selectable.value.service,
      parent: selection.parent,
      targets: [selection.target],
    },
    // Not a child of the resource: the engine would pass on its option deletedWith, and skip the group's delete.
    pulumi.mergeOptions(parent === undefined ? {} : { parent }, opts),
  );
}

interface Declaration {
  /** Type token. */
  type: string;
  /** Name in the program. */
  name: string;
  parent: pulumi.Resource | undefined;
}

/** The arguments of a group that the resource decides. */
const DECIDED = ["service", "parent", "targets", "operationNames"];

/** Refuses arguments that are not those of guard, for callers without types. @throws RunError */
function checkGuardArgs(type: string, name: string, args: object): void {
  checkArguments(subject(type, name), args, '{ verbs: ["export"] }');
  const decided = DECIDED.find((key) => key in args);
  if (decided !== undefined) {
    const reason = `The argument ${decided} can't be given, because the resource decides which operations are selected. Leave it out, or write an OperationGroup.`;
    throw refusal(type, name, reason);
  }
}

/**
 * The declaration of a resource, which the SDK keeps but doesn't show in its types.
 *
 * @throws RunError for an Output or a Promise of a resource
 */
function declarationOf(resource: unknown): Declaration {
  if (isPending(resource)) {
    throw refusal(
      "",
      "",
      `Pass the resource itself, not ${kindOf(resource)} that contains it. Call guard where the resource is created.`,
    );
  }
  const { __name, __parentResource: parent } = Object(resource) as Partial<Record<string, unknown>>;
  return {
    type: typeOf(resource),
    name: typeof __name === "string" ? __name : "",
    parent: pulumi.Resource.isInstance(parent) ? parent : undefined,
  };
}

function typeOf(resource: unknown): string {
  const { __pulumiType } = Object(resource) as { __pulumiType?: unknown };
  return typeof __pulumiType === "string" ? __pulumiType : "";
}

/** The outputs that the name of a resource consists of, if its ID is another text. */
function outputsInName(resource: pulumi.CustomResource, type: string): Record<string, unknown> {
  const template = nameTemplateOf(type) ?? "";
  return Object.fromEntries(
    [...template.matchAll(/\{(\w+)\}/g)].map(([, property = ""]) => [
      property,
      (resource as unknown as Record<string, unknown>)[property],
    ]),
  );
}

function refusal(type: string, name: string, reason: string): pulumi.RunError {
  return new pulumi.RunError(`${subject(type, name)}: ${reason}`);
}

function subject(type: string, name: string): string {
  const resource = [type, name].filter((text) => text !== "").join(" ");
  return `guard${resource === "" ? "" : ` of ${resource}`}`;
}
