import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { checkFailures, inputsOf, startPath } from "../../support/providerScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const start = (more: JsonObject): JsonObject => inputsOf({ start: { path: startPath, ...more } });

const unknown: [what: string, inputs: JsonObject][] = [
  ["the path", start({ path: UNKNOWN })],
  ["the method", start({ method: UNKNOWN })],
  ["the query", start({ query: UNKNOWN })],
  ["a value in the query", start({ query: { clusterId: UNKNOWN } })],
  ["the body", start({ body: UNKNOWN })],
  ["the body that is to carry a request id", start({ body: UNKNOWN, requestId: "body" })],
  ["something deep in the body", start({ body: { a: [{ b: UNKNOWN }] } })],
  ["the request id's place", start({ requestId: UNKNOWN })],
];
for (const [what, inputs] of unknown) {
  test(`what isn't known yet in a start is taken to be right: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

const bad: [what: string, inputs: JsonObject, failure: RegExp][] = [
  ["edge case 46: .. in a path", start({ path: "projects/../x:export" }), /^start\.path: .*"\.\."/],
  ["edge case 46: ? in a path", start({ path: "projects/p?x=y" }), /^start\.path: .*query/],
  ["edge case 46: %2F in a path", start({ path: "projects%2Fp" }), /^start\.path: .*percent/],
  [
    "edge case 46: a control character",
    start({ path: "projects/p\u0000" }),
    /^start\.path: .*control character \(U\+0000\)/,
  ],
  ["no path", inputsOf({ start: {} }), /^start\.path: must be a path below the API version/],
  ["a start that is no request", inputsOf({ start: "POST" }), /^start: must be a request such as/],
  [
    "a misspelt field of start",
    start({ qeury: {} }),
    /^start\.qeury: is not a property here; did you mean query\?/,
  ],
  [
    "a method that starts nothing",
    start({ method: "GET" }),
    /^start\.method: must be one of "POST", "PATCH", "PUT", "DELETE", not "GET"/,
  ],
  [
    "a query value that is no text",
    start({ query: { n: 5 } }),
    /^start\.query\.n: must be a text, not a number/,
  ],
  [
    "a body that can't carry the request id",
    start({ body: [], requestId: "body" }),
    /^start\.body: must be an object to carry the request id/,
  ],
  [
    "a place for the request id that is none",
    start({ requestId: "header" }),
    /^start\.requestId: must be one of/,
  ],
];
for (const [what, inputs, failure] of bad) {
  test(`${what}: the start is refused with property and reason`, async () => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.match(failures[0] ?? "", failure);
  });
}
