import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { looksLikeVersion } from "#src/google/catalog/apiVersion.js";
import { documentedCancelPermission, findService, nearestServices } from "#src/google/catalog/catalog.js";
import { loadCatalog } from "#src/google/catalog/catalogFile.js";

/** The generator's folder, from build/test/google/catalog. */
const sourceFolder = path.join(__dirname, "../../../../src/google/catalog/generate");

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
    "compute",
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
  const beginningAlike = nearestServices("data");
  assert.equal(beginningAlike.length, 3);
  assert.ok(beginningAlike.every((key) => key.startsWith("data")));
  assert.deepEqual(nearestServices("zzzzzzzz"), []);
  assert.ok(nearestServices("").length <= 3);
});

test("every service that can cancel operations is there, and all of its versions that can", () => {
  const cancelling = Object.keys(loadCatalog()).flatMap((key) =>
    [...(findService(key)?.versions ?? [])].flatMap(([version, { names }]) =>
      names.some(({ methods }) => methods.has("cancel")) ? [`${key} ${version}`] : [],
    ),
  );
  assert.equal(cancelling.length, 293);
  assert.equal(new Set(cancelling.map((text) => text.split(" ")[0])).size, 167);
});

test("the first-class services, and two whose newest version has other resources, have a default version", () => {
  const settled = Object.keys(loadCatalog())
    .map((key) => findService(key))
    .filter((service) => service?.preferredVersion !== undefined)
    .map(
      (service) => `${service?.host} ${service?.preferredVersion} ${[...(service?.versions.keys() ?? [])]}`,
    );
  assert.deepEqual(settled, [
    "alloydb.googleapis.com v1beta v1,v1alpha,v1beta",
    "cloudaicompanion.googleapis.com v1 v1,v1alpha",
    "cloudbuild.googleapis.com v1 v1,v1alpha1,v1alpha2,v1beta1,v2",
    "datafusion.googleapis.com v1 v1,v1beta1",
    "datastore.googleapis.com v1 v1",
    "discoveryengine.googleapis.com v1alpha v1,v1alpha,v1beta",
    "gkehub.googleapis.com v1 v1,v1alpha,v1alpha1,v1alpha2,v1beta,v1beta1,v2,v2alpha,v2beta",
  ]);
});

test("hosts, also where they don't follow from the key", () => {
  const facts = (key: string) => {
    const { host, mtlsHost, regionalHosts, locationHosts } = findService(key) ?? assert.fail(key);
    return { host, mtlsHost, regionalHosts, locationHosts };
  };
  assert.deepEqual(facts("translate"), {
    host: "translation.googleapis.com",
    mtlsHost: "translation.mtls.googleapis.com",
    regionalHosts: undefined,
    locationHosts: {},
  });
  assert.deepEqual(facts("aiplatform"), {
    host: "aiplatform.googleapis.com",
    mtlsHost: "aiplatform.mtls.googleapis.com",
    regionalHosts: ["aiplatform.{location}.rep.googleapis.com"],
    locationHosts: {
      region: "{location}-aiplatform.googleapis.com",
      eu: "aiplatform.{location}.rep.googleapis.com",
      us: "aiplatform.{location}.rep.googleapis.com",
    },
  });
  assert.equal(facts("cloudaicompanion").mtlsHost, undefined);
  assert.equal(findService("translation.googleapis.com")?.key, "translate");
  assert.equal(findService("us-central1-aiplatform.googleapis.com")?.key, "aiplatform");
});

test("scopes: cloud-platform and the service's own, or its own alone", () => {
  const scopesOf = (key: string) =>
    findService(key)?.scopes.map((scope) => scope.replace("https://www.googleapis.com/auth/", ""));
  assert.deepEqual(scopesOf("alloydb"), ["cloud-platform"]);
  assert.deepEqual(scopesOf("datastore"), ["cloud-platform", "datastore"]);
  assert.deepEqual(scopesOf("storage"), [
    "cloud-platform",
    "devstorage.full_control",
    "devstorage.read_write",
  ]);
  assert.deepEqual(scopesOf("cloudchannel"), ["apps.order"]);
});

test("the permission for cancelling is known where it is documented", () => {
  assert.equal(documentedCancelPermission("alloydb"), "alloydb.operations.cancel");
  assert.equal(documentedCancelPermission("datastore.googleapis.com"), "datastore.operations.cancel");
  assert.equal(documentedCancelPermission("datafusion"), "datafusion.operations.cancel");
  assert.equal(documentedCancelPermission("cloudaicompanion"), "cloudaicompanion.operations.cancel");
  assert.equal(documentedCancelPermission("storage"), "storage.bucketOperations.cancel");
  assert.equal(documentedCancelPermission("discoveryengine"), undefined);
  assert.equal(documentedCancelPermission("private.example.com"), undefined);
});

test("no host leads to two services", () => {
  const hosts = Object.keys(loadCatalog()).flatMap((key) => {
    const { host, mtlsHost, regionalHosts = [], locationHosts } = findService(key) ?? assert.fail(key);
    const forms = [...regionalHosts, ...Object.values(locationHosts)];
    const regional = forms.map((form) => form.replace("{location}", "us-east1"));
    return [host, ...(mtlsHost === undefined ? [] : [mtlsHost]), ...regional].map((name) => ({ key, name }));
  });
  for (const { key, name } of hosts) {
    assert.equal(findService(name)?.key, key, name);
  }
});

test("edge case 54: what a service's list does otherwise is on record", () => {
  assert.deepEqual(findService("sqladmin")?.listDeviations, ["noFilter", "maxResults"]);
  assert.deepEqual(findService("storagetransfer")?.listDeviations, ["needsFilter"]);
  assert.deepEqual(findService("datastore")?.listDeviations, ["pendingOnly"]);
  assert.deepEqual(findService("discoveryengine")?.listDeviations, ["noFilter", "noPaging"]);
});

test("the catalog stays within 150 KB", () => {
  assert.ok(statSync(require.resolve("#src/google/catalog/catalog.json")).size <= 150_000);
});

test("every version of every service can be read, and every pattern has a use", () => {
  for (const key of Object.keys(loadCatalog())) {
    for (const [version, { names, base }] of findService(key)?.versions ?? []) {
      assert.ok(looksLikeVersion(version), `${key} ${version}`);
      assert.ok(base.split("/").includes(version), `${key} ${version} ${base}`);
      assert.ok(names.length > 0, `${key} ${version}`);
      for (const { pattern, methods } of names) {
        assert.match(pattern, /^(\*\*|([a-zA-Z_]+|\*)(\/([a-zA-Z_]+|\*))*\/\*\*?)$/);
        assert.ok(methods.size > 0, `${key} ${version} ${pattern}`);
      }
    }
  }
});

test("what the supplement adds is in the catalog", () => {
  const { groups } = require(path.resolve(sourceFolder, "supplement.json")) as {
    groups: { source: string; add?: Record<string, Record<string, unknown>> }[];
  };
  for (const { source, add = {} } of groups) {
    assert.ok(source.length > 20, "every group names its source");
    for (const [key, versions] of Object.entries(add)) {
      for (const version of Object.keys(versions)) {
        assert.ok(findService(key)?.versions.has(version), `${key} ${version}`);
      }
    }
  }
});
