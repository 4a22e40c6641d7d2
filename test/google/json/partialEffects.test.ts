import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import { partialEffectsOf } from "#src/google/json/metadata.js";

const told: [what: string, metadata: JsonObject | undefined, traces: string | undefined][] = [
  [
    "Datastore's export",
    {
      outputUrlPrefix: "gs://b/2026-01-01T00:00:00_1",
      progressEntities: { workCompleted: "120", workEstimated: "400" },
      progressBytes: { workCompleted: "9007199254740993" },
    },
    'output below "gs://b/2026-01-01T00:00:00_1", 120 entities, 9007199254740993 bytes',
  ],
  [
    "Firestore's export",
    { outputUriPrefix: "gs://b/x", progressDocuments: { completedWork: "7" } },
    'output below "gs://b/x", 7 documents',
  ],
  ["Discovery Engine's import", { successCount: "12", failureCount: "3", totalCount: "90" }, "12 items"],
  ["nothing done yet", { progressEntities: { workEstimated: "400" }, successCount: "0" }, undefined],
  ["metadata that tell nothing of it", { verb: "export" }, undefined],
  ["no metadata", undefined, undefined],
  [
    "a text that a terminal would obey",
    { outputUrlPrefix: "gs://\u001b[2J" },
    'output below "gs://\\u001b[2J"',
  ],
];
for (const [what, metadata, traces] of told) {
  test(`edge case 41: what a cancelled operation leaves behind: ${what}`, () => {
    assert.equal(partialEffectsOf(metadata), traces);
  });
}

test("whatever the metadata, they tell on one line or nothing", () => {
  const fields = ["outputUrlPrefix", "progressEntities", "progressBytes", "successCount", "workCompleted"];
  const metadata = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue());
  fc.assert(
    fc.property(metadata, (fuzzed) =>
      assert.doesNotMatch(partialEffectsOf(fuzzed as JsonObject) ?? "", /\p{Cc}/u),
    ),
  );
});
