import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import {
  isPastCancelling,
  type OperationReport,
  partialEffectsOf,
  readMetadata,
} from "#src/google/json/metadata.js";

type ExpectedReport = Partial<OperationReport>;

/** One name of a field at a time, as services write it. */
const aliases: [title: string, metadata: JsonObject, expected: ExpectedReport][] = [
  ["target", { target: "projects/p/clusters/c" }, { target: "projects/p/clusters/c" }],
  ["verb", { verb: "create" }, { verb: "create" }],
  ["common.operationType", { common: { operationType: "EXPORT_ENTITIES" } }, { verb: "EXPORT_ENTITIES" }],
  ["startTime", { startTime: "2026-01-01T00:00:00Z" }, { startTime: "2026-01-01T00:00:00Z" }],
  ["createTime", { createTime: "2026-01-01T00:00:00.5Z" }, { startTime: "2026-01-01T00:00:00.5Z" }],
  [
    "common.startTime",
    { common: { startTime: "2026-01-01T00:00:00Z" } },
    { startTime: "2026-01-01T00:00:00Z" },
  ],
  ["endTime", { endTime: "2026-01-01T01:00:00Z" }, { endTime: "2026-01-01T01:00:00Z" }],
  ["common.endTime", { common: { endTime: "2026-01-01T01:00:00Z" } }, { endTime: "2026-01-01T01:00:00Z" }],
  ["statusMessage", { statusMessage: "copying" }, { stage: "copying" }],
  ["statusDetail", { statusDetail: "waiting for disks" }, { stage: "waiting for disks" }],
  ["progressMessage", { progressMessage: "pulling the image" }, { stage: "pulling the image" }],
  ["common.state", { common: { state: "PROCESSING" } }, { stage: "PROCESSING" }],
  ["operationState", { operationState: "FINALIZING" }, { stage: "FINALIZING" }],
  ["state", { state: "RUNNING" }, { stage: "RUNNING" }],
  [
    "the progress",
    {
      "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
      progressEntities: { workCompleted: "30", workEstimated: "120" },
    },
    { progressPercent: 25, counters: [{ unit: "entities", completed: "30", total: "120" }] },
  ],
];

const cancelRequests: [title: string, metadata: JsonObject][] = [
  ["requestedCancellation", { requestedCancellation: true }],
  ["cancelRequested", { cancelRequested: true }],
  ["cancellationRequested", { cancellationRequested: true }],
  ["cancelTime", { cancelTime: "2026-01-01T00:00:00Z" }],
  ["common.state CANCELLING", { common: { state: "CANCELLING" } }],
  ["operationState CANCELLING", { operationState: "CANCELLING" }],
  ["state ABORTING", { state: "ABORTING" }],
  ["upgradeClusterStatus.state", { upgradeClusterStatus: { state: "CANCEL_IN_PROGRESS" } }],
];

describe("readMetadata", () => {
  it("tells nothing without metadata", () => {
    assert.deepEqual(readMetadata(undefined), { cancelRequested: false });
  });

  for (const [title, metadata, expected] of aliases) {
    it(`reads ${title}`, () => {
      assert.deepEqual(readMetadata(metadata), { cancelRequested: false, ...expected });
    });
  }

  for (const [title, metadata] of cancelRequests) {
    it(`edge case 10: sees in ${title} that a cancellation was asked for`, () => {
      assert.equal(readMetadata(metadata).cancelRequested, true);
    });
  }

  it("edge case 11: sees no cancellation where the service shows none (Discovery Engine)", () => {
    const metadata = {
      createTime: "2026-01-01T00:00:00Z",
      updateTime: "2026-01-01T00:00:05Z",
      successCount: "5",
    };
    assert.deepEqual(readMetadata(metadata), {
      cancelRequested: false,
      startTime: "2026-01-01T00:00:00Z",
    });
  });

  it("takes nothing but true for a request, not even the text", () => {
    assert.equal(readMetadata({ requestedCancellation: "true" }).cancelRequested, false);
  });

  it("prefers the plain fields to the nested ones", () => {
    const metadata = { verb: "export", common: { operationType: "EXPORT_ENTITIES" } };
    assert.equal(readMetadata(metadata).verb, "export");
  });

  it("edge case 52: overlooks fields of another type than expected", () => {
    const metadata = {
      target: 7,
      verb: [],
      startTime: {},
      endTime: null,
      state: 3,
      common: "none",
      progress: "half",
    };
    assert.deepEqual(readMetadata(metadata), { cancelRequested: false });
  });
});

describe("isPastCancelling", () => {
  it("is false for operations that don't tell", () => {
    assert.deepEqual([undefined, {}, { upgradeClusterStatus: "?" }].map(isPastCancelling), [
      false,
      false,
      false,
    ]);
  });

  it("edge case 60: an AlloyDB upgrade with cancellable false is past cancelling", () => {
    assert.equal(
      isPastCancelling({ upgradeClusterStatus: { cancellable: false, state: "IN_PROGRESS" } }),
      true,
    );
  });

  it("edge case 60: an AlloyDB upgrade with cancellable left out is past cancelling", () => {
    assert.equal(isPastCancelling({ upgradeClusterStatus: { state: "IN_PROGRESS" } }), true);
  });

  it("an AlloyDB upgrade with cancellable true can be cancelled", () => {
    assert.equal(
      isPastCancelling({ upgradeClusterStatus: { cancellable: true, state: "IN_PROGRESS" } }),
      false,
    );
  });

  it("an AlloyDB upgrade that is being cancelled can be cancelled again", () => {
    assert.equal(isPastCancelling({ upgradeClusterStatus: { state: "CANCEL_IN_PROGRESS" } }), false);
  });
});

const effects: [what: string, metadata: JsonObject | undefined, text: string | undefined][] = [
  [
    "Datastore's export",
    {
      "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
      outputUrlPrefix: "gs://b/2026-01-01T00:00:00_1",
      progressEntities: { workCompleted: "120", workEstimated: "400" },
      progressBytes: { workCompleted: "9007199254740993" },
    },
    'files below "gs://b/2026-01-01T00:00:00_1", 120 entities, 9007199254740993 bytes',
  ],
  [
    "Firestore's export",
    {
      "@type": "type.googleapis.com/google.firestore.admin.v1.ExportDocumentsMetadata",
      outputUriPrefix: "gs://b/x",
      progressDocuments: { completedWork: "7" },
    },
    'files below "gs://b/x", 7 documents',
  ],
  [
    "Discovery Engine's import",
    {
      "@type": "type.googleapis.com/google.cloud.discoveryengine.v1.ImportDocumentsMetadata",
      successCount: "12",
      failureCount: "3",
      totalCount: "90",
    },
    "12 items",
  ],
  [
    "nothing done yet",
    {
      "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
      progressEntities: { workEstimated: "400" },
    },
    undefined,
  ],
  ["metadata that tell nothing of it", { verb: "export" }, undefined],
  ["no metadata", undefined, undefined],
  [
    "a text that a terminal would obey",
    { outputUrlPrefix: "gs://\u001b[2J" },
    'files below "gs://\\u001b[2J"',
  ],
];
for (const [what, metadata, text] of effects) {
  test(`edge case 41: what a cancelled operation leaves behind: ${what}`, () => {
    assert.equal(partialEffectsOf(metadata), text);
  });
}

test("whatever the metadata, they tell on one line or nothing", () => {
  const metadata = fc.record(
    {
      "@type": fc.constant("type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata"),
      outputUrlPrefix: fc.jsonValue(),
      progressEntities: fc.dictionary(fc.constantFrom("workCompleted", "workEstimated"), fc.jsonValue()),
      progressBytes: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(metadata, (fuzzed) =>
      assert.doesNotMatch(partialEffectsOf(fuzzed as JsonObject) ?? "", /\p{Cc}/u),
    ),
  );
});
