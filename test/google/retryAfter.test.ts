import assert from "node:assert/strict";
import { test } from "node:test";
import { readDuration, readRetryAfter } from "#src/google/retryAfter.js";

const now = Date.parse("2026-11-21T12:00:00Z");

test("Retry-After is seconds or a date", () => {
  assert.equal(readRetryAfter("0", now), 0);
  assert.equal(readRetryAfter(" 120 ", now), 120_000);
  assert.equal(readRetryAfter("31536000", now), 31_536_000_000);
  assert.equal(readRetryAfter("Sat, 21 Nov 2026 12:00:30 GMT", now), 30_000);
});

test("nonsense and the past are as good as no Retry-After", () => {
  const past = "Sat, 21 Nov 2026 11:00:00 GMT";
  for (const text of [
    "-1",
    "",
    "soon",
    "1e9",
    "0x10",
    "1,5",
    past,
    "Saturday",
    "2026-11-22",
    "9".repeat(400),
  ]) {
    assert.equal(readRetryAfter(text, now), undefined, text);
  }
});

test("a duration of the proto is seconds with an s", () => {
  assert.equal(readDuration("3.5s"), 3500);
  assert.equal(readDuration("0s"), 0);
  for (const value of ["-3s", "3", 3, "3m", "", null, { seconds: "3" }, `${"9".repeat(400)}s`]) {
    assert.equal(readDuration(value), undefined);
  }
});
