import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import {
  assertEntry,
  formatGolden,
  goldenFile,
  isUsed,
  mergeRecords,
  normalized,
  parseGolden,
  readGolden,
} from "./golden.js";
import { packageRoot } from "./providerProject.js";
import { sourceFiles } from "./sourceFiles.js";

test("every entry of the golden file is used; if not, run `npm run golden` and commit", () => {
  const sources = new Map(sourceFiles("test", ".test.ts").map(({ path: file, text }) => [file, text]));
  assert.deepEqual(
    [...readGolden().keys()].filter((id) => !isUsed(id, sources)),
    [],
  );
});

test("the golden file has the form that `npm run golden` gives it", () => {
  const text = readFileSync(goldenFile, "utf8");
  assert.equal(formatGolden(parseGolden(text)), text);
});

test("messages come out of the file as they went in, sorted by their ids", () => {
  const messages = new Map([
    ["b/two: x: y", "one line"],
    ["a/one: x", "two\n\n    lines and ## a mark"],
  ]);
  assert.deepEqual([...parseGolden(formatGolden(messages))], [...messages].reverse());
});

for (const [what, message, expected] of [
  ["a time", "at 2026-11-29T00:41:36.123Z (interrupted)", "at <time> (interrupted)"],
  ["a port", "http://127.0.0.1:4711/alloydb", "http://127.0.0.1:<port>/alloydb"],
  ["a random id", "p/operations/operation-1795255551994-65a881: gone.", "p/operations/<id>: gone."],
  ["a name that the test gave", "p/operations/a. It", "p/operations/a. It"],
  ["a UUID", "id 6f1f3c1e-5a43-4a3c-9a58-0d4f9e2a7b10,", "id <uuid>,"],
  ["a temporary folder", `in ${path.join(tmpdir(), "gcp-lro-x-aBcDeF")}.`, "in <temporary>."],
  ["the package's folder", `${packageRoot}/dist/index.js`, "<package>/dist/index.js"],
  ["white space at line ends", "\na \nb\n", "a\nb"],
] as const) {
  test(`${what} is normalized`, () => {
    assert.equal(normalized(message), expected);
  });
}

const sources = new Map([["a.test.ts", `is(t, "one"); for (const who of ["me"]) is(t, \`\${who}: 2?\`);`]]);
for (const [id, expected] of [
  ["a: one", true],
  ["a: on", false],
  ["a: me: 2?", true],
  ["a: me: 2", false],
  ["a: you: 2?", false],
  ["b: one", false],
] as const) {
  test(`an entry "${id}" is ${expected ? "used" : "unused"}`, () => {
    assert.equal(isUsed(id, sources), expected);
  });
}

test("a message that the golden file lacks, or has in other words, fails", () => {
  const messages = new Map([["a: one", "The operation has ended."]]);
  assertEntry(messages, "a: one", "The operation has ended.");
  assert.throws(() => assertEntry(messages, "a: two", "x"), /no message "a: two".*npm run golden/s);
  assert.throws(() => assertEntry(messages, "a: one", "The operation ended."), assert.AssertionError);
});

test("two different messages with one id are refused", () => {
  const record = (message: string) => JSON.stringify(["a: one", message]);
  assert.deepEqual([...mergeRecords([record("x"), record("x")])], [["a: one", "x"]]);
  assert.throws(() => mergeRecords([record("x"), record("y")]), /id "a: one"/);
});
