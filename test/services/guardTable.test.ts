import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultVersion } from "#src/google/catalog/apiVersion.js";
import { cancelSupport } from "#src/google/catalog/cancelSupport.js";
import { findService } from "#src/google/catalog/catalog.js";
import { nameTemplateOf, selectableOperations, selectableTypes } from "#src/services/guardTable.js";
import { targetOfResource } from "#src/services/resourceTarget.js";
import { assertMessage } from "../support/golden.js";

test("each type is listed once, and its service has operations that can be cancelled", () => {
  const types = selectableTypes();
  assert.equal(new Set(types).size, types.length);
  assert.ok(types.length > 240, String(types.length));
  for (const type of types) {
    const found = selectableOperations(type);
    assert.ok(found.ok, type);
    const { versions } = findService(found.value.service) ?? assert.fail(type);
    const methods = [...versions.values()].flatMap(({ names }) => names.map((name) => name.methods));
    assert.ok(
      methods.some((one) => one.has("cancel")),
      type,
    );
  }
});

test("the types of the five services with recipes", () => {
  const services = Object.fromEntries(
    [
      "gcp:alloydb/cluster:Cluster",
      "gcp:alloydb/instance:Instance",
      "gcp:alloydb/backup:Backup",
      "gcp:datafusion/instance:Instance",
      "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex",
      "gcp:gemini/repositoryGroup:RepositoryGroup",
      "gcp:discoveryengine/dataStore:DataStore",
    ].map((type) => {
      const found = selectableOperations(type);
      return [type, found.ok && `${found.value.service}${found.value.areBelow ? ", below" : ""}`];
    }),
  );
  assert.deepEqual(services, {
    "gcp:alloydb/cluster:Cluster": "alloydb",
    "gcp:alloydb/instance:Instance": "alloydb",
    "gcp:alloydb/backup:Backup": "alloydb",
    "gcp:datafusion/instance:Instance": "datafusion",
    "gcp:gemini/codeRepositoryIndex:CodeRepositoryIndex": "cloudaicompanion",
    "gcp:gemini/repositoryGroup:RepositoryGroup": "cloudaicompanion",
    "gcp:discoveryengine/dataStore:DataStore": "discoveryengine, below",
  });
});

test("operations that report a target are listed above the resource, where the service cancels them", () => {
  const parents = Object.fromEntries(
    Object.entries({
      "gcp:alloydb/instance:Instance": "projects/p/locations/l/clusters/c/instances/i",
      "gcp:networksecurity/addressGroup:AddressGroup": "organizations/1/locations/global/addressGroups/a",
      "gcp:activedirectory/domain:Domain": "projects/p/locations/global/domains/d.example.com",
      // Its clusters have a list of their own, whose operations can't be cancelled.
      "gcp:gkeonprem/vMwareNodePool:VMwareNodePool":
        "projects/p/locations/l/vmwareClusters/c/vmwareNodePools/n",
    }).map(([type, id]) => {
      const found = targetOfResource({ type, id, properties: {} });
      return [type, found.ok && found.value.parent];
    }),
  );
  assert.deepEqual(parents, {
    "gcp:alloydb/instance:Instance": "projects/p/locations/l",
    "gcp:networksecurity/addressGroup:AddressGroup": "organizations/1/locations/global",
    "gcp:activedirectory/domain:Domain": "projects/p/locations/global",
    "gcp:gkeonprem/vMwareNodePool:VMwareNodePool": "projects/p/locations/l",
  });
});

test("operations below a resource are listed where the service cancels them", () => {
  const location = "projects/p/locations/l";
  const collection = "projects/p/locations/global/collections/default_collection";
  const ids = {
    "gcp:discoveryengine/dataStore:DataStore": `${collection}/dataStores/d`,
    "gcp:vertex/aiEndpoint:AiEndpoint": `${location}/endpoints/1`,
    "gcp:vertex/aiIndex:AiIndex": `${location}/indexes/1`,
    "gcp:spanner/database:Database": "projects/p/instances/i/databases/d",
    "gcp:healthcare/dataset:Dataset": `${location}/datasets/d`,
    "gcp:firestore/database:Database": "projects/p/databases/d",
    "gcp:storage/bucket:Bucket": "projects/_/buckets/b",
  };
  for (const [type, id] of Object.entries(ids)) {
    const found = targetOfResource({ type, id, properties: {} });
    assert.ok(found.ok, type);
    const { service: key, parent } = found.value;
    const service = findService(key) ?? assert.fail(type);
    const operation = `${parent}/operations/o`;
    assert.equal(cancelSupport(service, defaultVersion(service, operation), operation), "supported", type);
  }
});

test("a name is made of outputs if the ID is another text", () => {
  const type = "gcp:spanner/database:Database";
  assert.equal(nameTemplateOf(type), "projects/{project}/instances/{instance}/databases/{name}");
  assert.equal(nameTemplateOf("gcp:alloydb/cluster:Cluster"), undefined);
  const name = "projects/p/instances/i/databases/d";
  const properties = { project: "p", instance: "i", name: "d" };
  assert.deepEqual(targetOfResource({ type, id: "i/d", properties }), {
    ok: true,
    value: { service: "spanner", parent: name, target: name },
  });
});

const refused: Record<string, string> = {
  "another package": "aws:s3/bucket:Bucket",
  "no cancel method": "gcp:compute/instance:Instance",
  "no google.longrunning": "gcp:bigquery/table:Table",
  "a service that can't cancel": "gcp:cloudrunv2/service:Service",
  "no list": "gcp:bigtable/instance:Instance",
  "no target": "gcp:composer/environment:Environment",
  "several lists": "gcp:spanner/instance:Instance",
  "several lists, some nested": "gcp:vertex/aiFeatureStore:AiFeatureStore",
  "no operations": "gcp:alloydb/user:User",
  "a permission": "gcp:dataproc/metastoreServiceIamMember:MetastoreServiceIamMember",
};

for (const [situation, type] of Object.entries(refused)) {
  test(`${situation}: the reason, and what to do`, (t) => {
    const found = selectableOperations(type);
    assert.ok(!found.ok);
    assertMessage(t, situation, found.error);
  });
}
