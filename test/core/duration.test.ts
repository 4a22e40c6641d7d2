import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDuration, isDurationError, parseDuration } from "#src/core/duration.js";
import { assertMessage } from "../support/golden.js";

const readable: [string, number][] = [
  ["0", 0],
  ["0s", 0],
  ["300ms", 300],
  ["1.5h", 5_400_000],
  ["1h30m", 5_400_000],
  ["60s", 60_000],
  ["1m1.001s", 61_001],
  [".5s", 500],
  ["1.s", 1_000],
  ["1h1h", 7_200_000],
  ["500us", 0.5],
  ["500µs", 0.5],
  ["1500000ns", 1.5],
  ["2562047h47m16.854775807s", 9_223_372_036_854.775],
];
for (const [text, milliseconds] of readable) {
  test(`reads ${text}`, () => {
    const read = parseDuration(text);
    assert.ok(Math.abs(read - milliseconds) <= 0.001, `${read}`);
  });
}

/** The reason, and the texts that are refused for it. */
const refused: Record<string, string[]> = {
  nothing: [""],
  "a sign": ["-5s", "+5s"],
  "no unit": ["5", "1.5", "."],
  "no duration": [" ", "s", "5 s", "5s ", "5S", "5d", "1e3s", "1h30", "NaNs", "∞s", "1..5s"],
  "more than 292 years": ["2562047h47m16.854775808s", `${"9".repeat(400)}h`],
};
for (const [reason, texts] of Object.entries(refused)) {
  for (const text of texts) {
    test(`refuses ${JSON.stringify(text.slice(0, 30))}: ${reason}`, (t) => {
      assert.throws(
        () => parseDuration(text),
        (error: unknown) => {
          assert.ok(isDurationError(error) && error.text === text);
          assertMessage(t, `duration with ${reason}`, error.message.replace(JSON.stringify(text), "<text>"));
          return true;
        },
      );
    });
  }
}

const written: [number, string][] = [
  [0, "0s"],
  [0.4, "0s"],
  [250, "250ms"],
  [999.6, "1s"],
  [2_000, "2s"],
  [1_500, "1.5s"],
  [60_000, "1m"],
  [5_400_000, "1h30m"],
  [3_600_000, "1h"],
  [3_601_000, "1h1s"],
  [61_050, "1m1.05s"],
];
for (const [milliseconds, text] of written) {
  test(`writes ${milliseconds} ms as ${text}`, () => {
    assert.equal(formatDuration(milliseconds), text);
  });
}

test("what is written is read as the same number of milliseconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_223_372_036_854 }), (milliseconds) => {
      assert.equal(parseDuration(formatDuration(milliseconds)), milliseconds);
    }),
  );
});
