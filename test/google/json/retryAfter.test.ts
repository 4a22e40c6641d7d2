import assert from "node:assert/strict";
import { test } from "node:test";
import { readProtoDuration, readRetryAfter } from "#src/google/json/httpError.js";

const now = Date.parse("2026-11-21T12:00:00Z");

test("Retry-After is seconds or a date", () => {
  assert.equal(readRetryAfter("0", now), 0);
  assert.equal(readRetryAfter(" 120 ", now), 120_000);
  assert.equal(readRetryAfter("31536000", now), 31_536_000_000);
  assert.equal(readRetryAfter("Sat, 21 Nov 2026 12:00:30 GMT", now), 30_000);
});

test("a date is read in all of HTTP's three forms, whatever this machine's time zone", () => {
  const forms = [
    "Sat, 21 Nov 2026 12:00:30 GMT",
    "Saturday, 21-Nov-26 12:00:30 GMT",
    "Sat Nov 21 12:00:30 2026",
  ];
  for (const form of forms) {
    assert.equal(readRetryAfter(form, now), 30_000, form);
  }
});

test("edge case 63: a date counts from the moment that the server says it answered at, whatever the clock here", () => {
  const sentAt = "Sat, 21 Nov 2026 12:00:00 GMT";
  const year = 365 * 24 * 3_600_000;
  for (const skewed of [now - year, now - 60_000, now, now + 60_000, now + year]) {
    assert.equal(readRetryAfter("Sat, 21 Nov 2026 12:00:30 GMT", skewed, sentAt), 30_000);
    assert.equal(readRetryAfter("Sat, 21 Nov 2026 11:59:30 GMT", skewed, sentAt), undefined);
    assert.equal(readRetryAfter("30", skewed, sentAt), 30_000);
  }
});

test("a Date header that is none leaves this machine's clock", () => {
  for (const sentAt of ["", "now", "0", "Sat, 99 Nov 2026"]) {
    assert.equal(readRetryAfter("Sat, 21 Nov 2026 12:00:30 GMT", now, sentAt), 30_000, sentAt);
  }
});

test("a date in a year's time is told as it is; whoever waits bounds it", () => {
  assert.equal(readRetryAfter("Sun, 21 Nov 2027 12:00:00 GMT", now), 365 * 24 * 3_600_000);
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
  assert.equal(readProtoDuration("3.5s"), 3500);
  assert.equal(readProtoDuration("0s"), 0);
  for (const value of [
    "1e30s",
    "NaNs",
    "Infinitys",
    "-0s",
    " 3s",
    "3s ",
    "0x3s",
    "-3s",
    "3",
    3,
    "3m",
    "",
    null,
    { seconds: "3" },
    `${"9".repeat(400)}s`,
  ]) {
    assert.equal(readProtoDuration(value), undefined);
  }
});
