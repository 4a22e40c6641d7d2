import { Config, type Input } from "@pulumi/pulumi";
import { pathProblem } from "../../google/names/resourceName.js";
import { readSettings } from "../../google/settings/settings.js";
import { type FieldRule, isGiven } from "./fieldRules.js";
import { nameWithoutHost, RESOURCE_KINDS, type ResourceKind, resourceNameRule } from "./resourceKinds.js";

/** The project and location of a new resource. */
export interface ProjectLocationArgs {
  /**
   * ID or number of the project. Default: as for pulumi-gcp, configuration `gcp:project`, else the environment
   * (`GOOGLE_PROJECT`, `GOOGLE_CLOUD_PROJECT`, `GCLOUD_PROJECT`, `CLOUDSDK_CORE_PROJECT`).
   */
  project?: Input<string | undefined>;
  /**
   * For example `europe-west1`. Default: as for pulumi-gcp, configuration `gcp:region`, else the environment
   * (`GOOGLE_REGION`, `GCLOUD_REGION`, `CLOUDSDK_COMPUTE_REGION`).
   */
  location?: Input<string | undefined>;
}

/** A variable in the path of a request, such as `{cluster}`. */
export interface PathVariable {
  /** The arguments that give its value. At most one of them is given. */
  from: readonly string[];
  rule: FieldRule;
  /** The value in the path, from the text of an argument without a problem. */
  expand(text: string | undefined): string | undefined;
}

/** The variables that requests of a service can have: `project`, `location` and one for each kind of its resources. */
export function serviceVariables(service: string): Record<string, PathVariable> {
  const kinds: readonly ResourceKind[] = Object.values(RESOURCE_KINDS);
  return {
    project: projectVariable,
    location: locationVariable,
    ...Object.fromEntries(
      kinds.filter((kind) => kind.service === service).map((kind) => [kind.argument, resourceVariable(kind)]),
    ),
  };
}

/** A variable whose value is the name of an existing resource. */
export function resourceVariable(kind: ResourceKind): PathVariable {
  return {
    from: [kind.argument],
    rule: resourceNameRule(kind),
    expand: (text) => text && nameWithoutHost(kind, text),
  };
}

const SEGMENT = /^[\w.~-]+$/;

/** An old project's ID may begin with a domain: `example.com:shop`. */
const PROJECT = /^(?:[a-z0-9.-]+:)?[a-z0-9-]+$/i;

/**
 * A variable whose value is one segment of a name.
 *
 * @param remedy the sentence that a problem ends with
 */
export function segmentVariable(
  argument: string,
  remedy: string,
  fallback: () => string | undefined = () => undefined,
  allowed = SEGMENT,
): PathVariable {
  return {
    from: [argument],
    expand: (text) => text ?? fallback(),
    rule: (given, quote) => {
      const text = isGiven(given) ? given : fallback();
      if (typeof text === "string" && allowed.test(text) && pathProblem(text) === undefined) {
        return undefined;
      }
      return `${isGiven(text) ? `${quote(text)} can't be part of a name.` : "is missing."} ${remedy}`;
    },
  };
}

export const projectVariable = segmentVariable(
  "project",
  "Give the project ID, or configure gcp:project.",
  () => configured().project,
  PROJECT,
);

const locationVariable = segmentVariable(
  "location",
  "Give a location such as europe-west1, or configure gcp:region.",
  () => configured().region,
);

/** pulumi-gcp's settings, as the program sees them. Unreadable settings fail the check of each resource. */
export function configured(): { project?: string; region?: string } {
  const settings = readSettings((key) => new Config("gcp").get(key.replace("gcp:", "")), process.env);
  return settings.ok ? settings.value : {};
}
