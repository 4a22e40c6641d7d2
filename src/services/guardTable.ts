import type { Result } from "../core/result.js";
import { outOfScope } from "../google/catalog/catalog.js";

/**
 * The form of guardTable.json: the resources of @pulumi/gcp whose service lists operations, cancels them, and shows on which
 * resource each one works. src/google/catalog/generate/guardTable.mjs generates the file.
 */
interface GuardTable {
  /** By the key of the service. */
  services: Readonly<Record<string, ServiceResources>>;
  /** `module/Class` to the resource's name, with its outputs in braces, if its ID is another text. */
  names: Readonly<Record<string, string>>;
  /**
   * `module/Class` to the collections below the resource, each with a list of its own, of operations that can be cancelled;
   * "" is that of the resource itself.
   */
  severalLists: Readonly<Record<string, readonly string[]>>;
  /** Modules of @pulumi/gcp with resources whose service doesn't list operations. */
  unlisted: readonly string[];
  /** Modules with resources whose service doesn't show on which resource an operation works. */
  noTarget: readonly string[];
}

interface ServiceResources {
  /** True if the names of operations lie below the resource. Else they report it as their target. */
  below?: true;
  /** By the module of @pulumi/gcp. */
  classes: Readonly<Record<string, readonly string[]>>;
}

/** The operations that work on a type of resource. */
export interface SelectableOperations {
  /** Catalog key. */
  service: string;
  /** True if their names lie below the resource. Else they report it as their target. */
  areBelow: boolean;
}

let loaded: GuardTable | undefined;

/** Reads the table on first use: a program that only loads this package should not pay for it. */
function loadTable(): GuardTable {
  loaded ??= require("./guardTable.json") as GuardTable;
  return loaded;
}

/**
 * Finds the operations that work on a type of resource of @pulumi/gcp. The error is the reason why none can be selected, in
 * sentences with the remedy.
 *
 * @param type type token, such as `gcp:alloydb/cluster:Cluster`
 */
export function selectableOperations(type: string): Result<SelectableOperations, string> {
  const { module, className } = splitType(type);
  const entry = Object.entries(loadTable().services).find(([, { classes }]) =>
    classes[module]?.includes(className),
  );
  return entry === undefined
    ? { ok: false, error: reasonFor(module, className) }
    : { ok: true, value: { service: entry[0], areBelow: entry[1].below === true } };
}

/** The name of a type's resources, with their outputs in braces; `undefined` if it is the ID. */
export function nameTemplateOf(type: string): string | undefined {
  const { module, className } = splitType(type);
  return loadTable().names[`${module}/${className}`];
}

/** All types whose operations can be selected. */
export function selectableTypes(): string[] {
  return Object.values(loadTable().services).flatMap(({ classes }) =>
    Object.entries(classes).flatMap(([module, names]) =>
      names.map((name) => `gcp:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`),
    ),
  );
}

function splitType(type: string): { module: string; className: string } {
  const [, module = "", className = ""] = /^gcp:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
  return { module, className };
}

const LEAVE_OUT = "Leave guard out.";
const NAME_THEM = "Select operations by their names: new OperationGroup(…, { service, operationNames }).";

function reasonFor(module: string, className: string): string {
  const { services, severalLists, unlisted, noTarget } = loadTable();
  if (module === "") {
    return "The first argument is not a resource of @pulumi/gcp. Pass such a resource, or write an OperationGroup.";
  }
  if (/I(?:am|AM)(?:Member|Binding|Policy)$/.test(className)) {
    return "No operation works on a permission. Guard the resource that it belongs to.";
  }
  const exclusion = outOfScope(module);
  if (exclusion !== undefined) {
    return `${exclusion} ${LEAVE_OUT}`;
  }
  const lists = severalLists[`${module}/${className}`];
  if (lists !== undefined) {
    const below = lists.flatMap((collections) =>
      collections === "" ? [] : `/${collections.split("/").join("/ID/")}/ID`,
    );
    return (
      "Its operations are in several lists, and a group reads one. Write an OperationGroup for each list that matters. " +
      `Set the argument parent of the OperationGroup to the name of the resource, or to that name followed by ${below.join(" or ")}.`
    );
  }
  if (unlisted.includes(module)) {
    return `Its service does not list operations. ${NAME_THEM}`;
  }
  if (noTarget.includes(module)) {
    return `Its service does not show which operations work on it. ${NAME_THEM}`;
  }
  return Object.values(services).some(({ classes }) => module in classes)
    ? `No operation is known to work on a ${className}. Guard the resource that contains it, or write an OperationGroup.`
    : `Its service has no operations that can be cancelled. ${LEAVE_OUT}`;
}
