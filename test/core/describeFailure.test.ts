import { describe, it } from "node:test";
import { describeFailure, type RequestFailure } from "#src/core/failure.js";
import { foreign, noCredentials, rejected, reset, unreadable } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";

const request = "POST https://alloydb.googleapis.com/v1/operations/o:cancel";

function busyFor(retryAfter: number): RequestFailure {
  return rejected(429, "RESOURCE_EXHAUSTED", { request, message: "slow", retryAfter });
}

const day = 24 * 3_600_000;

/** Failures, each under the content that its text must have. */
const failures: Record<string, RequestFailure> = {
  "request and message": rejected(404, "NOT_FOUND", { request, message: "Operation not found." }),
  "edge case 19: reason and link that enables the API": rejected(403, "PERMISSION_DENIED", {
    request,
    message: "The API is disabled.",
    reason: "SERVICE_DISABLED",
    activationUrl: "https://console.example/enable",
  }),
  "edge case 14: first words of a response that isn't Google's": foreign(404, {
    request,
    contentType: "text/html",
    excerpt: "<title>Error 404</title>",
  }),
  "edge case 30: problem of an unreadable body": unreadable({
    request,
    problem: "it isn't JSON",
    excerpt: '{"name": "oper',
  }),
  "edge case 23: no short Retry-After": busyFor(3_000),
  "edge case 23: a Retry-After of 90 s": busyFor(90_000),
  "edge case 23: a Retry-After of a day": busyFor(day),
  "edge case 23: a Retry-After of a year": busyFor(365 * day),
  "edge case 23: a Retry-After beyond every number": busyFor(Number.POSITIVE_INFINITY),
  "Retry-After of a front end": foreign(503, { request, retryAfter: 120_000 }),
  "code of a broken connection": reset({ request, message: "socket hang up" }),
  "server of a front end's response": foreign(502, { request, server: "squid/5.7" }),
  "server of an unreadable response": unreadable({ request, server: "nginx" }),
  "remedy of a failure of the set-up": reset({
    request,
    code: "ECONNREFUSED",
    message: "nothing listens on 127.0.0.1:19999",
    setup: "nothingListens",
    remedy: "Start the emulator",
  }),
  "missing credentials": { ...noCredentials(false), request },
  "no message": rejected(500, "INTERNAL", { request, message: "" }),
  "no content type and no body": foreign(502, { request, contentType: "", excerpt: "" }),
  "one line of a message of two": rejected(500, "INTERNAL", { request, message: "first\n  second.\n" }),
};

describe("describeFailure", () => {
  for (const [title, failure] of Object.entries(failures)) {
    it(title, (t) => assertMessage(t, title, describeFailure(failure)));
  }
});
