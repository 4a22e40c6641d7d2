import { looksLikeVersion } from "./apiVersion.js";
import { pathProblem, quoted } from "./resourcePath.js";

export type RequestPathReading = { ok: true; path: string } | { ok: false; reason: string };

/**
 * Reads the path of a request as a user gives it, relative to endpoint and API version:
 * `projects/p/locations/l/clusters/c:export`. What comes out can be put into a URL literally.
 */
export function readRequestPath(text: string): RequestPathReading {
  const problem = requestPathProblem(text);
  return problem === undefined
    ? { ok: true, path: text }
    : { ok: false, reason: `${quoted(text)} can't be used as a request's path. ${problem}` };
}

/** Why a text can't be a request's path, in a sentence with the way out. */
export function requestPathProblem(text: string): string | undefined {
  return pathProblem(text) ?? versionProblem(text);
}

function versionProblem(path: string): string | undefined {
  const [first = ""] = path.split("/");
  return looksLikeVersion(first)
    ? `It begins with an API version; leave out ${first}/ and set apiVersion instead.`
    : undefined;
}
