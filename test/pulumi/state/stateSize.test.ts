import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { encodedSize, stateValue } from "#src/pulumi/state/encoding.js";
import { plain, struct } from "../../support/providerGrpc.js";

const json = fc.jsonValue({ maxDepth: 8 }) as fc.Arbitrary<JsonValue>;

/** The real size of a value on its way to the engine. */
function bytesOf(value: JsonObject): number {
  return (struct(value) as unknown as { serializeBinary(): Uint8Array }).serializeBinary().length;
}

test("a value is never larger on its way than it is said to be", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), (value) => {
      const kept = stateValue(value) as JsonObject;
      assert.ok(bytesOf(kept) <= encodedSize(kept));
    }),
  );
  const long: JsonObject[] = [
    { numbers: Array.from({ length: 5_000 }, (_, index) => index / 3) },
    { nested: [[[[[{ text: "ü".repeat(70_000) }]]]]] },
    Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, {}])),
  ];
  for (const value of long) {
    assert.ok(bytesOf(value) <= encodedSize(value));
  }
});

test("what is kept comes back from the engine as it was kept", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), json), (value) => {
      const kept = stateValue(value) as JsonObject;
      assert.deepEqual(stateValue(plain(struct(kept))), kept);
    }),
  );
});
