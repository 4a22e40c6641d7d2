import assert from "node:assert/strict";
import { isJsonObject } from "#src/core/json.js";
import type { Life } from "./life.js";

/** What is kept can be kept: plain JSON, an id, and the text that the next delete runs. */
export function assertPlain({ engine: { kept } }: Life): void {
  if (kept === undefined) {
    return;
  }
  assert.match(kept.id, /^\/\/alloydb\.googleapis\.com\/./, "without an id the engine forgets the resource");
  assert.equal(typeof kept.outputs.__provider, "string", "without __provider it can never be deleted");
  assertJson(kept.outputs, "outputs");
}

/** What Pulumi's Struct can hold, at any depth. */
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
