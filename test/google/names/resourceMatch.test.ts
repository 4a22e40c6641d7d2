import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isSameOrBelow, type ProjectForms, projectForms } from "#src/google/names/resourceMatch.js";

const cluster = "projects/shop/locations/europe-west1/clusters/orders";

test("a resource matches itself and what is below it, segment by segment", () => {
  const own = projectForms(cluster);
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
  assert.ok(isSameOrBelow(link, cluster, {}));
  assert.ok(isSameOrBelow(cluster, link, {}));
  assert.ok(isSameOrBelow(`https://compute.googleapis.com/compute/v1/${cluster}`, cluster, {}));
});

test("a zone or region is the location of that name", () => {
  const zonal =
    "https://container.googleapis.com/v1/projects/12/zones/europe-west1-b/clusters/orders/nodePools/n";
  assert.ok(isSameOrBelow(zonal, "projects/shop/locations/europe-west1-b/clusters/orders", { id: "shop" }));
  assert.ok(!isSameOrBelow(zonal, "projects/shop/locations/europe-west1-c/clusters/orders", { id: "shop" }));
  assert.ok(!isSameOrBelow(zonal, "projects/shop/instances/europe-west1-b/clusters/orders", { id: "shop" }));
});

test("the default collection of Discovery Engine may be left out", () => {
  const dataStore = "projects/shop/locations/global/dataStores/d";
  const inCollection = "projects/shop/locations/global/collections/default_collection/dataStores/d";
  assert.ok(isSameOrBelow(`${inCollection}/branches/0`, dataStore, { id: "shop" }));
  assert.ok(isSameOrBelow(dataStore, inCollection, { id: "shop" }));
  assert.ok(
    isSameOrBelow(dataStore, "projects/shop/locations/global/collections/default_collection", { id: "shop" }),
  );
  assert.ok(!isSameOrBelow(dataStore, "projects/shop/locations/global/collections/other", { id: "shop" }));
});

test("edge case 44: the ID and the number of a project are equal in the own project alone", () => {
  const byNumber = cluster.replace("shop", "123456789012");
  const other = cluster.replace("shop", "999");
  const isSame = (one: string, two: string, own: ProjectForms): boolean => {
    const is = isSameOrBelow(one, two, own);
    assert.equal(isSameOrBelow(two, one, own), is);
    return is;
  };
  const both = { id: "shop", number: "123456789012" };
  assert.ok(isSame(byNumber, cluster, both));
  assert.ok(!isSame(other, cluster, both), "another number");
  assert.ok(!isSame(byNumber, cluster, { ...both, id: "office" }), "another ID");
  assert.ok(isSame(byNumber, cluster, { id: "shop" }), "a number that may be the own one");
  assert.ok(isSame(byNumber, cluster, { number: "123456789012" }), "an ID that may be the own one");
  assert.ok(!isSame(byNumber, cluster, { id: "office" }));
  assert.ok(!isSame(byNumber, cluster, { number: "999" }));
  assert.ok(!isSame(byNumber, cluster, {}));
  assert.ok(!isSame(cluster.replace("shop", "office"), cluster, both), "two IDs");
  assert.ok(!isSame(other, byNumber, both), "two numbers");
});

test("the forms of a project are read from names in it, the first of which has one", () => {
  const number = "projects/123/locations/l/operations/o";
  assert.deepEqual(projectForms(cluster), { id: "shop" });
  assert.deepEqual(projectForms(number), { number: "123" });
  assert.deepEqual(projectForms(cluster, number), { id: "shop", number: "123" });
  assert.deepEqual(projectForms(number, cluster), { id: "shop", number: "123" });
  assert.deepEqual(projectForms(cluster, "operations/o"), { id: "shop" });
  for (const parent of ["projects/-/locations/l", "folders/1", ""]) {
    assert.deepEqual(projectForms(parent, number), {}, parent);
  }
});

test("a number or an ID elsewhere in a name is never taken for a project", () => {
  assert.ok(
    !isSameOrBelow("projects/shop/locations/l/clusters/1", "projects/shop/locations/l/clusters/shop", {
      id: "shop",
    }),
  );
  assert.ok(!isSameOrBelow("folders/1", "folders/shop", { id: "shop" }));
});

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const resource = fc
  .array(fc.tuple(id, id), { minLength: 1, maxLength: 4 })
  .chain((pairs) => fc.tuple(id, fc.constant(pairs.flat())))
  .map(([project, segments]) => ["projects", project, ...segments].join("/"));

test("a match doesn't depend on the form of the project in any of the names", () => {
  fc.assert(
    fc.property(resource, resource, fc.bigInt({ min: 1n, max: 10n ** 12n }), (name, other, number) => {
      const { id: own = "" } = projectForms(name);
      const inNumberForm = (text: string) => text.replace(`projects/${own}/`, `projects/${number}/`);
      const expected = isSameOrBelow(other, name, {});
      for (const forms of [{ id: own }, { id: own, number: String(number) }]) {
        assert.equal(isSameOrBelow(inNumberForm(other), name, forms), expected);
        assert.equal(isSameOrBelow(other, inNumberForm(name), forms), expected);
        assert.equal(isSameOrBelow(inNumberForm(other), inNumberForm(name), forms), expected);
      }
    }),
  );
});

test("resources are ordered: each matches itself, and two that match each other are one", () => {
  fc.assert(
    fc.property(resource, resource, (one, other) => {
      assert.ok(isSameOrBelow(one, one, {}));
      const both = isSameOrBelow(one, other, {}) && isSameOrBelow(other, one, {});
      assert.equal(both, one === other);
      assert.equal(isSameOrBelow(one, other, {}), one === other || one.startsWith(`${other}/`));
    }),
  );
});
