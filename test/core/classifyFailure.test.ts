import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { classifyFailure, type FailureClass } from "#src/core/retryPolicy.js";
import { foreign, noCredentials, refusedConnection, rejected, reset, unreadable } from "../support/faults.js";

const perMinute =
  "Quota exceeded for quota metric 'Reads' and limit 'Reads per minute' of service 'x.googleapis.com'.";

const judgements: [title: string, failure: RequestFailure, verdict: FailureClass["kind"]][] = [
  ["edge case 2: FAILED_PRECONDITION", rejected(400, "FAILED_PRECONDITION"), "failedPrecondition"],
  ["edge case 3: INVALID_ARGUMENT", rejected(400, "INVALID_ARGUMENT"), "failedPrecondition"],
  ["OUT_OF_RANGE", rejected(400, "OUT_OF_RANGE"), "failedPrecondition"],
  ["ALREADY_EXISTS", rejected(409, "ALREADY_EXISTS"), "failedPrecondition"],
  ["ABORTED, another request being in the way", rejected(409, "ABORTED"), "retry"],
  ["edge case 12: UNIMPLEMENTED", rejected(501, "UNIMPLEMENTED"), "unsupported"],
  ["edge case 14: a 404 that isn't Google's", foreign(404), "permanent"],
  ["edge case 17: NOT_FOUND", rejected(404, "NOT_FOUND"), "notFound"],
  [
    "edge case 19: SERVICE_DISABLED",
    rejected(403, "PERMISSION_DENIED", { reason: "SERVICE_DISABLED" }),
    "permanent",
  ],
  ["edge case 20: PERMISSION_DENIED", rejected(403, "PERMISSION_DENIED"), "permanent"],
  [
    "edge case 22: a 403 that means slower: a quota per minute",
    rejected(403, "PERMISSION_DENIED", { message: perMinute }),
    "retry",
  ],
  [
    "edge case 22: CONCURRENT_OPERATIONS_QUOTA_EXCEEDED",
    rejected(403, "PERMISSION_DENIED", { reason: "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" }),
    "retry",
  ],
  [
    "edge case 22: RATE_LIMIT_EXCEEDED",
    rejected(403, "PERMISSION_DENIED", { reason: "RATE_LIMIT_EXCEEDED" }),
    "retry",
  ],
  [
    "edge case 22: rateLimitExceeded",
    rejected(403, "PERMISSION_DENIED", { reason: "rateLimitExceeded" }),
    "retry",
  ],
  [
    "edge case 22: userRateLimitExceeded",
    rejected(403, "PERMISSION_DENIED", { reason: "userRateLimitExceeded" }),
    "retry",
  ],
  [
    "a quota per day",
    rejected(403, "PERMISSION_DENIED", { message: "Quota exceeded: 10 per day" }),
    "permanent",
  ],
  ["edge case 23: RESOURCE_EXHAUSTED", rejected(429, "RESOURCE_EXHAUSTED"), "retry"],
  ["edge case 24: UNAUTHENTICATED", rejected(401, "UNAUTHENTICATED"), "permanent"],
  ["edge case 25: INTERNAL", rejected(500, "INTERNAL"), "retry"],
  ["edge case 25: UNKNOWN", rejected(500, "UNKNOWN"), "retry"],
  ["edge case 25: UNAVAILABLE", rejected(503, "UNAVAILABLE"), "retry"],
  ["edge case 25: DEADLINE_EXCEEDED", rejected(504, "DEADLINE_EXCEEDED"), "retry"],
  ["edge case 25: CANCELLED, the request's own", rejected(499, "CANCELLED"), "retry"],
  ["edge case 25: a reset", reset(), "retry"],
  ["edge case 25: a name that doesn't resolve", reset({ code: "ENOTFOUND", mayHaveArrived: false }), "retry"],
  ["edge case 25: a refused connection", refusedConnection(), "retry"],
  ["edge case 28: a 411 that isn't Google's", foreign(411), "permanent"],
  ["edge case 30: a body that can't be read", unreadable(), "retry"],
  ["edge case 51: a redirect", foreign(302), "permanent"],
  ["DATA_LOSS as a server error", rejected(500, "DATA_LOSS"), "retry"],
  ["a proxy's request time-out", foreign(408), "retry"],
  ["a front end's 429", foreign(429), "retry"],
  ["a front end's 502", foreign(502), "retry"],
  ["a 501 that isn't Google's", foreign(501), "permanent"],
  ["credentials that can't be had just now", noCredentials(true), "retry"],
  ["no credentials at all", noCredentials(false), "permanent"],
];

describe("classifyFailure", () => {
  for (const [title, failure, verdict] of judgements) {
    it(`${title}: ${verdict}`, () => {
      assert.equal(classifyFailure(failure).kind, verdict);
    });
  }

  it("edge case 23: passes on what a service asked to wait", () => {
    const verdict = classifyFailure(rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 3_500 }));
    assert.deepEqual(verdict, { kind: "retry", retryAfter: 3_500 });
  });

  it("passes on what a front end asked to wait", () => {
    assert.deepEqual(classifyFailure(foreign(503, { retryAfter: 9_000 })), {
      kind: "retry",
      retryAfter: 9_000,
    });
  });

  it("asks for no pause of its own", () => {
    assert.deepEqual(classifyFailure(reset()), { kind: "retry", retryAfter: 0 });
  });
});
