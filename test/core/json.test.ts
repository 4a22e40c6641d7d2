import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isJsonObject, toPlainJson } from "#src/core/json.js";

describe("isJsonObject", () => {
  it("accepts an object", () => {
    assert.equal(isJsonObject({}), true);
  });

  it("accepts neither null nor a list nor a scalar", () => {
    assert.deepEqual([null, [], "text", 1, undefined].map(isJsonObject), [false, false, false, false, false]);
  });
});

describe("toPlainJson", () => {
  it("drops undefined members, however deep", () => {
    const plain = toPlainJson({
      kept: 1,
      dropped: undefined,
      nested: { dropped: undefined, list: [{ a: undefined }] },
    });
    assert.deepEqual(plain, { kept: 1, nested: { list: [{}] } });
  });

  it("makes undefined itself null", () => {
    assert.equal(toPlainJson(undefined), null);
  });

  it("makes a copy that later changes don't reach", () => {
    const original = { list: [1] };
    const copy = toPlainJson(original);
    original.list.push(2);
    assert.deepEqual(copy, { list: [1] });
  });

  it("leaves what is JSON already as it is", () => {
    fc.assert(
      fc.property(fc.json(), (text) => assert.deepEqual(toPlainJson(JSON.parse(text)), JSON.parse(text))),
    );
  });
});
