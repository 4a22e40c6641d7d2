import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { classifyStartFailure, isBusyFailure, type StartFailureClass } from "#src/core/retryPolicy.js";
import { foreign, noCredentials, refusedConnection, rejected, reset, unreadable } from "../support/faults.js";

const judgements: [title: string, failure: RequestFailure, verdict: StartFailureClass["kind"]][] = [
  ["edge case 27: a server error", rejected(500, "INTERNAL"), "uncertain"],
  ["edge case 27: 503", rejected(503, "UNAVAILABLE"), "uncertain"],
  ["edge case 27: 504", rejected(504, "DEADLINE_EXCEEDED"), "uncertain"],
  ["edge case 27: a front end's 502", foreign(502), "uncertain"],
  ["edge case 27: a reset", reset(), "uncertain"],
  ["edge case 27: no answer in time", reset({ code: "TIMEOUT" }), "uncertain"],
  ["edge case 27: an answer that can't be read", unreadable(), "uncertain"],
  ["edge case 27: a 501 that is cut off", unreadable({ httpStatus: 501 }), "uncertain"],
  ["a refusal that is cut off", unreadable({ httpStatus: 400 }), "refused"],
  ["edge case 27: a front end's 500", foreign(500), "uncertain"],
  ["edge case 27: 499, cancelled on the way", rejected(499, "CANCELLED"), "uncertain"],
  ["edge case 27: a proxy's request time-out", foreign(408), "uncertain"],
  ["a connection that was never made", refusedConnection(), "retry"],
  ["credentials that can't be had just now", noCredentials(true), "retry"],
  ["no credentials at all", noCredentials(false), "refused"],
  ["429", rejected(429, "RESOURCE_EXHAUSTED"), "retry"],
  [
    "a per-minute quota in the guise of 403",
    rejected(403, "PERMISSION_DENIED", { reason: "RATE_LIMIT_EXCEEDED" }),
    "retry",
  ],
  ["a front end's 429", foreign(429), "retry"],
  ["a front end's 404", foreign(404), "refused"],
  ["edge case 38: ABORTED, another operation being in the way", rejected(409, "ABORTED"), "retry"],
  [
    "edge case 39: operationInProgress",
    rejected(409, "ALREADY_EXISTS", { reason: "operationInProgress" }),
    "retry",
  ],
  [
    "edge case 39: unable to queue the operation",
    rejected(409, "FAILED_PRECONDITION", { message: "Unable to queue the operation" }),
    "retry",
  ],
  [
    "edge case 39: not in ready state",
    rejected(400, "FAILED_PRECONDITION", { message: "parent resource not in ready state" }),
    "retry",
  ],
  [
    "edge case 39: locked by another operation",
    rejected(400, "FAILED_PRECONDITION", { message: "the resource is locked by another operation" }),
    "retry",
  ],
  [
    "edge case 39: another activation or deactivation (serviceusage)",
    rejected(400, "FAILED_PRECONDITION", {
      message: "Another activation or deactivation is in progress for the service(s) x.",
    }),
    "retry",
  ],
  [
    "edge case 39: please wait and try again (container)",
    rejected(400, "FAILED_PRECONDITION", {
      message:
        "Operation operation-1 is currently upgrading cluster c. Please wait and try again once it is done.",
    }),
    "retry",
  ],
  [
    "edge case 39: an AlloyDB primary that is done and not ready",
    rejected(400, "FAILED_PRECONDITION", { message: "PRIMARY_INSTANCE_NOT_READY: try again later" }),
    "retry",
  ],
  ["ALREADY_EXISTS", rejected(409, "ALREADY_EXISTS"), "refused"],
  ["INVALID_ARGUMENT", rejected(400, "INVALID_ARGUMENT"), "refused"],
  ["NOT_FOUND", rejected(404, "NOT_FOUND"), "refused"],
  ["UNAUTHENTICATED", rejected(401, "UNAUTHENTICATED"), "refused"],
  [
    "an operation that the state of the resource forbids",
    rejected(400, "FAILED_PRECONDITION", {
      message: "This operation is not allowed while the secondary cluster is running.",
    }),
    "refused",
  ],
  ["FAILED_PRECONDITION about anything else", rejected(400, "FAILED_PRECONDITION"), "refused"],
  ["PERMISSION_DENIED", rejected(403, "PERMISSION_DENIED"), "refused"],
  ["UNIMPLEMENTED", rejected(501, "UNIMPLEMENTED"), "refused"],
];

describe("classifyStartFailure", () => {
  for (const [title, failure, verdict] of judgements) {
    it(`${title}: ${verdict}`, () => {
      assert.equal(classifyStartFailure(failure).kind, verdict);
    });
  }

  it("passes on what the server asked to wait", () => {
    const failure = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 3_000 });
    assert.deepEqual(classifyStartFailure(failure), { kind: "retry", retryAfter: 3_000 });
  });
});

describe("isBusyFailure", () => {
  it("is true for an error of the service that names another operation", () => {
    const busy = [
      rejected(409, "ABORTED"),
      rejected(409, "ALREADY_EXISTS", { reason: "operationInProgress" }),
      rejected(400, "FAILED_PRECONDITION", { message: "Unable to queue the operation" }),
    ];
    assert.deepEqual(busy.map(isBusyFailure), [true, true, true]);
  });

  it("is false for every other failure", () => {
    const others = [rejected(400, "FAILED_PRECONDITION"), reset({ message: "operationInProgress" })];
    assert.deepEqual(others.map(isBusyFailure), [false, false]);
  });
});
