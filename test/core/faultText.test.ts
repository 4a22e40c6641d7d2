import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultText } from "#src/core/faultText.js";
import { foreign, noCredentials, rejected, reset, unreadable } from "../support/faults.js";

const request = "POST https://alloydb.googleapis.com/v1/operations/o:cancel";

describe("faultText", () => {
  it("tells what was asked and what the service said", () => {
    assert.equal(
      faultText(rejected(404, "NOT_FOUND", { request, message: "Operation not found." })),
      `${request}: HTTP 404 NOT_FOUND: Operation not found`,
    );
  });

  it("edge case 19: tells the reason and where to switch the API on", () => {
    const fault = rejected(403, "PERMISSION_DENIED", {
      request,
      message: "The API is disabled.",
      reason: "SERVICE_DISABLED",
      activationUrl: "https://console.example/enable",
    });
    assert.equal(
      faultText(fault),
      `${request}: HTTP 403 PERMISSION_DENIED (SERVICE_DISABLED): The API is disabled (enable it at https://console.example/enable)`,
    );
  });

  it("edge case 14: tells the URL and the first words of an answer that isn't Google's", () => {
    assert.equal(
      faultText(foreign(404, { request, contentType: "text/html", excerpt: "<title>Error 404</title>" })),
      `${request}: HTTP 404 that is no answer of a Google API (text/html): <title>Error 404</title>`,
    );
  });

  it("edge case 30: tells why a body can't be used", () => {
    assert.equal(
      faultText(unreadable({ request, problem: "it isn't JSON", excerpt: '{"name": "oper' })),
      `${request}: HTTP 200 with a body that can't be used, it isn't JSON: {"name": "oper`,
    );
  });

  it("edge case 23: tells how long a server asks to be left alone, where that is long", () => {
    const asked = [3_000, 90_000, 24 * 3_600_000, 365 * 24 * 3_600_000, Number.MAX_VALUE].map((retryAfter) =>
      faultText(rejected(429, "RESOURCE_EXHAUSTED", { request: "GET u", message: "slow", retryAfter })),
    );
    assert.deepEqual(asked, [
      "GET u: HTTP 429 RESOURCE_EXHAUSTED: slow",
      "GET u: HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for 1m30s)",
      "GET u: HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for 24h)",
      "GET u: HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for more than a day)",
      "GET u: HTTP 429 RESOURCE_EXHAUSTED: slow (it asks to be left alone for more than a day)",
    ]);
    assert.match(faultText(foreign(503, { retryAfter: 120_000 })), / \(it asks to be left alone for 2m\)$/);
  });

  it("tells the code of a broken connection", () => {
    assert.equal(
      faultText(reset({ request, message: "socket hang up" })),
      `${request}: no answer (ECONNRESET): socket hang up`,
    );
  });

  it("tells that nothing was sent for want of credentials", () => {
    assert.equal(
      faultText({ ...noCredentials(false), request }),
      `${request}: no valid credentials: no credentials found`,
    );
  });

  it("names what is empty", () => {
    assert.deepEqual(
      [
        faultText(rejected(500, "INTERNAL", { request: "GET u", message: "" })),
        faultText(foreign(502, { request: "GET u", contentType: "", excerpt: "" })),
      ],
      [
        "GET u: HTTP 500 INTERNAL: no message",
        "GET u: HTTP 502 that is no answer of a Google API (no content type): empty body",
      ],
    );
  });

  it("stays on one line", () => {
    assert.equal(
      faultText(rejected(500, "INTERNAL", { request: "GET u", message: "first\n  second.\n" })),
      "GET u: HTTP 500 INTERNAL: first second",
    );
  });
});
