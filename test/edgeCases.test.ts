import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeCasesIn, edgeCaseTests, otherMentions, readTable, withTests } from "./edgeCases.js";

const table = readTable();
const cases = edgeCasesIn(table);
const tests = edgeCaseTests();

test("the table has each number from 1 to 65 once, in order", () => {
  const numbers = Array.from({ length: 65 }, (_, index) => index + 1);
  assert.deepEqual(
    cases.map(({ number }) => number),
    numbers,
  );
});

test("each case in scope has a test whose name begins with its number and title", () => {
  const isTested = ({ number, title }: { number: number; title: string }): boolean =>
    tests.some((one) => one.number === number && one.title.startsWith(title));
  assert.deepEqual(
    cases.filter((one) => one.isInScope && !isTested(one)),
    [],
  );
});

test("no test names a case that is not in the table, or out of scope", () => {
  const inScope = new Set(cases.filter(({ isInScope }) => isInScope).map(({ number }) => number));
  assert.deepEqual(
    tests.filter(({ number }) => !inScope.has(number)),
    [],
  );
});

test("a mention of an edge case begins a test's name, so that the search finds it", () => {
  assert.deepEqual(otherMentions(), []);
});

test("the table is current; if not, run `npm run edge-cases` and commit", () => {
  // No diff of the two: it would be hundreds of lines.
  assert.ok(withTests(table, tests) === table);
});
