import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { EndHint } from "#src/core/prediction.js";
import { readEndHint } from "#src/google/json/endHint.js";

const upgrade = (...schedules: JsonObject[]): JsonObject => ({
  upgradeClusterStatus: { stages: schedules.map((schedule) => ({ stage: "S", schedule })) },
});

const hints: Record<string, [metadata: JsonObject | undefined, hint: EndHint]> = {
  "no metadata": [undefined, {}],
  "metadata without progress": [{ verb: "export" }, {}],
  "a percentage": [
    { "@type": "type.googleapis.com/google.cloud.automl.v1.OperationMetadata", progressPercent: 40 },
    { fraction: 0.4 },
  ],
  "counters, which are more exact than whole percent": [
    {
      "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
      progressEntities: { workCompleted: "1", workEstimated: "8" },
    },
    { fraction: 0.125 },
  ],
  "counters that exceed their estimate": [
    {
      "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
      progressEntities: { workCompleted: "12", workEstimated: "8" },
    },
    { fraction: 1 },
  ],
  "an AlloyDB upgrade: its last stage": [
    upgrade(
      { actualStartTime: "2026-01-01T00:00:00Z", actualEndTime: "2026-01-01T00:10:00Z" },
      { actualStartTime: "2026-01-01T00:10:00Z", estimatedEndTime: "2026-01-01T00:40:00Z" },
      { estimatedStartTime: "2026-01-01T00:40:00Z", estimatedEndTime: "2026-01-01T01:00:00.5Z" },
    ),
    { estimatedEnd: Date.UTC(2026, 0, 1, 1, 0, 0, 500) },
  ],
  "an AlloyDB upgrade with a stage of unknown end": [
    upgrade({ estimatedEndTime: "2026-01-01T00:40:00Z" }, { estimatedStartTime: "2026-01-01T00:40:00Z" }),
    {},
  ],
  "an AlloyDB upgrade with an end that is no time": [upgrade({ estimatedEndTime: "soon" }), {}],
  "an AlloyDB upgrade without stages": [{ upgradeClusterStatus: { stages: [] } }, {}],
  "stages that are no objects": [{ upgradeClusterStatus: { stages: [null, 1, []] } }, {}],
};

for (const [what, [metadata, hint]] of Object.entries(hints)) {
  test(`what may predict the end: ${what}`, () => {
    assert.deepEqual(readEndHint(metadata === undefined ? {} : { metadata }), hint);
  });
}
