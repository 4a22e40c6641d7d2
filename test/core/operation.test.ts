import assert from "node:assert/strict";
import { test } from "node:test";
import { readOperation } from "#src/core/operation.js";

test("an operation without done is running", () => {
  assert.deepEqual(readOperation({ name: "operations/1" }), { name: "operations/1", done: false });
});
