import assert from "node:assert/strict";
import { isJsonObject } from "#src/core/json.js";

/** Asserts that Pulumi's Struct can hold a value, at any depth. */
export function assertJson(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    value.forEach((element, index) => {
      assertJson(element, `${path}[${index}]`);
    });
  } else if (isJsonObject(value)) {
    assert.equal(Object.getPrototypeOf(value), Object.prototype, path);
    for (const [key, member] of Object.entries(value)) {
      assertJson(member, `${path}.${key}`);
    }
  } else {
    const isScalar = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    assert.ok(value === null || isScalar, `${path} is ${String(value)}`);
  }
}
