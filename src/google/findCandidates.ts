import { Deadline } from "../core/deadline.js";
import type { RequestFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import type { ServiceConnection } from "./connection.js";
import { readMetadata } from "./json/metadata.js";
import { isIncompleteListError, isListRefusedError } from "./listErrors.js";
import { type ListContext, listOperations } from "./listOperations.js";

/** The time limit of the list, in milliseconds. */
const SEARCH_TIMEOUT = 15_000;

const MAX_PAGES = 10;
const PAGE_SIZE = 500;

/** The largest difference between the clocks of the service and of this machine, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/** Operations that a message shows, for the user to choose from. */
export interface Candidates {
  /** In flight first, then by the distance of their start time from the start request. */
  operations: Operation[];
  /** True if the list was read to its end. */
  isComplete: boolean;
  /** The failure that ended the list early, if a request failed. */
  failure?: RequestFailure;
}

export interface CandidateContext extends Omit<ListContext, "connection"> {
  connection: ListContext["connection"] & Pick<ServiceConnection, "listParent">;
}

/**
 * Lists the operations that a start request may have begun: operations that started after `since` and do not report
 * another resource as their target. Some services return a project's number in place of its ID, so only
 * the last collection and ID of a target are compared.
 *
 * @param path the path of the start request
 * @param since the time of the start request, in milliseconds since the epoch
 * @param limit milliseconds left for the step
 */
export async function findCandidates(
  context: CandidateContext,
  path: string,
  since: number,
  limit: number,
  signal?: AbortSignal,
): Promise<Candidates> {
  const operations: Operation[] = [];
  const deadline = new Deadline(context.clock, Math.max(1_000, Math.min(SEARCH_TIMEOUT, limit / 2)));
  const limits = { deadline, maxPages: MAX_PAGES, ...(signal && { signal }) };
  const resource = resourceOfPath(path);
  try {
    const parent = context.connection.listParent(path);
    for await (const operation of listOperations(context, parent, { pageSize: PAGE_SIZE }, limits)) {
      if (isCandidate(operation, resource, since - CLOCK_SKEW)) {
        operations.push(operation);
      }
    }
    return { operations: sortedByLikelihood(operations, since), isComplete: true };
  } catch (error) {
    const failure = isListRefusedError(error)
      ? error.failure
      : isIncompleteListError(error)
        ? error.list.failure
        : undefined;
    return {
      operations: sortedByLikelihood(operations, since),
      isComplete: false,
      ...(failure !== undefined && { failure }),
    };
  }
}

function isCandidate({ metadata }: Operation, resource: string, since: number): boolean {
  const { target, startTime } = readMetadata(metadata);
  const isTooOld = startTime !== undefined && Date.parse(startTime) < since;
  return !isTooOld && (target === undefined || `/${target}/`.includes(`/${resource}/`));
}

/** The last segments of a path: `clusters/orders` of `…/clusters/orders:export`; `clusters` if a cluster is created. */
function resourceOfPath(path: string): string {
  const segments = path.replace(/:[^/:]*$/, "").split("/");
  return segments.slice(segments.length % 2 === 0 ? -2 : -1).join("/");
}

/** Sorts those in flight first, then by the distance of their start from `since`: a message names the first few. */
function sortedByLikelihood(operations: readonly Operation[], since: number): Operation[] {
  const distance = ({ metadata }: Operation): number =>
    Math.abs(Date.parse(readMetadata(metadata).startTime ?? "") - since) || 0;
  return [...operations].sort(
    (one, other) => Number(one.done) - Number(other.done) || distance(one) - distance(other),
  );
}
