import type { JsonObject } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import { readMetadata } from "./json/metadata.js";
import { isSameOrBelow, type ProjectForms, projectForms } from "./names/resourceMatch.js";

/** The part of a selection that decides by the resource and the kind of work of each operation. */
export interface TargetSelection {
  /** The parent whose operations are listed. */
  parent: string;
  /** Names of resources. Absent: all. */
  targets?: readonly string[];
  /** Kinds of work, as operations report them, in upper or lower case. Absent: all. */
  verbs?: readonly string[];
}

/**
 * The relation of an operation to a selection.
 *
 * - `selected`: it works on a target, or on a resource below one.
 * - `deletesTarget`: it deletes a target, or a resource above one. Without targets: it deletes a resource.
 * - `unidentified`: it may be one of these. It reports too little to decide, and its name doesn't show it either.
 * - `other`: it is none of these.
 */
export type OperationMatch = "selected" | "deletesTarget" | "unidentified" | "other";

/** Decides by target and verb whether a selection includes an operation. */
export function matchOperation(operation: Operation, selection: TargetSelection): OperationMatch {
  const byVerb = matchVerb(operation, selection.verbs);
  const own = projectForms(selection.parent, operation.name);
  const match = matchTarget(operation, selection, own);
  // A number alone doesn't show which ID is that of the same project.
  const isCertain = own.id !== undefined || matchTarget(operation, selection, {}) !== "other";
  const byTarget = match === "other" || isCertain ? match : "unidentified";
  if (byVerb === "other" || byTarget === "other") {
    return "other";
  }
  return byVerb === "unidentified" ? byVerb : byTarget;
}

function matchVerb({ metadata }: Operation, verbs: readonly string[] | undefined): OperationMatch {
  if (verbs === undefined) {
    return "selected";
  }
  const verb = readMetadata(metadata).verb?.toLowerCase();
  if (verb === undefined) {
    return "unidentified";
  }
  return verbs.some((selected) => selected.toLowerCase() === verb) ? "selected" : "other";
}

function matchTarget(
  { name, metadata }: Operation,
  { targets }: TargetSelection,
  own: ProjectForms,
): OperationMatch {
  if (targets === undefined) {
    return isDelete(metadata) ? "deletesTarget" : "selected";
  }
  const isInSelection = (resource: string) => targets.some((target) => isSameOrBelow(resource, target, own));
  const isAboveSelection = (resource: string) =>
    targets.some((target) => isSameOrBelow(target, resource, own));

  const reported = reportedTarget(metadata);
  const parentOfOperation = name.replace(/(?:^|\/)[^/]+\/[^/]+$/, "");
  const isBelowTarget = isInSelection(parentOfOperation);
  const resource = reported ?? (isBelowTarget ? parentOfOperation : undefined);
  if (resource === undefined) {
    return isAboveSelection(parentOfOperation) ? "unidentified" : "other";
  }
  if (isDelete(metadata) && isAboveSelection(resource)) {
    return "deletesTarget";
  }
  return isBelowTarget || isInSelection(resource) ? "selected" : "other";
}

/** The resource that an operation reports as its target. A bare ID is none: it doesn't show the resource above it. */
function reportedTarget(metadata: JsonObject | undefined): string | undefined {
  const { target } = readMetadata(metadata);
  return target?.includes("/") ? target : undefined;
}

/** Checks for the deletion of a resource, by the verb or else by the type of the metadata. */
function isDelete(metadata: JsonObject | undefined): boolean {
  const { verb } = readMetadata(metadata);
  const type = metadata?.["@type"];
  return verb === undefined
    ? typeof type === "string" && /[./]Delete\w*Metadata$/.test(type)
    : /^delete/i.test(verb);
}
