import assert from "node:assert/strict";
import { test } from "node:test";
import { doneText, wrap } from "#src/cli/output/shortText.js";

const counts: [completed: string, text: string][] = [
  ["0", "0"],
  ["9999", "9999"],
  ["10000", "10k"],
  ["999999", "999k"],
  ["1234567", "1M"],
  ["18446744073709551615", "18E"],
];
for (const [completed, text] of counts) {
  test(`the progress in four columns: ${completed} items are ${text}`, () => {
    assert.equal(doneText({ cancelRequested: false, counters: [{ unit: "items", completed }] }), text);
  });
}

test("the progress in four columns: a percentage comes before a counter, and nothing is no progress", () => {
  const counters = [{ unit: "items", completed: "5" }];
  assert.equal(doneText({ cancelRequested: false, progressPercent: 100, counters }), "100%");
  assert.equal(doneText({ cancelRequested: false }), undefined);
});

for (const width of [-1, 0, 1]) {
  test(`a text wrapped in ${width} columns has one character in each line`, () => {
    assert.deepEqual(wrap("a bc", width), ["a", "b", "c"]);
  });
}
