import { Config, type Input, type Output, output } from "@pulumi/pulumi";
import { pathProblem, quoted } from "../google/resourcePath.js";
import { RecipeError } from "./errors/recipeError.js";
import { readText } from "./readText.js";

/** Where something new is created. */
export interface PlaceArgs {
  /**
   * Id or number of the project. Default: as for pulumi-gcp, configuration `gcp:project`, else the environment
   * (`GOOGLE_PROJECT`, `GOOGLE_CLOUD_PROJECT`, `GCLOUD_PROJECT`, `CLOUDSDK_CORE_PROJECT`).
   */
  project?: Input<string>;
  /**
   * Such as `europe-west1`. Default: as for pulumi-gcp, configuration `gcp:region`, else the environment
   * (`GOOGLE_REGION`, `GCLOUD_REGION`, `CLOUDSDK_COMPUTE_REGION`).
   */
  location?: Input<string>;
}

/** An old project's id may have a domain before it: `example.com:shop`. */
const PROJECT_FORM = /^(?:[a-z0-9.-]+:)?[a-z0-9-]+$/i;
const SEGMENT_FORM = /^[\w.~-]+$/;

const PROJECT_VARIABLES = [
  "GOOGLE_PROJECT",
  "GOOGLE_CLOUD_PROJECT",
  "GCLOUD_PROJECT",
  "CLOUDSDK_CORE_PROJECT",
];
const REGION_VARIABLES = ["GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"];

/**
 * `projects/{project}`
 *
 * @throws RecipeError where none is given and none is configured, or where it can't be a project's
 */
export function projectName(service: string, project: Input<string> | undefined): Output<string> {
  const asked = project ?? configured("project", PROJECT_VARIABLES);
  return segmentOf(service, "project", asked, "Give the project's id, or configure gcp:project.").apply(
    (id) => `projects/${id}`,
  );
}

/**
 * `projects/{project}/locations/{location}`
 *
 * @throws RecipeError where a part is neither given nor configured, or can't be one
 */
export function locationName(service: string, { project, location }: PlaceArgs): Output<string> {
  const asked = location ?? configured("region", REGION_VARIABLES);
  const way = "Give a location such as europe-west1, or configure gcp:region.";
  const known = segmentOf(service, "location", asked, way);
  return output([projectName(service, project), known]).apply(([parent, id]) => `${parent}/locations/${id}`);
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
  id: Input<string> | undefined,
  wayOut: string,
): Output<string> {
  return readText(id, (text) => {
    const form = property === "project" ? PROJECT_FORM : SEGMENT_FORM;
    if (text !== undefined && form.test(text) && pathProblem(text) === undefined) {
      return text;
    }
    const wrong = text === undefined ? "It is missing." : `${quoted(text)} can't be part of a name.`;
    throw new RecipeError(service, property, `${wrong} ${wayOut}`);
  });
}

function configured(key: string, variables: readonly string[]): string | undefined {
  const fromEnvironment = (): string | undefined =>
    variables.map((variable) => process.env[variable]).find((value) => value !== undefined && value !== "");
  return new Config("gcp").get(key) || fromEnvironment();
}
