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
 * A mishap of one request, apart from faults in place of the service:
 *
 * - `queued`: it waits for seconds before it leaves the process.
 * - `lost`: the service carries out the request; the connection breaks before its response.
 * - `truncated`: the service carries out the request; its response is unreadable.
 * - `unanswered`: the service carries out the request and never responds.
 * - `swallowed`: it never arrives and has no response.
 * - `late`: it arrives after its sender has given up.
 * - `slow`: request and response take seconds, so that later ones overtake them.
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

/** The mishaps of a run's requests, in order; later requests have none. Most are transient. */
export const mishaps: fc.Arbitrary<(Mishap | undefined)[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 6, arbitrary: fc.constantFrom(...passing) },
    { weight: 3, arbitrary: fc.constantFrom(...lasting) },
  ),
  { maxLength: 8 },
);

/** True for no mishap, or for a transient one. */
export function isPassing(mishap: Mishap | undefined): boolean {
  return mishap === undefined || passing.includes(mishap);
}
