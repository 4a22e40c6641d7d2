import { Config, type Input, interpolate, type Output } from "@pulumi/pulumi";
import { pathProblem, quoted } from "../google/resourcePath.js";
import { readSettings } from "../google/settings.js";
import { RecipeError } from "./errors/recipeError.js";
import { readText } from "./readText.js";

/** Where something new is created. */
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

/** What one segment of a name has to be, and what to say when it isn't. */
interface SegmentRule {
  service: string;
  property: string;
  form: RegExp;
  wayOut: string;
}

/** An old project's id may have a domain before it: `example.com:shop`. */
const PROJECT_FORM = /^(?:[a-z0-9.-]+:)?[a-z0-9-]+$/i;
const SEGMENT_FORM = /^[\w.~-]+$/;

/**
 * `projects/{project}`
 *
 * @throws RecipeError where none is given and none is configured, or where it can't be a project's
 */
export function projectName(service: string, project: PlaceArgs["project"]): Output<string> {
  const wayOut = "Give the project's id, or configure gcp:project.";
  const rule = { service, property: "project", form: PROJECT_FORM, wayOut };
  return readText(project, (text) => `projects/${readSegment(rule, text ?? configured(service).project)}`);
}

/**
 * `projects/{project}/locations/{location}`
 *
 * @throws RecipeError where a part is neither given nor configured, or can't be one
 */
export function locationName(service: string, { project, location }: PlaceArgs): Output<string> {
  const wayOut = "Give a location such as europe-west1, or configure gcp:region.";
  const rule = { service, property: "location", form: SEGMENT_FORM, wayOut };
  const segment = readText(location, (text) => readSegment(rule, text ?? configured(service).region));
  return interpolate`${projectName(service, project)}/locations/${segment}`;
}

/** The project and location of a resource that has them in its name. */
export function placeOf(name: string): string {
  return name.split("/").slice(0, 4).join("/");
}

/**
 * One segment of a name: an id that was given by itself.
 *
 * @throws RecipeError for a text that is none; for an output, once its value is known
 */
export function segmentOf(
  service: string,
  property: string,
  id: Input<string>,
  wayOut: string,
): Output<string> {
  return readText(id, (text) => readSegment({ service, property, form: SEGMENT_FORM, wayOut }, text));
}

function readSegment({ service, property, form, wayOut }: SegmentRule, text: string | undefined): string {
  if (text !== undefined && form.test(text) && pathProblem(text) === undefined) {
    return text;
  }
  const wrong = text === undefined ? "It is missing." : `${quoted(text)} can't be part of a name.`;
  throw new RecipeError(service, property, `${wrong} ${wayOut}`);
}

/** pulumi-gcp's own settings, as the program sees them. */
function configured(service: string): { project?: string; region?: string } {
  const reading = readSettings((key) => new Config("gcp").get(key.replace("gcp:", "")), process.env);
  if (!reading.ok) {
    const [problem] = reading.problems;
    throw new RecipeError(service, problem?.setting ?? "settings", problem?.reason ?? "They can't be read.");
  }
  return reading.settings;
}
