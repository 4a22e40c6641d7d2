import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import { isMatch, matchOperation, type OperationMatch } from "#src/core/operationMatch.js";
import { expectationOf, type StartFacts } from "#src/core/startExpectation.js";

const from = Date.parse("2026-11-21T10:00:00Z");
const to = Date.parse("2026-11-21T10:10:00Z");
const inTime = "2026-11-21T10:05:00.123456789Z";
const location = "projects/p/locations/l";
const parent = `${location}/operations/o`;

function match(request: StartFacts, metadata: JsonObject, name = parent): OperationMatch {
  const operation: Operation = { name, done: false, metadata };
  return matchOperation(expectationOf(request, from, to), operation);
}

const exportCluster: StartFacts = { path: `${location}/clusters/c:export`, body: { database: "d" } };
const createCluster: StartFacts = { path: `${location}/clusters`, query: { clusterId: "c", requestId: "r" } };
const exportEntities: StartFacts = {
  path: "projects/p:export",
  body: { outputUrlPrefix: "gs://b/x", labels: { team: "a" } },
};
const importDocuments: StartFacts = {
  path: `${location}/dataStores/s/branches/default_branch/documents:import`,
};
const storeBranch = "projects/123/locations/l/collections/default_collection/dataStores/s/branches/0";
const typed = (message: string): JsonObject => ({ "@type": `type.googleapis.com/google.x.v1.${message}` });
const common = { startTime: inTime, operationType: "EXPORT_ENTITIES" };

const fitting: [what: string, request: StartFacts, metadata: JsonObject, name?: string][] = [
  [
    "alloydb: export",
    exportCluster,
    { createTime: inTime, target: `${location}/clusters/c`, verb: "export" },
  ],
  [
    "the project's number where its id was asked for",
    exportCluster,
    { createTime: inTime, target: "projects/123/locations/l/clusters/c", verb: "export" },
    "projects/123/locations/l/operations/o",
  ],
  [
    "POST to a collection creates the resource of the id",
    createCluster,
    { createTime: inTime, target: `${location}/clusters/c`, verb: "create" },
  ],
  [
    "the id may stand in the body",
    { path: `${location}/clusters:restore`, body: { clusterId: "c" } },
    { createTime: inTime, target: `${location}/clusters/c`, verb: "restore" },
  ],
  [
    "createsecondary is a create",
    { path: `${location}/clusters:createsecondary`, query: { clusterId: "c" } },
    { createTime: inTime, target: `${location}/clusters/c`, verb: "create" },
  ],
  [
    "PATCH updates",
    { method: "PATCH", path: `${location}/instances/i` },
    { createTime: inTime, target: `${location}/instances/i`, verb: "update" },
  ],
  [
    "DELETE deletes",
    { method: "DELETE", path: `${location}/instances/i` },
    { createTime: inTime, target: `${location}/instances/i`, verb: "delete" },
  ],
  [
    "a method of its own that the service calls an update",
    { path: `${location}/instances/i:restart` },
    { createTime: inTime, target: `${location}/instances/i`, verb: "update" },
  ],
  [
    "datastore: common, labels and prefix, no target",
    exportEntities,
    { common: { ...common, labels: { team: "a", more: "b" } }, outputUrlPrefix: "gs://b/x/2026" },
    "projects/p/operations/o",
  ],
  [
    "datastore: the id of an index",
    { method: "DELETE", path: "projects/p/indexes/i" },
    {
      common: { startTime: inTime, operationType: "DELETE_INDEX" },
      ...typed("IndexOperationMetadata"),
      indexId: "i",
    },
    "projects/p/operations/o",
  ],
  [
    "discoveryengine: the type of the metadata, default collection and branch",
    importDocuments,
    { ...typed("ImportDocumentsMetadata"), createTime: inTime },
    `${storeBranch}/operations/import-documents-1`,
  ],
  [
    "container: zones",
    { method: "DELETE", path: "projects/p/locations/z/clusters/c" },
    { startTime: inTime, verb: "DELETE_CLUSTER", target: "projects/7/zones/z/clusters/c" },
    "projects/7/zones/z/operations/o",
  ],
  [
    "sqladmin: a method behind a slash",
    { path: "projects/p/instances/i/export" },
    { createTime: inTime, verb: "EXPORT", target: "projects/p/instances/i" },
    "projects/p/operations/o",
  ],
  [
    "a target with a host in front",
    exportCluster,
    { createTime: inTime, target: `//alloydb.googleapis.com/${location}/clusters/c` },
  ],
  [
    "a target that is a link",
    exportCluster,
    { createTime: inTime, target: `https://h/v1/${location}/clusters/c` },
  ],
  ["a target that is a mere id", exportCluster, { createTime: inTime, target: "c" }],
];
for (const [what, request, metadata, name] of fitting) {
  test(`edge case 54: it may be the one that was started: ${what}`, () => {
    const judged = match(request, metadata, name);
    assert.ok(isMatch(judged), JSON.stringify(judged));
  });
}

const alloydb = { createTime: inTime, target: `${location}/clusters/c`, verb: "export" };
const contradicting: [
  what: string,
  criterion: keyof OperationMatch,
  request: StartFacts,
  metadata: JsonObject,
  name?: string,
][] = [
  ["too early", "time", exportCluster, { ...alloydb, createTime: "2026-11-21T09:59:59Z" }],
  ["too late", "time", exportCluster, { ...alloydb, createTime: "2026-11-21T10:10:00.001Z" }],
  ["another cluster", "target", exportCluster, { ...alloydb, target: `${location}/clusters/d` }],
  ["another location", "target", exportCluster, { ...alloydb, target: "projects/p/locations/m/clusters/c" }],
  [
    "another project by id",
    "target",
    exportCluster,
    { ...alloydb, target: "projects/q/locations/l/clusters/c" },
  ],
  [
    "another database than the default one",
    "target",
    { path: "projects/p/databases/(default):exportDocuments" },
    { startTime: inTime, target: "projects/p/databases/other", verb: "export" },
    "projects/p/databases/(default)/operations/o",
  ],
  [
    "what the cluster holds",
    "target",
    exportCluster,
    { ...alloydb, target: `${location}/clusters/c/instances/i` },
  ],
  ["another id alone", "target", exportCluster, { ...alloydb, target: "d" }],
  ["another verb", "verb", exportCluster, { ...alloydb, verb: "import" }],
  ["an update, where something is created", "verb", createCluster, { ...alloydb, verb: "update" }],
  [
    "another type",
    "verb",
    importDocuments,
    { ...typed("PurgeDocumentsMetadata"), createTime: inTime },
    `${storeBranch}/operations/o`,
  ],
  [
    "another label",
    "labels",
    exportEntities,
    { common: { ...common, labels: { team: "b" } } },
    "projects/p/operations/o",
  ],
  [
    "another bucket",
    "place",
    exportEntities,
    { common, outputUrlPrefix: "gs://c/x" },
    "projects/p/operations/o",
  ],
  [
    "another index",
    "target",
    { method: "DELETE", path: "projects/p/indexes/i" },
    { common, indexId: "j" },
    "projects/p/operations/o",
  ],
  [
    "another data store",
    "parent",
    importDocuments,
    { ...typed("ImportDocumentsMetadata"), createTime: inTime },
    `${storeBranch.replace("dataStores/s", "dataStores/t")}/operations/o`,
  ],
  [
    "beside it: documents in a branch, where user events were meant",
    "parent",
    { path: `${location}/dataStores/s/userEvents:import` },
    { ...typed("ImportDocumentsMetadata"), createTime: inTime },
    `${storeBranch.replace("branches/0", "branches/1")}/operations/o`,
  ],
  ["another location's list", "parent", exportCluster, alloydb, "projects/p/locations/m/operations/o"],
];
for (const [what, criterion, request, metadata, name] of contradicting) {
  test(`edge case 54: it can't be the one that was started: ${what}`, () => {
    const judged = match(request, metadata, name);
    assert.equal(judged[criterion], "contradicts", JSON.stringify(judged));
    assert.ok(!isMatch(judged));
  });
}

const untold: [what: string, metadata: JsonObject][] = [
  ["nothing", {}],
  ["no start time", { target: `${location}/clusters/c`, verb: "export" }],
  ["a start time that is none", { ...alloydb, createTime: "yesterday" }],
  ["a start time alone", { createTime: inTime }],
  ["a start time and a general type", { ...typed("OperationMetadata"), createTime: inTime }],
];
for (const [what, metadata] of untold) {
  test(`edge case 54: who tells too little is no match: ${what}`, () => {
    const judged = match(exportCluster, metadata);
    assert.ok(!Object.values(judged).includes("contradicts"), JSON.stringify(judged));
    assert.ok(!isMatch(judged));
  });
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const words = fc.record({
  project: word,
  place: word,
  cluster: word,
  verb: fc.constantFrom("export", "import", "restart"),
});

test("never a match where something told contradicts, whatever else fits", () => {
  const difference = fc.record(
    {
      project: word,
      place: word,
      cluster: word,
      verb: fc.constantFrom("export", "import", "restart"),
      time: fc.integer({ min: -9e8, max: 9e8 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(words, difference, fc.boolean(), (asked, change, byNumber) => {
      const told = { time: 0, ...asked, ...change };
      const name = (facts: typeof asked, project: string): string =>
        `projects/${project}/locations/${facts.place}/clusters/${facts.cluster}`;
      const project = byNumber ? "42" : told.project;
      const judged = match(
        { path: `${name(asked, asked.project)}:${asked.verb}` },
        {
          createTime: new Date(from + told.time).toISOString(),
          target: name(told, project),
          verb: told.verb,
        },
        `projects/${project}/locations/${told.place}/operations/o`,
      );
      const isSame =
        (byNumber || told.project === asked.project) &&
        (["place", "cluster", "verb"] as const).every((key) => told[key] === asked[key]) &&
        told.time >= 0 &&
        told.time <= to - from;
      assert.equal(isMatch(judged), isSame, JSON.stringify(judged));
    }),
    { numRuns: 500 },
  );
});

test("a metadata type that is no text, and can't be made one, tells no verb", () => {
  const { verb } = match(exportCluster, { "@type": [{ toString: 0 }] });
  assert.equal(verb, "untold");
});

test("whatever metadata hold, they are judged without complaint", () => {
  const metadata = fc.dictionary(
    fc.constantFrom(
      "@type",
      "target",
      "verb",
      "createTime",
      "common",
      "labels",
      "outputUrlPrefix",
      "clusterId",
    ),
    fc.jsonValue({ maxDepth: 2 }),
  ) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(metadata, fc.string(), fc.string(), (told, path, name) => {
      const judged = match({ path, query: { clusterId: name } }, told, name);
      if (Object.values(judged).includes("contradicts")) {
        assert.ok(!isMatch(judged));
      }
    }),
    { numRuns: 500 },
  );
});
