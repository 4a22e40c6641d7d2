import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { defaultVersion } from "#src/google/catalog/apiVersion.js";
import { findService } from "#src/google/catalog/catalog.js";

/**
 * The paths that only one version has, by version, for services whose versions have different starts. They are from the
 * discovery documents of google-api-python-client 2.202.0: methods that return an Operation, with `*` for each variable.
 */
const startVersions = require(
  path.join(__dirname, "../../../../test/google/catalog/startVersions.json"),
) as Record<string, Record<string, string[]>>;
const catalog = require("#src/google/catalog/catalog.json") as Record<
  string,
  { startVersions?: Record<string, string> }
>;

for (const [key, paths] of Object.entries(startVersions)) {
  test(`edge case 49: ${key}: the default version has the start's method`, () => {
    const service = findService(key) ?? assert.fail(key);
    for (const [versions, starts] of Object.entries(paths)) {
      for (const start of starts) {
        const version = defaultVersion(service, start.replaceAll("*", "x"));
        assert.ok(versions.split(", ").includes(version), `${start}: ${version}, not ${versions}`);
      }
    }
  });
}

test("every version that a start is given exists", () => {
  for (const [key, { startVersions: given = {} }] of Object.entries(catalog)) {
    for (const [start, version] of Object.entries(given)) {
      assert.ok(findService(key)?.versions.has(version), `${key} ${start} ${version}`);
    }
  }
});

const names: [service: string, name: string, version: string][] = [
  ["cloudbuild", "operations/build/p/b3BlcmF0aW9u", "v1"],
  ["cloudbuild", "projects/p/locations/l/operations/b3BlcmF0aW9u", "v1"],
  ["gkehub", "projects/p/locations/global/operations/operation-1", "v1"],
  ["osconfig", "projects/p/locations/l/osPolicyAssignments/a/operations/o", "v1"],
  ["osconfig", "organizations/1/locations/global/operations/o", "v2"],
  ["dialogflow", "projects/p/operations/o", "v3"],
  ["iam", "locations/global/workforcePools/w/operations/o", "v1"],
  ["iam", "policies/a/b/c/operations/o", "v2"],
];
for (const [key, name, version] of names) {
  test(`edge case 49: ${key}: the default version knows operations named ${name}`, () => {
    assert.equal(defaultVersion(findService(key) ?? assert.fail(key), name), version);
  });
}
