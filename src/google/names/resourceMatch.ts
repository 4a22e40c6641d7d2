import { hostProblem, type NameContext } from "./operationName.js";
import { requestPathProblem, splitFullName } from "./resourceName.js";

/**
 * Checks whether a resource is another one or lies below it, segment by segment.
 *
 * @param name a resource name, full resource name or URL, as a user or a service writes it
 * @param ancestor the same for the resource that may be above it
 * @param own the project whose ID and number are equal. A service may return either; of other projects nothing shows
 *   that an ID and a number belong together. A form that isn't known may be any.
 */
export function isSameOrBelow(name: string, ancestor: string, own: ProjectForms): boolean {
  const segments = segmentsOf(name);
  const expected = segmentsOf(ancestor);
  return expected.every((segment, index) => {
    const actual = segments[index];
    const isProject = index === 1 && expected[0] === "projects";
    return (
      actual === segment ||
      (isProject && actual !== undefined && isSameProject(actual, segment, own)) ||
      (index === 2 && isPlace(actual) && isPlace(segment))
    );
  });
}

/**
 * The problem of the name of a target, in a sentence; `undefined` if there is none. No operation below a parent works on a
 * resource that lies neither in the parent nor above it.
 *
 * @param parent where operations are listed; `undefined` if it isn't known
 * @param service the service that lists them; `undefined` if it isn't known
 */
export function targetProblem(target: string, parent?: string, service?: NameContext): string | undefined {
  const { host, name } = splitFullName(target);
  const problem = (service && hostProblem(host, service)) ?? requestPathProblem(name);
  if (problem !== undefined) {
    return problem;
  }
  if (!name.includes("/")) {
    return "It is an ID. Give the whole name, such as projects/p/locations/l/clusters/c.";
  }
  const segments = segmentsOf(name);
  const wildcard = segments.find((segment) => segment === "-" || segment.includes("*"));
  if (wildcard !== undefined) {
    return `It has a segment "${wildcard}". A target is the name of one resource.`;
  }
  if (parent === undefined) {
    return undefined;
  }
  const parentSegments = segmentsOf(parent).map((segment, index) =>
    segment === "-" ? (segments[index] ?? segment) : segment,
  );
  const own = projectForms(parent, name);
  const place = parentSegments.join("/");
  return isSameOrBelow(name, place, own) || isSameOrBelow(place, name, own)
    ? undefined
    : "It lies neither in parent nor above it, so no operation below parent works on it.";
}

/** Checks for a collection of locations. GKE reports `zones/europe-west1-b` for what is `locations/europe-west1-b` elsewhere. */
function isPlace(collection: string | undefined): boolean {
  return collection === "locations" || collection === "zones" || collection === "regions";
}

/** The ID and the number of one project, as far as they are known. */
export interface ProjectForms {
  id?: string;
  number?: string;
}

/** Checks for the number and the ID of the own project. */
function isSameProject(one: string, other: string, own: ProjectForms): boolean {
  const [id, number] = isProjectNumber(one) ? [other, one] : [one, other];
  const isOwn =
    own.id === undefined ? number === own.number : id === own.id && number === (own.number ?? number);
  return isOwn && !isProjectNumber(id) && isProjectNumber(number);
}

function isProjectNumber(project: string): boolean {
  return /^\d+$/.test(project);
}

/** Reads the project of a resource, and its other form from the name of something else in it. `-`, all projects, is none. */
export function projectForms(resource: string, another = ""): ProjectForms {
  const [first, second = first] = [projectOf(resource), projectOf(another)];
  const forms = first === undefined || second === undefined ? [] : [first, second];
  const id = forms.find((form) => !isProjectNumber(form));
  const number = forms.find(isProjectNumber);
  return { ...(id !== undefined && { id }), ...(number !== undefined && { number }) };
}

function projectOf(name: string): string | undefined {
  const [collection, project] = segmentsOf(name);
  return collection === "projects" && project !== "-" ? project : undefined;
}

/**
 * The segments of a resource name, without the host of a full name, or the host and version of a URL. Discovery Engine
 * also leaves out its default collection.
 */
function segmentsOf(text: string): string[] {
  const name = /^https?:/.test(text)
    ? text.replace(/^https?:\/\/[^/]*\/(?:(?:[a-z]+\/)?v\d\w*\/)?/, "")
    : splitFullName(text).name;
  const path = name.replace(/\/collections\/default_collection(?=\/|$)/, "");
  return path === "" ? [] : path.split("/");
}
