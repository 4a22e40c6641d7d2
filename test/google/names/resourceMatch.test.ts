import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isSameOrBelow, projectOf } from "#src/google/names/resourceMatch.js";

const cluster = "projects/shop/locations/europe-west1/clusters/orders";

test("a resource matches itself and what is below it, segment by segment", () => {
  const own = projectOf(cluster);
  for (const name of [cluster, `${cluster}/instances/i`, `//alloydb.googleapis.com/${cluster}`]) {
    assert.ok(isSameOrBelow(name, cluster, own), name);
  }
  for (const name of [
    `${cluster}-2`,
    cluster.replace("/orders", ""),
    cluster.replace("west1", "west2"),
    "",
  ]) {
    assert.ok(!isSameOrBelow(name, cluster, own), name);
  }
});

test("hosts and versions before a resource name don't count", () => {
  const link = `https://container.googleapis.com/v1/${cluster}`;
  assert.ok(isSameOrBelow(link, cluster, undefined));
  assert.ok(isSameOrBelow(cluster, link, undefined));
  assert.ok(isSameOrBelow(`https://compute.googleapis.com/compute/v1/${cluster}`, cluster, undefined));
});

test("a zone or region is the location of that name", () => {
  const zonal =
    "https://container.googleapis.com/v1/projects/12/zones/europe-west1-b/clusters/orders/nodePools/n";
  assert.ok(isSameOrBelow(zonal, "projects/shop/locations/europe-west1-b/clusters/orders", "shop"));
  assert.ok(!isSameOrBelow(zonal, "projects/shop/locations/europe-west1-c/clusters/orders", "shop"));
  assert.ok(!isSameOrBelow(zonal, "projects/shop/instances/europe-west1-b/clusters/orders", "shop"));
});

test("the default collection of Discovery Engine may be left out", () => {
  const dataStore = "projects/shop/locations/global/dataStores/d";
  const inCollection = "projects/shop/locations/global/collections/default_collection/dataStores/d";
  assert.ok(isSameOrBelow(`${inCollection}/branches/0`, dataStore, "shop"));
  assert.ok(isSameOrBelow(dataStore, inCollection, "shop"));
  assert.ok(
    isSameOrBelow(dataStore, "projects/shop/locations/global/collections/default_collection", "shop"),
  );
  assert.ok(!isSameOrBelow(dataStore, "projects/shop/locations/global/collections/other", "shop"));
});

test("edge case 44: the ID and the number of a project are equal in the own project alone", () => {
  const byNumber = cluster.replace("shop", "123456789012");
  assert.ok(isSameOrBelow(byNumber, cluster, "shop"));
  assert.ok(isSameOrBelow(cluster, byNumber, "shop"));
  assert.ok(isSameOrBelow(byNumber, cluster, "123456789012"));
  assert.ok(!isSameOrBelow(byNumber, cluster, "office"));
  assert.ok(!isSameOrBelow(byNumber, cluster, undefined));
  assert.ok(!isSameOrBelow(cluster.replace("shop", "office"), cluster, "shop"), "two IDs");
  assert.ok(!isSameOrBelow(cluster.replace("shop", "123"), byNumber, "123456789012"), "two numbers");
});

test("a number or an ID elsewhere in a name is never taken for a project", () => {
  assert.ok(
    !isSameOrBelow("projects/shop/locations/l/clusters/1", "projects/shop/locations/l/clusters/shop", "shop"),
  );
  assert.ok(!isSameOrBelow("folders/1", "folders/shop", "shop"));
});

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const resource = fc
  .array(fc.tuple(id, id), { minLength: 1, maxLength: 4 })
  .chain((pairs) => fc.tuple(id, fc.constant(pairs.flat())))
  .map(([project, segments]) => ["projects", project, ...segments].join("/"));

test("a match doesn't depend on the form of the project in any of the names", () => {
  fc.assert(
    fc.property(resource, resource, fc.bigInt({ min: 1n, max: 10n ** 12n }), (name, other, number) => {
      const own = projectOf(name) ?? "";
      const inNumberForm = (text: string) => text.replace(`projects/${own}/`, `projects/${number}/`);
      const expected = isSameOrBelow(other, name, own);
      assert.equal(isSameOrBelow(inNumberForm(other), name, own), expected);
      assert.equal(isSameOrBelow(other, inNumberForm(name), own), expected);
      assert.equal(isSameOrBelow(other, inNumberForm(name), String(number)), expected);
    }),
  );
});

test("resources are ordered: each matches itself, and two that match each other are one", () => {
  fc.assert(
    fc.property(resource, resource, (one, other) => {
      assert.ok(isSameOrBelow(one, one, undefined));
      const both = isSameOrBelow(one, other, undefined) && isSameOrBelow(other, one, undefined);
      assert.equal(both, one === other);
      assert.equal(isSameOrBelow(one, other, undefined), one === other || one.startsWith(`${other}/`));
    }),
  );
});
