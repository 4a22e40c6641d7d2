import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";
import { inputsOf } from "../../support/providerScene.js";

const importIn = (location: string): JsonObject => ({
  path: `projects/p/locations/${location}/dataStores/d/branches/0/documents:import`,
});

function told(more: JsonObject): string[] {
  const { failures, warnings } = checkOperation(inputsOf(more));
  assert.deepEqual(failures, []);
  return warnings;
}

const apart: [what: string, more: JsonObject, host: string, served: string, location: string][] = [
  [
    "a regional host as the service",
    { service: "eu-discoveryengine.googleapis.com", start: importIn("us") },
    "eu-discoveryengine.googleapis.com",
    "eu",
    "us",
  ],
  [
    "an endpoint",
    {
      service: "alloydb",
      endpoint: "https://alloydb.us-east1.rep.googleapis.com",
      operationName: "projects/p/locations/europe-west1/operations/o",
    },
    "alloydb.us-east1.rep.googleapis.com",
    "us-east1",
    "europe-west1",
  ],
  [
    "an mTLS endpoint",
    {
      service: "discoveryengine",
      endpoint: "https://us-discoveryengine.mtls.googleapis.com",
      start: importIn("global"),
    },
    "us-discoveryengine.mtls.googleapis.com",
    "us",
    "global",
  ],
];
for (const [what, more, host, served, location] of apart) {
  test(`edge case 48: the host of another location than the operation's is warned about: ${what}`, () => {
    const [text = "", ...others] = told(more);
    assert.deepEqual(others, []);
    assert.ok(
      text.startsWith(
        `requests go to ${host}, which is for the location ${served}, and this operation is in ${location}: ` +
          "it may be unknown there. ",
      ),
      text,
    );
  });
}

const together: [what: string, more: JsonObject][] = [
  ["the location's own host", { service: "eu-discoveryengine.googleapis.com", start: importIn("eu") }],
  ["the service by its name", { service: "discoveryengine", start: importIn("us") }],
  [
    "the host of a zone's region",
    { service: "pubsublite", operationName: "projects/p/locations/us-central1-a/operations/o" },
  ],
  [
    "a proxy, of which nothing is known",
    { service: "discoveryengine", endpoint: "https://proxy.example", start: importIn("us") },
  ],
  [
    "an operation without a location",
    { service: "datastore.us-east1.rep.googleapis.com", start: { path: "projects/p:export" } },
  ],
  [
    "a host that only resembles a location's",
    {
      service: "discoveryengine",
      endpoint: "https://eu-discoveryengine.googleapis.com.example",
      start: importIn("us"),
    },
  ],
];
for (const [what, more] of together) {
  test(`a preview has nothing to say about the location: ${what}`, () => {
    assert.deepEqual(told(more), []);
  });
}
