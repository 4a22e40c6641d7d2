import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { targetOfCreation, targetOfResource } from "#src/services/resourceTarget.js";

const location = "projects/p/locations/europe-west1";
const project = { project: "p" };
const cluster = `${location}/clusters/orders`;
const index = `${location}/codeRepositoryIndexes/code`;
const collection = "projects/p/locations/eu/collections/default_collection";
const inLocation = { ...project, location: "europe-west1" };

interface Case {
  service: string;
  properties: Record<string, string>;
  parent: string;
  /** Its name, and its ID. */
  name: string;
  /** Default: the name. */
  atCreation?: string;
}

const cases: Record<string, Case> = {
  "gcp:alloydb/cluster:Cluster": {
    service: "alloydb",
    properties: { ...inLocation, clusterId: "orders" },
    parent: location,
    name: cluster,
  },
  "gcp:alloydb/instance:Instance": {
    service: "alloydb",
    properties: { cluster, instanceId: "main" },
    parent: location,
    name: `${cluster}/instances/main`,
    atCreation: cluster,
  },
  "gcp:alloydb/backup:Backup": {
    service: "alloydb",
    properties: { ...inLocation, backupId: "nightly" },
    parent: location,
    name: `${location}/backups/nightly`,
  },
  "gcp:alloydb/user:User": {
    service: "alloydb",
    properties: { cluster, userId: "reader" },
    parent: location,
    name: `${cluster}/users/reader`,
    atCreation: cluster,
  },
  "gcp:datafusion/instance:Instance": {
    service: "datafusion",
    properties: { ...project, region: "europe-west1", name: "etl" },
    parent: location,
    name: `${location}/instances/etl`,
  },
  "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex": {
    service: "cloudaicompanion",
    properties: { ...inLocation, codeRepositoryIndexId: "code" },
    parent: location,
    name: index,
  },
  "gcp:gemini/repositoryGroup:RepositoryGroup": {
    service: "cloudaicompanion",
    properties: { ...inLocation, codeRepositoryIndex: "code", repositoryGroupId: "shop" },
    parent: location,
    name: `${index}/repositoryGroups/shop`,
    atCreation: index,
  },
  "gcp:discoveryengine/dataStore:DataStore": {
    service: "discoveryengine",
    properties: { ...project, location: "eu", dataStoreId: "docs" },
    parent: `${collection}/dataStores/docs/branches/0`,
    name: `${collection}/dataStores/docs`,
  },
  "gcp:discoveryengine/searchEngine:SearchEngine": {
    service: "discoveryengine",
    properties: { ...project, location: "eu", engineId: "search", collectionId: "default_collection" },
    parent: `${collection}/engines/search`,
    name: `${collection}/engines/search`,
  },
  "gcp:firestore/database:Database": {
    service: "firestore",
    properties: { ...project, name: "(default)" },
    parent: "projects/p/databases/(default)",
    name: "projects/p/databases/(default)",
  },
  "gcp:firestore/index:Index": {
    service: "firestore",
    properties: { ...project, collection: "orders" },
    parent: "projects/p/databases/(default)",
    name: "projects/p/databases/(default)/collectionGroups/orders/indexes/CICAgOjXh4EK",
    atCreation: "projects/p/databases/(default)",
  },
};

for (const [type, { service, properties, parent, name, atCreation = name }] of Object.entries(cases)) {
  test(`${type}: by its ID, and at creation by its inputs`, () => {
    const existing = targetOfResource({ type, id: name, properties });
    assert.deepEqual(existing, { ok: true, value: { service, parent, target: name } });
    const created = targetOfCreation({ type, properties });
    assert.deepEqual(created, { ok: true, value: { service, parent, target: atCreation } });
  });
}

test("a resource whose ID is a full name, of any service that lists operations", () => {
  const name = `${location}/repositories/images`;
  assert.deepEqual(
    targetOfResource({ type: "gcp:artifactregistry/repository:Repository", id: name, properties: {} }),
    { ok: true, value: { service: "artifactregistry", parent: location, target: name } },
  );
});

test("the name in place of an ID that is none", () => {
  const type = "gcp:datafusion/instance:Instance";
  const byName = targetOfResource({ type, id: "etl", properties: { name: `${location}/instances/etl` } });
  const byTemplate = targetOfResource(
    { type, id: "etl", properties: { name: "etl", region: "europe-west1" } },
    project,
  );
  for (const found of [byName, byTemplate]) {
    assert.equal(found.ok && found.value.target, `${location}/instances/etl`);
  }
});

test("project and region of the provider, for a resource without its own", () => {
  const found = targetOfCreation(
    { type: "gcp:datafusion/instance:Instance", properties: { name: "etl" } },
    { project: "p", region: "europe-west1" },
  );
  assert.equal(found.ok && found.value.target, `${location}/instances/etl`);
});

test("the reasons why there is no target", () => {
  const reasons = [
    targetOfResource({
      type: "gcp:compute/instance:Instance",
      id: "projects/p/zones/z/instances/i",
      properties: {},
    }),
    targetOfResource({ type: "gcp:artifactregistry/repository:Repository", id: "images", properties: {} }),
    targetOfResource({ type: "gcp:alloydb/cluster:Cluster", id: "projects/p/../clusters/c", properties: {} }),
    targetOfResource({ type: "gcp:alloydb/cluster:Cluster", id: "projects/p/clusters/c", properties: {} }),
    targetOfCreation({ type: "gcp:artifactregistry/repository:Repository", properties: {} }),
    targetOfCreation(
      { type: "gcp:alloydb/cluster:Cluster", properties: { clusterId: { secret: 1 } } },
      project,
    ),
    targetOfCreation({ type: "aws:s3/bucket:Bucket", properties: {} }),
  ].map((found) => (found.ok ? "found" : found.error));
  assert.deepEqual(reasons, [
    "the service of gcp:compute/instance:Instance is not in the catalog",
    "the ID of gcp:artifactregistry/repository:Repository is not the name of a resource",
    "the ID of gcp:alloydb/cluster:Cluster can't be used",
    "alloydb.googleapis.com has no list of operations for gcp:alloydb/cluster:Cluster",
    "the name of a new gcp:artifactregistry/repository:Repository is not known",
    "its property location has no value",
    "the name of a new aws:s3/bucket:Bucket is not known",
  ]);
});

test("any text as type or ID gives a target or a reason, and one of target and parent lies in the other", () => {
  const types = fc.oneof(fc.constantFrom(...Object.keys(cases)), fc.string());
  const ids = fc.oneof(
    fc.string(),
    fc.string().map((text) => `${location}/${text}`),
  );
  fc.assert(
    fc.property(types, ids, (type, id) => {
      const found = targetOfResource({ type, id, properties: {} });
      const [target, parent] = found.ok ? [found.value.target, found.value.parent] : ["", ""];
      assert.ok(found.ok ? target.startsWith(parent) || parent.startsWith(target) : found.error !== "");
    }),
  );
});
