import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";

interface HostRow {
  service: string;
  kind: "region" | "zone" | "multi-region" | "global" | "none";
  location?: string;
  /** A name or start path. Default: that of an operation in the location. */
  resourceName?: string;
  host: string;
  /** True if a source confirms this host; otherwise a refusal suggests `endpoint`. */
  certain: boolean;
  source: string;
}

/** Default hosts by service and kind of location, each with its source. From build/test/catalog. */
const rows = require(path.join(__dirname, "../../../../test/google/catalog/hosts.json")) as HostRow[];
const catalog = require("#src/google/catalog/catalog.json") as Record<
  string,
  { regional?: string[]; located?: object }
>;

for (const { service, kind, location, resourceName, host } of rows) {
  test(`edge case 48: ${service}: host of a ${kind}: ${location ?? resourceName}`, () => {
    const connection = connectService({
      service,
      resourceName: resourceName ?? `projects/p/locations/${location}/operations/o`,
      environment: {},
    });
    assert.equal(connection.baseUrl, `https://${host}`);
  });
}

test("the table has every service that answers on more than one host, and a source in every row", () => {
  const listed = new Set(rows.map(({ service }) => service));
  const located = Object.keys(catalog).filter(
    (key) => catalog[key]?.regional !== undefined || catalog[key]?.located !== undefined,
  );
  assert.deepEqual(
    located.filter((key) => !listed.has(key)),
    [],
  );
  assert.ok(rows.every(({ source }) => source.length > 20));
});
