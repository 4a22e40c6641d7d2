import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatRow, type Row } from "#src/core/row.js";
import { assertMessage } from "../support/golden.js";

const text = fc.option(fc.string({ unit: "binary", maxLength: 200 }), { nil: undefined });
const id = fc.stringMatching(/^[\w~-]{1,80}$/);

test("a row has the state first, at most 60 characters before the ID, and the ID whole at the end", () => {
  const state = fc.constantFrom("running", "cancelling", "succeeded");
  fc.assert(
    fc.property(fc.record({ state, progress: text, subject: text, stage: text, id }), (row: Row) => {
      const formatted = formatRow(row);
      const end = `, ${row.id}`;
      assert.ok(formatted.startsWith(row.state));
      assert.ok(formatted.endsWith(end));
      assert.ok(formatted.length - end.length <= 60, formatted);
      assert.doesNotMatch(formatted, /[\p{Cc}\p{Cs}\u2028\u2029]/u);
    }),
  );
});

const rows: Record<string, Row> = {
  "state and ID": { state: "running", id: "operation-1" },
  "all parts": {
    state: "cancelling",
    progress: "40 %",
    subject: "export of clusters/orders",
    stage: "copying",
    id: "operation-1",
  },
  "a long target": {
    state: "running",
    progress: "40 %",
    subject: `export of clusters/${"orders-".repeat(9)}`,
    id: "o",
  },
  "a stage that repeats the state": { state: "running", stage: "RUNNING", id: "operation-1" },
  "several operations": {
    state: "cancelling",
    progress: "12 of 40 ended",
    subject: "operations of clusters/orders",
  },
};

for (const [what, row] of Object.entries(rows)) {
  test(`a row: ${what}`, (t) => {
    assertMessage(t, `row: ${what}`, formatRow(row));
  });
}
