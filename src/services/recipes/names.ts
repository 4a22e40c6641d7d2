import { Config, type Input, type Output, output } from "@pulumi/pulumi";
import { findService } from "../../google/catalog/catalog.js";
import { fitsPattern } from "../../google/catalog/namePattern.js";
import { pathProblem, splitFullName } from "../../google/names/resourceName.js";
import { readSettings } from "../../google/settings/settings.js";
import { type FieldRule, isGiven, isPending } from "./fieldRules.js";
import type { ResourceKind } from "./resourceKinds.js";

/** The parent of a new resource. */
export interface PlaceArgs {
  /**
   * Id or number of the project. Default: as for pulumi-gcp, configuration `gcp:project`, else the environment
   * (`GOOGLE_PROJECT`, `GOOGLE_CLOUD_PROJECT`, `GCLOUD_PROJECT`, `CLOUDSDK_CORE_PROJECT`).
   */
  project?: Input<string | undefined>;
  /**
   * Such as `europe-west1`. Default: as for pulumi-gcp, configuration `gcp:region`, else the environment
   * (`GOOGLE_REGION`, `GCLOUD_REGION`, `CLOUDSDK_COMPUTE_REGION`).
   */
  location?: Input<string | undefined>;
}

/** Reads what a user gives for a name or for a part of one. */
export interface NameRule {
  /** The arguments that it is read from. At most one of them is given. */
  from: readonly string[];
  /** The reason why the text can't be used, with the remedy, in sentences. */
  problem: FieldRule;
  /** The name, or the part of one, that a text without a problem stands for. */
  form(text: string | undefined): string | undefined;
}

/** The full name of a resource: from the name, from the name behind its host, or from the resource's id. */
export function nameOf(kind: ResourceKind, argument: string): NameRule {
  const form = (text: string | undefined) => text && withoutHost(kind, text);
  return {
    from: [argument],
    form,
    problem: (text, show) => {
      const name = typeof text === "string" ? form(text) : "";
      const reason = name ? pathProblem(name) : undefined;
      if (name && reason === undefined && fits(kind, name)) {
        return undefined;
      }
      const wrong = isGiven(text) ? `${show(text)} is not the name of ${kind.what}.` : "It is missing.";
      return `${wrong}${reason === undefined ? "" : ` ${reason}`} Give ${kind.patterns[0].replaceAll("*", "…")} or the ${kind.gcpClass} itself.`;
    },
  };
}

/** A resource's name as an input of a request's body. */
export function nameInput(kind: ResourceKind, reference: unknown): Output<unknown> {
  return resolvedIds(reference).apply((text) => (typeof text === "string" ? withoutHost(kind, text) : text));
}

function withoutHost(kind: ResourceKind, text: string): string {
  const { host, name } = splitFullName(text);
  return host !== undefined && findService(host)?.key === kind.service ? name : text;
}

/** Only a project's id may have a colon (`example.com:shop`); elsewhere it would begin a custom method. */
function fits(kind: ResourceKind, name: string): boolean {
  const [, , ...behindProject] = name.split("/");
  return (
    kind.patterns.some((pattern) => fitsPattern(name, pattern)) &&
    !behindProject.some((segment) => segment.includes(":"))
  );
}

const SEGMENT_FORM = /^[\w.~-]+$/;

/** An old project's id may have a domain before it: `example.com:shop`. */
const PROJECT_FORM = /^(?:[a-z0-9.-]+:)?[a-z0-9-]+$/i;

/** One segment of a name: an id that is given by itself. */
export function segmentOf(
  argument: string,
  wayOut: string,
  fallback: () => string | undefined = () => undefined,
  allowed = SEGMENT_FORM,
): NameRule {
  const form = (text: string | undefined) => text ?? fallback();
  return {
    from: [argument],
    form,
    problem: (given, show) => {
      const text = isGiven(given) ? given : fallback();
      if (typeof text === "string" && allowed.test(text) && pathProblem(text) === undefined) {
        return undefined;
      }
      return `${isGiven(text) ? `${show(text)} can't be part of a name.` : "It is missing."} ${wayOut}`;
    },
  };
}

export const projectId = segmentOf(
  "project",
  "Give the project's id, or configure gcp:project.",
  () => configured().project,
  PROJECT_FORM,
);

export const locationId = segmentOf(
  "location",
  "Give a location such as europe-west1, or configure gcp:region.",
  () => configured().region,
);

/** pulumi-gcp's own settings, as the program sees them. Settings that can't be read fail each resource's check. */
function configured(): { project?: string; region?: string } {
  const settings = readSettings((key) => new Config("gcp").get(key.replace("gcp:", "")), process.env);
  return settings.ok ? settings.value : {};
}

/** A value with the id in place of each resource of @pulumi/gcp. */
export function withIds(value: unknown): unknown {
  if (isPending(value) || typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(withIds);
  }
  return "id" in value && "urn" in value
    ? value.id
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withIds(member)]));
}

/** The value of an input, with the id in place of each resource, also of one that is itself an output. */
export function resolvedIds<Value>(input: Value): Output<Value> {
  const known = output<unknown>(withIds(input)) as Output<unknown>;
  return known.apply((value) => output<unknown>(withIds(value))) as Output<Value>;
}
