import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";

/** Where a user is sent to look for an operation whose name was lost. */
const lists: [service: string, apiVersion: string, path: string, url: string][] = [
  [
    "alloydb",
    "v1beta",
    "projects/p/locations/l/clusters/c:export",
    "v1beta/projects/p/locations/l/operations",
  ],
  ["datastore", "v1", "projects/p:export", "v1/projects/p/operations"],
  [
    "discoveryengine",
    "v1alpha",
    "projects/p/locations/global/collections/c/dataStores/d/branches/b/documents:import",
    "v1alpha/projects/p/locations/global/collections/c/dataStores/d/branches/b/operations",
  ],
  ["dns", "v1", "projects/p/locations/l/managedZones", "dns/v1/projects/p/locations/l/operations"],
  ["redis.example.com", "v1", "projects/p/locations/l/instances", "v1/projects/p/locations/l/operations"],
];
for (const [service, apiVersion, path, url] of lists) {
  test(`what ${service} ${apiVersion} starts at ${path} is listed at ${url}`, () => {
    const environment = { GCP_LRO_EMULATOR_HOST: "127.0.0.1:1" };
    const connection = connectService({ service, apiVersion, about: path, environment });
    assert.equal(connection.listUrl(path), `${connection.baseUrl}/${url}`);
  });
}
