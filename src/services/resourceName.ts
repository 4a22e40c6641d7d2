import type { Input, Output } from "@pulumi/pulumi";
import { findService } from "../google/catalog.js";
import { fitsPattern } from "../google/namePattern.js";
import { pathProblem, quoted } from "../google/resourcePath.js";
import { RecipeError } from "./errors/recipeError.js";
import type { GcpResource } from "./gcpResources.js";
import { readText } from "./readText.js";

/** A kind of resource that requests name. */
export interface ResourceKind {
  /** Catalog key of the service that has it. */
  service: string;
  /** What messages call it, with its article: "an AlloyDB cluster". */
  what: string;
  /** What its name looks like; the first is the form that messages show. */
  patterns: readonly [string, ...string[]];
  /** Class of @pulumi/gcp: "gcp.alloydb.Cluster". */
  gcpClass: string;
}

/**
 * The full name of a resource, `projects/…`, from what a user gives for it: the name itself, the name behind its
 * host (`//alloydb.googleapis.com/projects/…`), or the resource of @pulumi/gcp, whose id is the name.
 *
 * @throws RecipeError for a text that is no such name; for an output, once its value is known
 */
export function resourceName(
  kind: ResourceKind,
  property: string,
  reference: Input<string | GcpResource>,
): Output<string> {
  return readText(reference, (text) => readName(kind, property, text));
}

function readName(kind: ResourceKind, property: string, text: string | undefined): string {
  const name = text === undefined ? undefined : withoutHost(kind, text);
  if (name !== undefined && pathProblem(name) === undefined && fits(kind, name)) {
    return name;
  }
  const shown = kind.patterns[0].replaceAll("*", "…");
  const wrong = text === undefined ? "It is missing." : `${quoted(text)} is not the name of ${kind.what}.`;
  throw new RecipeError(kind.service, property, `${wrong} Give ${shown} or the ${kind.gcpClass} itself.`);
}

function withoutHost(kind: ResourceKind, text: string): string | undefined {
  const [, host, name] = /^\/\/([^/]*)\/(.*)$/s.exec(text) ?? [];
  if (host === undefined || name === undefined) {
    return text;
  }
  return findService(host)?.key === kind.service ? name : undefined;
}

/** Only a project's id may have a colon (`example.com:shop`); elsewhere it would begin a custom method. */
function fits(kind: ResourceKind, name: string): boolean {
  const [, , ...behindProject] = name.split("/");
  return (
    kind.patterns.some((pattern) => fitsPattern(name, pattern)) &&
    !behindProject.some((segment) => segment.includes(":"))
  );
}
