import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_EMPTY_PAGES, PageCycleDetector } from "#src/google/listOperations.js";
import { assertMessage } from "../support/golden.js";

/** The number of pages before a page token is refused, and the reason; `undefined` if none is refused. */
function followed(tokens: Iterable<string>, entries = 1): { pages: number; problem: string } | undefined {
  const trail = new PageCycleDetector();
  let pages = 0;
  for (const token of tokens) {
    const problem = trail.check(token, entries);
    if (problem !== undefined) {
      return { pages, problem };
    }
    pages += 1;
  }
  return undefined;
}

function* circle(before: number, length: number): Generator<string> {
  for (let page = 0; page < before; page += 1) {
    yield `before-${page}`;
  }
  for (let page = 0; ; page += 1) {
    yield `in-${page % length}`;
  }
}

function* endless(count: number): Generator<string> {
  for (let page = 0; page < count; page += 1) {
    yield String(page);
  }
}

test("a circle of pages is found, wherever it begins and however long it is", (t) => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (before, length) => {
      const end = followed(circle(before, length));
      assert.ok(end !== undefined && end.pages <= 4 * (before + length));
      assertMessage(t, "a circle", end.problem.replace(String(end.pages + 1), "<page>"));
    }),
  );
});

test("pages that differ are followed however many they are", () => {
  assert.equal(followed(endless(100_000)), undefined);
});

test("empty pages are followed, but not for ever", (t) => {
  assert.equal(followed(endless(MAX_EMPTY_PAGES - 1), 0), undefined);
  const end = followed(endless(1_000_000), 0);
  assert.equal(end?.pages, MAX_EMPTY_PAGES - 1);
  assertMessage(t, "empty pages", end.problem);
});

test("a token that no URL could hold is not sent", (t) => {
  assertMessage(t, "a token that is too long", followed(["x".repeat(100_000)])?.problem ?? "");
});
