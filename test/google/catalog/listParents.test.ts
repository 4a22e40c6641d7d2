import assert from "node:assert/strict";
import { test } from "node:test";
import { findService } from "#src/google/catalog/catalog.js";
import { type ListParents, listParents } from "#src/google/catalog/listParents.js";

function parentsOf(key: string, apiVersion?: string): ListParents {
  const service = findService(key);
  assert.ok(service);
  return listParents(service, apiVersion);
}

test("a service by location, by project, and by both", () => {
  assert.deepEqual(parentsOf("alloydb"), { direct: [], places: ["locations"], resources: [] });
  assert.deepEqual(parentsOf("datastore"), { direct: ["projects/*"], places: [], resources: [] });
  assert.deepEqual(parentsOf("dialogflow").direct, ["projects/*"]);
  assert.deepEqual(parentsOf("dialogflow").places, ["locations"]);
});

test("older collections of locations: regions beside locations, but not zones", () => {
  assert.deepEqual(parentsOf("dataproc").places, ["locations", "regions"]);
  assert.deepEqual(parentsOf("container").places, ["locations"]);
});

test("a parent with a fixed location exists once in a project", () => {
  assert.deepEqual(parentsOf("managedidentities").direct, ["projects/*/locations/global"]);
});

test("operations below other resources", () => {
  assert.ok(parentsOf("spanner").resources.includes("projects/*/instances/*"));
  assert.ok(parentsOf("storage").resources.includes("projects/_/buckets/*"));
});

test("a service without a list, or whose list is not by project, has no parents", () => {
  for (const key of ["artifactregistry", "serviceusage"]) {
    assert.deepEqual(parentsOf(key), { direct: [], places: [], resources: [] });
  }
});
