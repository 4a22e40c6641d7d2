import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { findService, nearestServices } from "#src/google/catalog.js";
import { loadCatalog } from "#src/google/catalogFile.js";

test("a service is found by its key and by all of its hosts", () => {
  const hosts = [
    "discoveryengine",
    "discoveryengine.googleapis.com",
    "DiscoveryEngine.googleapis.com",
    "discoveryengine.mtls.googleapis.com",
    "eu-discoveryengine.googleapis.com",
    "global-discoveryengine.googleapis.com",
    "discoveryengine.asia-northeast1.rep.googleapis.com",
  ];
  for (const host of hosts) {
    assert.equal(findService(host)?.key, "discoveryengine", host);
  }
});

test("what only resembles a service is none", () => {
  const strangers = [
    "",
    "alloy",
    "alloydb.googleapis.com.evil.example",
    "evil.example/alloydb.googleapis.com",
    "alloydb..rep.googleapis.com",
    "alloydb.a/b.rep.googleapis.com",
    "cloudaicompanion.mtls.googleapis.com",
    "constructor",
    "__proto__",
  ];
  for (const stranger of strangers) {
    assert.equal(findService(stranger), undefined, stranger);
  }
});

test("the nearest services come first, and no more than three", () => {
  assert.equal(nearestServices("aloydb")[0], "alloydb");
  assert.equal(nearestServices("datastores.googleapis.com")[0], "datastore");
  assert.equal(nearestServices("cloudaicompannion")[0], "cloudaicompanion");
  assert.deepEqual(nearestServices("data"), ["datastore", "datafusion"]);
  assert.deepEqual(nearestServices("zzzzzzzz"), []);
  assert.ok(nearestServices("").length <= 3);
});

test("the first-class services are there with the versions that the project settled on", () => {
  const settled = Object.keys(loadCatalog()).map((key) => {
    const service = findService(key);
    return `${service?.host} ${service?.settledVersion} ${[...(service?.versions.keys() ?? [])].join(" ")}`;
  });
  assert.deepEqual(settled, [
    "alloydb.googleapis.com v1beta v1 v1alpha v1beta",
    "cloudaicompanion.googleapis.com v1 v1",
    "datafusion.googleapis.com v1 v1 v1beta1",
    "datastore.googleapis.com v1 v1",
    "discoveryengine.googleapis.com v1alpha v1 v1alpha v1beta",
  ]);
});

test("54: what a service's list does otherwise is on record", () => {
  assert.deepEqual(findService("datastore")?.listQuirks, ["pendingOnly"]);
  assert.deepEqual(findService("discoveryengine")?.listQuirks, ["noFilter", "noPaging"]);
});

test("the catalog stays within 150 KB", () => {
  assert.ok(statSync(require.resolve("#src/google/catalog.json")).size <= 150_000);
});

test("every version of every service can be read, and its patterns end in an operation's own segment", () => {
  for (const key of Object.keys(loadCatalog())) {
    for (const [version, { names }] of findService(key)?.versions ?? []) {
      assert.ok(names.length > 0, `${key} ${version}`);
      for (const { pattern, methods } of names) {
        assert.match(pattern, /(^|\/)[a-zA-Z]+\/\*\*?$/);
        assert.ok(methods.has("get"), `${key} ${version} ${pattern}`);
      }
    }
  }
});
