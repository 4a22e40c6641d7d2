import type { Deadline } from "../../core/deadline.js";
import { readMetadata } from "../../core/metadata.js";
import type { Operation } from "../../core/operation.js";
import { isMatch, isMatchAtAnyTime, matchOperation } from "../../core/operationMatch.js";
import { mayBeInLine } from "../../core/resourceLikeness.js";
import { expectationOf, type StartExpectation } from "../../core/startExpectation.js";
import { type FoundOperations, searchOperations } from "../../google/operationSearch.js";
import type { WantedStart } from "./wantedStart.js";

/** By so much the service's clock may differ from this machine's at the very most, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/** By so much it commonly differs; less than what lies between the starts of two runs of Pulumi. */
const COMMON_SKEW = 2_000;

/** How long a search may take, in milliseconds, when the step has nearly none left or plenty of time. */
const SHORTEST_SEARCH = 5_000;
export const LONGEST_SEARCH = 30_000;

/** When a start may have happened, in milliseconds since the epoch. */
export interface StartWindow {
  from: number;
  to: number;
}

/**
 * The operations that are listed and may be what a start has begun (AIP-155, edge cases 27 and 54): those that fit
 * it, or where none does, those in flight that fit it but for the time.
 */
export interface StartSearch extends FoundOperations {
  /** The one that it must be: it alone fits, all that is listed was looked at, and nobody else has it. */
  only?: Operation;
}

/**
 * Looks in the service's list for what a start may have begun. What another resource of this machine is known to
 * hold, and what this one had before, is left out.
 *
 * What began before the start by this machine's clock is most likely an earlier run's: it is never taken for the
 * one. While it is in flight it may be, if the clock is wrong.
 *
 * @throws the signal's reason once it aborts
 */
export async function searchForStart(
  { step, part, request, deadline }: WantedStart,
  { from, to }: StartWindow,
  earlier: readonly string[] = [],
): Promise<StartSearch> {
  const likely = expectationOf(request, from - COMMON_SKEW, to + CLOCK_SKEW);
  const possible = { ...likely, from: from - CLOCK_SKEW };
  const endpoint = step.seat.endpoint;
  const holderOf = await step.starts.holders.holderOf(endpoint);
  const isFree = ({ name }: Operation): boolean => holderOf(name) === undefined && !earlier.includes(name);
  const matches: Operation[] = [];
  const { operations, ...rest } = await searchOperations(
    { ...step.tools, connection: step.connection },
    request.path,
    (operation) => {
      const match = matchOperation(likely, operation);
      if (isMatch(match) && isFree(operation)) {
        matches.push(operation);
      }
      return !operation.done && isMatchAtAnyTime(match) && isFree(operation);
    },
    { time: searchTime(deadline), signal: step.signal },
  );
  const [only, ...others] = matches;
  if (only === undefined) {
    return { operations, ...rest };
  }
  others.push(
    ...operations.filter(
      (operation) => !matches.includes(operation) && isMatch(matchOperation(possible, operation)),
    ),
  );
  if (others.length > 0 || rest.gap !== undefined) {
    return { operations: [only, ...others], ...rest };
  }
  return step.starts.holders.claim(part.urn, endpoint, only.name)
    ? { operations: matches, only }
    : { operations: [] };
}

/**
 * The operations in flight that may be in the way of a start on the same resource, or on one above or below it.
 *
 * @throws the signal's reason once it aborts
 */
export async function searchInTheWay({ step, request, deadline }: WantedStart): Promise<Operation[]> {
  const expected = expectationOf(request, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const { operations } = await searchOperations(
    { ...step.tools, connection: step.connection },
    request.path,
    (operation) => !operation.done && isInTheWay(expected, operation),
    { time: searchTime(deadline), signal: step.signal },
  );
  return operations;
}

/** Half of what the step has left: a start after it still fits in. */
function searchTime(deadline: Deadline): number {
  return Math.min(LONGEST_SEARCH, Math.max(SHORTEST_SEARCH, deadline.remaining() / 2));
}

/** Only by a target that it tells: nearly all are kept below their location, whatever they work on. */
function isInTheWay({ targets }: StartExpectation, operation: Operation): boolean {
  const { target } = readMetadata(operation.metadata);
  return target !== undefined && targets.some((one) => mayBeInLine(one, target));
}
