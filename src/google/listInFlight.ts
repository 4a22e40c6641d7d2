import type { RunningOperation } from "../core/operation.js";
import { PAGE_SIZE } from "../core/parentList.js";
import { classifyFailure } from "../core/retryPolicy.js";
import type { ListRequest } from "./connection.js";
import { isListRefusedError } from "./listErrors.js";
import { type ListContext, type ListLimits, listOperations } from "./listOperations.js";
import { listedParentOf } from "./operationLists.js";
import type { ResolvedService } from "./service.js";

/**
 * Lists the operations in flight below a parent, in as few pages as the service allows: by its filter for them and by the
 * largest page size. It does without either if the service refuses it, and without a filter of its own that shows
 * nothing: that may hide operations in flight.
 *
 * @param query the user's filter, if any; it is sent as it is
 * @throws what listOperations throws
 */
export async function* listInFlight(
  context: ListContext,
  service: ResolvedService,
  parent: string,
  query: Pick<ListRequest, "filter">,
  limits: ListLimits,
): AsyncGenerator<RunningOperation, void, undefined> {
  const own = listedParentOf(service, `${parent}/operations/-`)?.inFlightFilter;
  const attempts: ListRequest[] = [{ ...query, pageSize: PAGE_SIZE }, query];
  if (query.filter === undefined && own !== undefined) {
    attempts.unshift({ filter: own, pageSize: PAGE_SIZE });
  }
  for (const attempt of attempts) {
    let showsAny = false;
    try {
      for await (const operation of listOperations(context, parent, attempt, limits)) {
        showsAny = true;
        if (!operation.done) {
          yield operation;
        }
      }
      if (showsAny || attempt.filter === query.filter) {
        return;
      }
    } catch (error) {
      if (showsAny || attempt === query || !isQueryRefused(error)) {
        throw error;
      }
    }
  }
}

/** Checks for an error that may concern the filter or the page size. */
function isQueryRefused(error: unknown): boolean {
  const kind = isListRefusedError(error) ? classifyFailure(error.failure).kind : undefined;
  return kind === "failedPrecondition" || kind === "unsupported";
}
