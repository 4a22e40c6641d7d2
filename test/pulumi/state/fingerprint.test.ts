import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonValue } from "#src/core/json.js";
import { canonicalJson, fingerprint } from "#src/pulumi/state/fingerprint.js";

test("a fingerprint is pinned: states of earlier releases hold them", () => {
  assert.equal(
    fingerprint({ path: "projects/p:export", body: { n: [1, "2", null, true] } }),
    "Hj0Ognyh_LarRmLEHx-mWq",
  );
});

const equal: [JsonValue, JsonValue][] = [
  [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ],
  [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
  [1.0, 1],
];
for (const [one, other] of equal) {
  test(`equal: ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () => {
    assert.equal(fingerprint(one), fingerprint(other));
  });
}

const different: [JsonValue, JsonValue][] = [
  [
    [1, 2],
    [2, 1],
  ],
  [1, "1"],
  [null, "null"],
  [{}, []],
  [{ a: null }, {}],
  [["a", "b"], ["a,b"]],
  [{ a: "b" }, { 'a":"b': "" }],
  ["é", "e\u0301"],
];
for (const [one, other] of different) {
  test(`different: ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () => {
    assert.notEqual(fingerprint(one), fingerprint(other));
  });
}

test("a fingerprint is short and says nothing of what it stands for", () => {
  assert.match(fingerprint("hunter2"), /^[\w-]{22}$/);
});

test("canonical JSON is JSON", () => {
  const value = { b: [1, { d: "ü\n", c: null }], a: false, 10: 1, 9: 2 };
  assert.deepEqual(JSON.parse(canonicalJson(value)), value);
  assert.equal(canonicalJson(value), '{"10":1,"9":2,"a":false,"b":[1,{"c":null,"d":"ü\\n"}]}');
});
