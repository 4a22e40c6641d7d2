import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
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

const badStarts: [what: string, inputs: JsonObject, property: string][] = [
  ["edge case 46: .. in a path", start({ path: "projects/../x:export" }), "start.path"],
  ["edge case 46: ? in a path", start({ path: "projects/p?x=y" }), "start.path"],
  ["edge case 46: %2F in a path", start({ path: "projects%2Fp" }), "start.path"],
  ["edge case 46: a control character", start({ path: "projects/p\u0000" }), "start.path"],
  ["no path", inputsOf({ start: {} }), "start.path"],
  ["a start that is no request", inputsOf({ start: "POST" }), "start"],
  ["a misspelt field of start", start({ qeury: {} }), "start.qeury"],
  ["a method that starts nothing", start({ method: "GET" }), "start.method"],
  ["a query value that is no text", start({ query: { n: 5 } }), "start.query.n"],
  ["a body that can't carry the request id", start({ body: [], requestId: "body" }), "start.body"],
  ["a place for the request id that is none", start({ requestId: "header" }), "start.requestId"],
];
for (const [what, inputs, property] of badStarts) {
  test(`${what}: the start is refused with property and reason`, async (t) => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.equal(failures[0]?.split(": ")[0], property);
    assertMessage(t, `start, ${what}`, failures[0] ?? "");
  });
}

function undoInputs(undo: JsonValue, more: JsonObject = {}): JsonObject {
  return inputsOf({ whenCompletedDespiteCancel: "undo", undo, ...more });
}

const goodUndos: [what: string, inputs: JsonObject][] = [
  ["a DELETE of the target", undoInputs({ method: "DELETE", path: "{target}" })],
  ["a method of it", undoInputs({ path: "{response.name}:restore", query: { force: "true" }, body: {} })],
  ["no placeholder at all", undoInputs({ path: "projects/p/x:y" })],
  [
    "placeholders in query and body",
    undoInputs({ path: "x", query: { a: "{target}" }, body: [{ b: "{response.name}" }] }),
  ],
  [
    "braces that are no placeholder",
    undoInputs({ path: "x", body: { json: '{"a": 1, "b": {}}', tex: "{}" } }),
  ],
  [
    "beside another policy, so that one word switches it off",
    undoInputs({ path: "x" }, { whenCompletedDespiteCancel: "accept" }),
  ],
  ["beside the default policy", inputsOf({ undo: { path: "x" } })],
  ["null for what is left out", undoInputs({ method: null, path: "x", query: null, body: null })],
  ["null with another policy", inputsOf({ undo: null })],
  ["not yet known", undoInputs(UNKNOWN)],
  ["a path not yet known", undoInputs({ path: UNKNOWN })],
  ["a query and a body not yet known", undoInputs({ path: "x", query: { a: UNKNOWN }, body: UNKNOWN })],
  ["a policy not yet known", inputsOf({ whenCompletedDespiteCancel: UNKNOWN })],
];
for (const [what, inputs] of goodUndos) {
  test(`an undo passes: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

const badUndos: [what: string, inputs: JsonObject, property: string][] = [
  ["none at all", inputsOf({ whenCompletedDespiteCancel: "undo" }), "undo"],
  ["null", undoInputs(null), "undo"],
  ["too large for a state", undoInputs({ path: "x", body: { text: "x".repeat(9_000) } }), "undo"],
  ["a text", undoInputs("DELETE"), "undo"],
  ["no path", undoInputs({ method: "DELETE" }), "undo.path"],
  ["an empty path", undoInputs({ path: "" }), "undo.path"],
  ["a request id", undoInputs({ path: "x", requestId: "query" }), "undo.requestId"],
  ["a misspelt property", undoInputs({ path: "x", qeury: {} }), "undo.qeury"],
  ["GET", undoInputs({ method: "GET", path: "x" }), "undo.method"],
  ["an unknown placeholder in the path", undoInputs({ path: "{name}" }), "undo.path"],
  ["one that differs in case", undoInputs({ path: "{Target}" }), "undo.path"],
  ["one that every object has", undoInputs({ path: "{toString}" }), "undo.path"],
  [
    "an unknown placeholder in the query",
    undoInputs({ path: "x", query: { a: "{response}" } }),
    "undo.query",
  ],
  [
    "an unknown placeholder deep in the body",
    undoInputs({ path: "x", body: [{ a: "b {metadata.target}" }] }),
    "undo.body",
  ],
  ["edge case 46: .. beside a placeholder", undoInputs({ path: "{target}/../x" }), "undo.path"],
  ["edge case 46: a query behind a placeholder", undoInputs({ path: "{target}?force=true" }), "undo.path"],
  ["edge case 46: percent-encoding", undoInputs({ path: "a%2Fb" }), "undo.path"],
  ["edge case 46: braces around nothing", undoInputs({ path: "a/{}" }), "undo.path"],
  ["a leading slash", undoInputs({ path: "/{target}" }), "undo.path"],
  ["a version in front", undoInputs({ path: "v1/{target}" }), "undo.path"],
  ["another host", undoInputs({ path: "https://evil.example/{target}" }), "undo.path"],
  ["a query that is none", undoInputs({ path: "x", query: "a=b" }), "undo.query"],
  ["a query value that is no text", undoInputs({ path: "x", query: { n: 5 } }), "undo.query.n"],
  ["a bad one beside another policy", inputsOf({ undo: { path: "a b" } }), "undo.path"],
];
for (const [what, inputs, property] of badUndos) {
  test(`${what}: an undo that is refused with property and reason`, async (t) => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.equal(failures[0]?.split(": ")[0], property);
    assertMessage(t, `undo, ${what}`, failures[0] ?? "");
  });
}

test("no message quotes what may be a secret of the body", async () => {
  const failures = await checkFailures(undoInputs({ path: "x", body: { password: "s3cr3t{name}s3cr3t" } }));
  assert.doesNotMatch(failures.join("\n"), /s3cr3t/);
});
