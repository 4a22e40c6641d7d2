import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeFailure } from "#src/core/failure.js";
import { foreign, noCredentials, rejected, reset, unreadable } from "../support/faults.js";

const request = "POST https://alloydb.googleapis.com/v1/operations/o:cancel";

describe("faultText", () => {
  it("tells what was asked and what the service said", () => {
    assert.equal(
      describeFailure(rejected(404, "NOT_FOUND", { request, message: "Operation not found." })),
      `HTTP 404 NOT_FOUND: Operation not found (${request})`,
    );
  });

  it("edge case 19: tells the reason and where to switch the API on", () => {
    const failure = rejected(403, "PERMISSION_DENIED", {
      request,
      message: "The API is disabled.",
      reason: "SERVICE_DISABLED",
      activationUrl: "https://console.example/enable",
    });
    assert.equal(
      describeFailure(failure),
      `HTTP 403 PERMISSION_DENIED (SERVICE_DISABLED): The API is disabled (enable it at https://console.example/enable) (${request})`,
    );
  });

  it("edge case 14: tells the URL and the first words of an answer that isn't Google's", () => {
    assert.equal(
      describeFailure(
        foreign(404, { request, contentType: "text/html", excerpt: "<title>Error 404</title>" }),
      ),
      `HTTP 404 of a front end or proxy, not of the service (text/html): <title>Error 404</title> (${request})`,
    );
  });

  it("edge case 30: tells why a body can't be used", () => {
    assert.equal(
      describeFailure(unreadable({ request, problem: "it isn't JSON", excerpt: '{"name": "oper' })),
      `HTTP 200 with a body that can't be used, it isn't JSON: {"name": "oper (${request})`,
    );
  });

  it("edge case 23: tells how long a server asks to be left alone, where that is long", () => {
    const asked = [3_000, 90_000, 24 * 3_600_000, 365 * 24 * 3_600_000, Number.MAX_VALUE].map((retryAfter) =>
      describeFailure(rejected(429, "RESOURCE_EXHAUSTED", { request: "GET u", message: "slow", retryAfter })),
    );
    assert.deepEqual(asked, [
      "HTTP 429 RESOURCE_EXHAUSTED: slow (GET u)",
      "HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for 1m30s) (GET u)",
      "HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for 24h) (GET u)",
      "HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for more than a day) (GET u)",
      "HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for more than a day) (GET u)",
    ]);
    assert.match(
      describeFailure(foreign(503, { retryAfter: 120_000 })),
      / \(it asks to be left alone for 2m\) \(GET /,
    );
  });

  it("tells the code of a broken connection", () => {
    assert.equal(
      describeFailure(reset({ request, message: "socket hang up" })),
      `no answer (ECONNRESET): socket hang up (${request})`,
    );
  });

  it("names who answered in the service's place", () => {
    assert.match(
      describeFailure(foreign(502, { server: "squid/5.7" })),
      /\(text\/html, server squid\/5\.7\)/,
    );
    assert.match(describeFailure(unreadable({ server: "nginx" })), /can't be used, server nginx, /);
  });

  it("tells what to do about a fault of this machine's set-up", () => {
    const failure = reset({
      request: "GET u",
      code: "ECONNREFUSED",
      message: "nothing listens on 127.0.0.1:19999",
      setup: "nothingListens",
      remedy: "start the emulator",
    });
    assert.equal(
      describeFailure(failure),
      "nothing listens on 127.0.0.1:19999 (ECONNREFUSED); start the emulator (GET u)",
    );
  });

  it("tells that nothing was sent for want of credentials", () => {
    assert.equal(
      describeFailure({ ...noCredentials(false), request }),
      `no valid credentials: no credentials found (${request})`,
    );
  });

  it("names what is empty", () => {
    assert.deepEqual(
      [
        describeFailure(rejected(500, "INTERNAL", { request: "GET u", message: "" })),
        describeFailure(foreign(502, { request: "GET u", contentType: "", excerpt: "" })),
      ],
      [
        "HTTP 500 INTERNAL: no message (GET u)",
        "HTTP 502 of a front end or proxy, not of the service (no content type): empty body (GET u)",
      ],
    );
  });

  it("stays on one line", () => {
    assert.equal(
      describeFailure(rejected(500, "INTERNAL", { request: "GET u", message: "first\n  second.\n" })),
      "HTTP 500 INTERNAL: first second (GET u)",
    );
  });
});
