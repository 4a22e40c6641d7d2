import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { edgeCases } from "./edgeCases.js";
import { edgeCaseTable, edgeCaseTests, TABLE_FILE } from "./edgeCaseTable.js";
import { scanForEdgeCases } from "./edgeCaseTests.js";
import { packageRoot } from "./support/providerProject.js";

const { tests, strays } = edgeCaseTests();

test("every number from 1 to 65 is there once, in order", () => {
  const numbers = Array.from({ length: 65 }, (_, index) => index + 1);
  assert.deepEqual(
    edgeCases.map(({ number }) => number),
    numbers,
  );
});

test("every case in scope has a test that begins with its number and title", () => {
  const lacking = edgeCases.filter(
    (edgeCase) =>
      "does" in edgeCase &&
      !tests.some(({ number, title }) => number === edgeCase.number && title.startsWith(edgeCase.title)),
  );
  assert.deepEqual(
    lacking.map(({ number, title }) => `edge case ${number}: ${title}`),
    [],
  );
});

test("no test belongs to a case that isn't there, or is out of scope", () => {
  const inScope = new Set(edgeCases.filter((edgeCase) => "does" in edgeCase).map(({ number }) => number));
  assert.deepEqual(
    tests.filter(({ number }) => !inScope.has(number)),
    [],
  );
});

test("whatever speaks of an edge case begins a test's name, so that it is found", () => {
  assert.deepEqual(strays, []);
});

test("the committed table is up to date; if not, `npm run edge-cases` and commit", () => {
  // No diff of the two: it would be hundreds of lines.
  assert.ok(readFileSync(path.join(packageRoot, TABLE_FILE), "utf8") === edgeCaseTable(tests));
});

const found: [what: string, text: string, titles: string[]][] = [
  ["in the call", 'test("edge case 1: a", run);', ["a"]],
  ["of two cases", 'test("edge cases 1 and 2: a", run);', ["a", "a"]],
  ["with a value in it", `it(\`edge case 1: a \${b}, c\`, run);`, ["a …, c"]],
  [
    "in a table by a name",
    `const rows = [["edge case 1: a", 1], ["b", 2]];\nfor (const [what] of rows) { it(what, run); }`,
    ["a"],
  ],
  [
    "in a table in the loop",
    `for (const what of ["edge case 1: a"]) { test(\`\${what}: ends\`, run); }`,
    ["a"],
  ],
];
for (const [what, text, titles] of found) {
  test(`a name is found ${what}`, () => {
    const scan = scanForEdgeCases({ path: "x.test.ts", text });
    assert.deepEqual(scan.strays, []);
    assert.deepEqual(
      scan.tests.map(({ title }) => title),
      titles,
    );
  });
}

const missed: [what: string, text: string][] = [
  ["behind other words", 'test("a, edge case 1: b", run);'],
  ["without a title", 'test("edge case 1", run);'],
  [
    "in a table whose values end the names",
    `for (const what of ["edge case 1: a"]) { test(\`ends: \${what}\`, run); }`,
  ],
  ["in a table that no loop goes over", 'const rows = ["edge case 1: a"];'],
  ["in a call of something else", 'log("edge case 1: a");'],
];
for (const [what, text] of missed) {
  test(`a text ${what} is told instead of being passed over`, () => {
    const scan = scanForEdgeCases({ path: "x.test.ts", text });
    assert.deepEqual([scan.tests.length, scan.strays.length], [0, 1]);
  });
}
