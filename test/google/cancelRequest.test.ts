import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";

const requests: [service: string, version: string, name: string, request: string | undefined][] = [
  [
    "alloydb",
    "v1",
    "projects/p/locations/l/operations/o",
    "POST https://alloydb.googleapis.com/v1/projects/p/locations/l/operations/o:cancel",
  ],
  [
    "sqladmin",
    "v1beta4",
    "projects/p/operations/o",
    "POST https://sqladmin.googleapis.com/sql/v1beta4/projects/p/operations/o/cancel",
  ],
  ["run", "v2", "projects/p/locations/l/operations/o", undefined],
];
for (const [service, apiVersion, name, request] of requests) {
  test(`the request that cancels by hand is the service's own: ${service} ${apiVersion}`, () => {
    const connection = connectService({ service, apiVersion, environment: {} });
    assert.equal(connection.cancelRequest(name), request);
  });
}

test("another version's request to cancel is that version's own", () => {
  const connection = connectService({ service: "sqladmin", apiVersion: "v1", environment: {} });
  assert.equal(
    connection.cancelRequest("projects/p/operations/o", "v1beta4"),
    "POST https://sqladmin.googleapis.com/sql/v1beta4/projects/p/operations/o/cancel",
  );
});
