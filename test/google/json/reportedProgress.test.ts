import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import { type ReportedProgress, readProgress } from "#src/google/json/reportedProgress.js";

const googleapis = "type.googleapis.com/google.";
const messages: Record<string, Record<string, unknown>> = require("#src/google/catalog/progressTable.json");

/** One form of progress each, with its type below `google.`. */
const forms: [title: string, type: string, fields: JsonObject, expected: ReportedProgress][] = [
  ["a percentage", "cloud.speech.v1.LongRunningRecognizeMetadata", { progressPercent: 42 }, percent(42)],
  [
    "a percentage with decimals",
    "cloud.oracledatabase.v1.OperationMetadata",
    { percentComplete: 42.9 },
    percent(42),
  ],
  [
    "a percentage as text",
    "cloud.texttospeech.v1beta1.SynthesizeLongAudioMetadata",
    { progressPercentage: "99.5" },
    percent(99),
  ],
  ["a progress", "logging.v2.CopyLogEntriesMetadata", { progress: 7 }, percent(7)],
  [
    "a nested percentage",
    "spanner.admin.database.v1.RestoreDatabaseMetadata",
    { progress: { progressPercent: 7, startTime: "2026-01-01T00:00:00Z" } },
    percent(7),
  ],
  [
    "the mean of a list of percentages, where JSON leaves out zero",
    "spanner.admin.database.v1.UpdateDatabaseDdlMetadata",
    { progress: [{ progressPercent: 100 }, { startTime: "2026-01-01T00:00:00Z" }, {}] },
    percent(33),
  ],
  [
    "the mean of the percentages of phases",
    "cloud.auditmanager.v1.ReportGenerationProgress",
    { evaluationPercentComplete: 100, reportGenerationPercentComplete: 50.5 },
    percent(50),
  ],
  [
    "a fraction",
    "cloud.contactcenterinsights.v1.TuneQaScorecardRevisionMetadata",
    { tuningCompletionRatio: 0.29 },
    percent(29),
  ],
  [
    "Datastore's work",
    "datastore.admin.v1.ExportEntitiesMetadata",
    {
      progressEntities: { workCompleted: "30", workEstimated: "120" },
      progressBytes: { workCompleted: "1", workEstimated: "2" },
    },
    {
      percent: 25,
      counters: [
        { unit: "entities", completed: "30", total: "120" },
        { unit: "bytes", completed: "1", total: "2" },
      ],
    },
  ],
  [
    "Firestore's work",
    "firestore.admin.v1.ImportDocumentsMetadata",
    { progressDocuments: { completedWork: "1", estimatedWork: "3" } },
    { percent: 33, counters: [{ unit: "documents", completed: "1", total: "3" }] },
  ],
  [
    "Firestore's work in an older version",
    "firestore.admin.v1beta1.IndexOperationMetadata",
    { documentProgress: { workCompleted: "1", workEstimated: "3" } },
    { percent: 33, counters: [{ unit: "documents", completed: "1", total: "3" }] },
  ],
  [
    "work that is a percentage",
    "firestore.admin.v1.RestoreDatabaseMetadata",
    { progressPercentage: { completedWork: "40", estimatedWork: "100" } },
    percent(40),
  ],
  [
    "results with a total",
    "cloud.discoveryengine.v1.ImportDocumentsMetadata",
    { successCount: "12", failureCount: "3", totalCount: "20" },
    { percent: 75, counters: [{ unit: "items", completed: "12", failed: "3", total: "20" }] },
  ],
  [
    "results without a total",
    "cloud.retail.v2.ImportMetadata",
    { successCount: "12" },
    { counters: [{ unit: "items", completed: "12" }] },
  ],
  [
    "the tasks of an execution",
    "cloud.run.v2.Execution",
    { taskCount: 8, succeededCount: 5, failedCount: 1, runningCount: 2 },
    { percent: 75, counters: [{ unit: "tasks", completed: "5", failed: "1", total: "8" }] },
  ],
  [
    "objects, of which the service lists more while the operation runs",
    "cloud.storagebatchoperations.v1.OperationMetadata",
    { job: { counters: { totalObjectCount: "9", succeededObjectCount: "6", failedObjectCount: "1" } } },
    { counters: [{ unit: "objects", completed: "6", failed: "1" }] },
  ],
  [
    "results and what is pending",
    "cloud.healthcare.v1.OperationMetadata",
    { counter: { success: "6", failure: "3", pending: "1" } },
    { percent: 90, counters: [{ unit: "items", completed: "6", failed: "3", total: "10" }] },
  ],
  [
    "the work of each entry of a map",
    "bigtable.admin.v2.CreateClusterMetadata",
    {
      tables: {
        a: { estimatedSizeBytes: "100", estimatedCopiedBytes: "50" },
        b: { estimatedSizeBytes: "300", state: "PENDING" },
      },
    },
    { percent: 12, counters: [{ unit: "bytes", completed: "50", total: "400" }] },
  ],
];

function percent(value: number): ReportedProgress {
  return { percent: value, counters: [] };
}

function entities(work: JsonObject, others: JsonObject = {}): ReportedProgress {
  const type = `${googleapis}datastore.admin.v1.ExportEntitiesMetadata`;
  return readProgress({ "@type": type, progressEntities: work, ...others });
}

describe("readProgress", () => {
  for (const [title, type, fields, expected] of forms) {
    it(`reads ${title}`, () => {
      assert.deepEqual(readProgress({ "@type": googleapis + type, ...fields }), expected);
    });
  }

  it("finds nothing in metadata whose type publishes no such fields", () => {
    const types = [`${googleapis}cloud.alloydb.v1.OperationMetadata`, "OperationMetadata", "", 7, null];
    for (const type of types) {
      assert.deepEqual(readProgress({ "@type": type, progressPercent: 42 }), { counters: [] });
    }
    assert.deepEqual(readProgress({ progressPercent: 42 }), { counters: [] });
    assert.deepEqual(readProgress(undefined), { counters: [] });
  });

  it("takes no percentage out of range for progress", () => {
    const type = `${googleapis}cloud.speech.v2.OperationMetadata`;
    for (const progressPercent of [
      -1,
      101,
      1e300,
      "NaN",
      "Infinity",
      "",
      "1e2",
      true,
      null,
      [50],
      { a: 50 },
    ]) {
      assert.deepEqual(readProgress({ "@type": type, progressPercent }), { counters: [] });
    }
  });

  it("takes no mean if one percentage is unknown", () => {
    const type = `${googleapis}cloud.videointelligence.v1.AnnotateVideoProgress`;
    const annotationProgress = [{ progressPercent: 40 }, { progressPercent: "?" }];
    assert.deepEqual(readProgress({ "@type": type, annotationProgress }), { counters: [] });
    assert.deepEqual(readProgress({ "@type": type, annotationProgress: [{}, {}] }), { counters: [] });
    assert.deepEqual(readProgress({ "@type": type, annotationProgress: [] }), { counters: [] });
  });

  it("edge case 53: counts beyond what a double can hold", () => {
    const work = { workCompleted: "9007199254740993000", workEstimated: "18014398509481986000" };
    assert.deepEqual(entities(work), {
      percent: 50,
      counters: [{ unit: "entities", completed: "9007199254740993000", total: "18014398509481986000" }],
    });
  });

  it("edge case 53: more work done than estimated is 100 percent", () => {
    assert.equal(entities({ workCompleted: "150", workEstimated: "100" }).percent, 100);
  });

  it("edge case 53: an estimate of nought tells nothing", () => {
    assert.deepEqual(entities({ workCompleted: "5", workEstimated: "0" }), {
      counters: [{ unit: "entities", completed: "5" }],
    });
  });

  it("goes by the bytes where the entities have no estimate yet", () => {
    assert.equal(entities({}, { progressBytes: { workCompleted: "1", workEstimated: "4" } }).percent, 25);
  });

  it("takes work that is left out of the JSON for none done yet", () => {
    assert.deepEqual(entities({ workEstimated: "4" }), {
      percent: 0,
      counters: [{ unit: "entities", completed: "0", total: "4" }],
    });
  });

  it("takes no part of a counter whose other part is no count", () => {
    for (const workEstimated of [-4, 4.5, "4.5", "four", {}, null, "9".repeat(21)]) {
      assert.deepEqual(entities({ workCompleted: "1", workEstimated }), { counters: [] });
    }
  });
});

/** Metadata of a known type, with any JSON at the paths of its progress, or above their ends. */
const hostile: fc.Arbitrary<JsonObject> = fc
  .constantFrom(...Object.values(messages).flatMap((own) => Object.entries(own)))
  .chain(([type, progress]) => {
    const paths = [...JSON.stringify(progress).matchAll(/"([\w*.]+)"/g)].map(([, path = ""]) => path);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.integer({ min: -10, max: 110 }),
      fc.bigInt({ min: -10n, max: 2n ** 64n }).map(String),
    );
    const leaves = fc.array(fc.tuple(fc.constantFrom(...paths), fc.nat(4), value), { maxLength: 6 });
    return leaves.map((found) => {
      const metadata: JsonObject = { "@type": `type.googleapis.com/${type.replace("*", "v1")}` };
      for (const [path, depth, leaf] of found) {
        put(metadata, path.split(".").slice(0, depth + 1), leaf as JsonObject);
      }
      return metadata;
    });
  });

function put(object: JsonObject, [first = "", ...rest]: string[], leaf: JsonObject): void {
  const inner = object[first];
  if (rest.length === 0) {
    object[first] = leaf;
  } else if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
    put(inner, rest, leaf);
  } else {
    const next: JsonObject = {};
    put(next, rest, leaf);
    object[first] = next;
  }
}

test("whatever the metadata, the percent is a whole one from 0 to 100, and counts are decimal", () => {
  let percents = 0;
  fc.assert(
    fc.property(hostile, (metadata) => {
      const { percent: read, counters } = readProgress(metadata);
      percents += read === undefined ? 0 : 1;
      assert.ok(read === undefined || (Number.isInteger(read) && read >= 0 && read <= 100));
      for (const { unit, ...numbers } of counters) {
        assert.match(unit, /^[a-zA-Z ]+$/);
        assert.ok(Object.values(numbers).every((number) => /^\d+$/.test(number)));
      }
    }),
    { numRuns: 1_000 },
  );
  assert.ok(percents > 10, `${percents} of the inputs had a percent`);
});
