import fc from "fast-check";
import type { RequestFailure } from "#src/core/failure.js";
import {
  finishedAlready,
  foreign,
  noCredentials,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
  unimplemented,
} from "../support/faults.js";

/** Faults in place of the service: the request has no effect. `notFound` is a false 404 in Google's own form. */
const inPlaceOfService = {
  unavailable,
  throttled: rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 }),
  throttledForAYear: rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 365 * 24 * 3_600_000 }),
  aborted: rejected(409, "ABORTED"),
  badGateway: foreign(502),
  resetBefore: reset(),
  connectionRefused: refusedConnection(),
  noTokenYet: noCredentials(true),
  pageNotFound: foreign(404),
  notFound,
  notPermitted,
  unimplemented,
  precondition: finishedAlready,
} satisfies Record<string, RequestFailure>;

/**
 * What goes wrong with one request beside faults in place of the service:
 *
 * - `queued`: it waits for seconds before it leaves the process.
 * - `lost`: the service does as asked; the connection breaks before its answer.
 * - `truncated`: the service does as asked; its answer can't be read.
 * - `unanswered`: the service does as asked and never answers.
 * - `swallowed`: it never arrives, and nothing is answered.
 * - `late`: it arrives when its sender has given it up.
 * - `slow`: request and answer take seconds, so that later ones overtake them.
 * - `doubled`: the network delivers it once more, two seconds later.
 */
export type Mishap =
  | keyof typeof inPlaceOfService
  | "queued"
  | "lost"
  | "truncated"
  | "unanswered"
  | "swallowed"
  | "late"
  | "slow"
  | "doubled";

export function faultInPlace(mishap: Mishap | undefined): RequestFailure | undefined {
  return (inPlaceOfService as Partial<Record<string, RequestFailure>>)[mishap ?? ""];
}

const passing: Mishap[] = [
  "unavailable",
  "throttled",
  "throttledForAYear",
  "aborted",
  "badGateway",
  "resetBefore",
  "connectionRefused",
  "noTokenYet",
  "queued",
  "lost",
  "truncated",
  "unanswered",
  "swallowed",
  "late",
  "slow",
  "doubled",
];
const lasting: Mishap[] = [
  "notFound",
  "notFound",
  "pageNotFound",
  "notPermitted",
  "unimplemented",
  "precondition",
];

/** What happens to the requests of a run in their order, nothing once it is used up: mostly passing trouble. */
export const mishaps: fc.Arbitrary<(Mishap | undefined)[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 6, arbitrary: fc.constantFrom(...passing) },
    { weight: 3, arbitrary: fc.constantFrom(...lasting) },
  ),
  { maxLength: 8 },
);

/** Whether it is no mishap, or trouble that passes and is to be waited out. */
export function isPassing(mishap: Mishap | undefined): boolean {
  return mishap === undefined || passing.includes(mishap);
}
