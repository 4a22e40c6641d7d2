import type { ListQuirk } from "./catalog/catalogFile.js";
import type { ListRequest } from "./connection.js";

/**
 * The query of a list, in the service's words. A page size that the service is known to ignore or refuse is not
 * sent: some answer 400 to a parameter that they don't know.
 */
export function listQuery(
  { filter, pageSize, pageToken }: ListRequest,
  quirks: readonly ListQuirk[],
): Record<string, string> {
  const size = quirks.includes("maxResults") ? "maxResults" : "pageSize";
  const page = {
    ...(pageSize !== undefined && { [size]: String(pageSize) }),
    ...(pageToken !== undefined && pageToken !== "" && { pageToken }),
  };
  return {
    ...(filter !== undefined && filter !== "" && { filter }),
    ...(quirks.includes("noPaging") ? {} : page),
  };
}

/**
 * Why a filter can't be asked for, where the service is known to ignore or refuse it: a list that is longer
 * than expected must not be taken for what was chosen.
 */
export function filterProblem(
  { filter }: ListRequest,
  quirks: readonly ListQuirk[],
  host: string,
): string | undefined {
  return filter !== undefined && filter !== "" && quirks.includes("noFilter")
    ? `The list of ${host} takes no filter; leave it out and choose among what is listed.`
    : undefined;
}
