import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { checkFailures, inputsOf, startPath } from "../../support/providerScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const start = (more: JsonObject): JsonObject => inputsOf({ start: { path: startPath, ...more } });

const unknownStarts: [what: string, inputs: JsonObject][] = [
  ["the path", start({ path: UNKNOWN })],
  ["the method", start({ method: UNKNOWN })],
  ["the query", start({ query: UNKNOWN })],
  ["a value in the query", start({ query: { clusterId: UNKNOWN } })],
  ["the body", start({ body: UNKNOWN })],
  ["the body that is to carry a request id", start({ body: UNKNOWN, requestId: "body" })],
  ["something deep in the body", start({ body: { a: [{ b: UNKNOWN }] } })],
  ["the request id's place", start({ requestId: UNKNOWN })],
];
for (const [what, inputs] of unknownStarts) {
  test(`what isn't known yet in a start is taken to be right: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

const badStarts: [what: string, inputs: JsonObject, failure: RegExp][] = [
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
for (const [what, inputs, failure] of badStarts) {
  test(`${what}: the start is refused with property and reason`, async () => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.match(failures[0] ?? "", failure);
  });
}

function undoing(undo: JsonValue, more: JsonObject = {}): JsonObject {
  return inputsOf({ whenCompletedDespiteCancel: "undo", undo, ...more });
}

const goodUndos: [what: string, inputs: JsonObject][] = [
  ["a DELETE of the target", undoing({ method: "DELETE", path: "{target}" })],
  ["a method of it", undoing({ path: "{response.name}:restore", query: { force: "true" }, body: {} })],
  ["no placeholder at all", undoing({ path: "projects/p/x:y" })],
  [
    "placeholders in query and body",
    undoing({ path: "x", query: { a: "{target}" }, body: [{ b: "{response.name}" }] }),
  ],
  ["braces that are no placeholder", undoing({ path: "x", body: { json: '{"a": 1, "b": {}}', tex: "{}" } })],
  [
    "beside another policy, so that one word switches it off",
    undoing({ path: "x" }, { whenCompletedDespiteCancel: "accept" }),
  ],
  ["beside the default policy", inputsOf({ undo: { path: "x" } })],
  ["null for what is left out", undoing({ method: null, path: "x", query: null, body: null })],
  ["null with another policy", inputsOf({ undo: null })],
  ["not yet known", undoing(UNKNOWN)],
  ["a path not yet known", undoing({ path: UNKNOWN })],
  ["a query and a body not yet known", undoing({ path: "x", query: { a: UNKNOWN }, body: UNKNOWN })],
  ["a policy not yet known", inputsOf({ whenCompletedDespiteCancel: UNKNOWN })],
];
for (const [what, inputs] of goodUndos) {
  test(`an undo passes: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

const badUndos: [what: string, inputs: JsonObject, failure: RegExp][] = [
  [
    "none at all",
    inputsOf({ whenCompletedDespiteCancel: "undo" }),
    /^undo: is required with whenCompletedDespiteCancel: "undo".* or choose "accept" or "fail"$/,
  ],
  ["null", undoing(null), /^undo: is required/],
  [
    "too large for a state",
    undoing({ path: "x", body: { text: "x".repeat(9_000) } }),
    /^undo: is too large .* less than 8 KiB$/,
  ],
  [
    "a text",
    undoing("DELETE"),
    /^undo: must be a request such as \{ method: "DELETE", path: "\{target\}" \}, not a string/,
  ],
  [
    "no path",
    undoing({ method: "DELETE" }),
    /^undo\.path: must be a path below the API version, such as "\{target\}"/,
  ],
  ["an empty path", undoing({ path: "" }), /^undo\.path: must be a path/],
  ["a request id", undoing({ path: "x", requestId: "query" }), /^undo\.requestId: is not a property here/],
  ["a misspelt property", undoing({ path: "x", qeury: {} }), /^undo\.qeury: .*did you mean query\?/],
  ["GET", undoing({ method: "GET", path: "x" }), /^undo\.method: must be one of/],
  [
    "an unknown placeholder in the path",
    undoing({ path: "{name}" }),
    /^undo\.path: "\{name\}" .*\{name\} stands for nothing here; known are \{target\} and \{response\.name\}\.$/,
  ],
  ["one that differs in case", undoing({ path: "{Target}" }), /^undo\.path: .*known are/],
  ["one that every object has", undoing({ path: "{toString}" }), /^undo\.path: .*known are/],
  [
    "an unknown placeholder in the query",
    undoing({ path: "x", query: { a: "{response}" } }),
    /^undo\.query: \{response\} stands for nothing here/,
  ],
  [
    "an unknown placeholder deep in the body",
    undoing({ path: "x", body: [{ a: "b {metadata.target}" }] }),
    /^undo\.body: \{metadata\.target\} stands for nothing here; known are/,
  ],
  [
    "edge case 46: .. beside a placeholder",
    undoing({ path: "{target}/../x" }),
    /^undo\.path: "\{target\}\/\.\.\/x" .*"\.\."/,
  ],
  [
    "edge case 46: a query behind a placeholder",
    undoing({ path: "{target}?force=true" }),
    /^undo\.path: .*a query doesn't belong here/,
  ],
  ["edge case 46: percent-encoding", undoing({ path: "a%2Fb" }), /^undo\.path: .*percent/],
  ["edge case 46: braces around nothing", undoing({ path: "a/{}" }), /^undo\.path: .*holds \{/],
  ["a leading slash", undoing({ path: "/{target}" }), /^undo\.path: .*slash/],
  ["a version in front", undoing({ path: "v1/{target}" }), /^undo\.path: .*begins with an API version/],
  ["another host", undoing({ path: "https://evil.example/{target}" }), /^undo\.path: .*URL/],
  ["a query that is none", undoing({ path: "x", query: "a=b" }), /^undo\.query: must be an object of texts/],
  [
    "a query value that is no text",
    undoing({ path: "x", query: { n: 5 } }),
    /^undo\.query\.n: must be a text/,
  ],
  ["a bad one beside another policy", inputsOf({ undo: { path: "a b" } }), /^undo\.path: .*white space/],
];
for (const [what, inputs, failure] of badUndos) {
  test(`${what}: an undo that is refused with property and reason`, async () => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.match(failures[0] ?? "", failure);
  });
}

test("no message quotes what may be a secret of the body", async () => {
  const failures = await checkFailures(undoing({ path: "x", body: { password: "s3cr3t{name}s3cr3t" } }));
  assert.doesNotMatch(failures.join("\n"), /s3cr3t/);
});
