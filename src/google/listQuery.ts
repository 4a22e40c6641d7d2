import type { ListQuirk } from "./catalogFile.js";
import type { ListQuestion } from "./serviceConnection.js";

/**
 * The query of a list, as the service takes it. What it is known to ignore or refuse is not sent: some services
 * answer 400 to a parameter that they don't know.
 */
export function listQuery(
  { filter, pageSize, pageToken }: ListQuestion,
  quirks: readonly ListQuirk[],
): Record<string, string> {
  const size = quirks.includes("maxResults") ? "maxResults" : "pageSize";
  return {
    ...(filter !== undefined && filter !== "" && !quirks.includes("noFilter") && { filter }),
    ...(quirks.includes("noPaging")
      ? {}
      : {
          ...(pageSize !== undefined && { [size]: String(pageSize) }),
          ...(pageToken !== undefined && pageToken !== "" && { pageToken }),
        }),
  };
}
