import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import { checkFailures, inputsOf, ProviderScene, urn } from "../../support/providerScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const branch = "projects/p/locations/global/collections/c/dataStores/d/branches/0";
const dataStore = "projects/p/locations/global/collections/c/dataStores/d";

async function warnings(more: JsonObject): Promise<string[]> {
  const scene = new ProviderScene();
  await scene.provider.check?.({}, inputsOf(more));
  assert.deepEqual(scene.said("info", "ephemeral"), []);
  return scene.said("warning");
}

const silent: [what: string, more: JsonObject][] = [
  ["a start whose operation can be cancelled", {}],
  [
    "an import that the catalog lists",
    { service: "discoveryengine", start: { path: `${branch}/documents:import` } },
  ],
  ["a path that isn't known yet", { service: "discoveryengine", start: { path: UNKNOWN } }],
  ["a name that isn't known yet", { service: "discoveryengine", operationName: UNKNOWN }],
  [
    "settings that aren't known yet",
    { service: "discoveryengine", onDelete: UNKNOWN, start: { path: `${dataStore}:trainCustomModel` } },
  ],
  ["a name below a branch", { service: "discoveryengine", operationName: `${branch}/operations/o` }],
];
for (const [what, more] of silent) {
  test(`a preview has nothing to say: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputsOf(more)), []);
    assert.deepEqual(await warnings(more), []);
  });
}

const consequences: [what: string, more: JsonObject][] = [
  ["by default", {}],
  ["whenCancelUnsupported fail", { whenCancelUnsupported: "fail" }],
  ["whenCancelUnsupported abandon", { whenCancelUnsupported: "abandon" }],
  ["onDelete wait", { onDelete: "wait" }],
  ["onDelete abandon", { onDelete: "abandon" }],
];
for (const [what, more] of consequences) {
  test(`edge case 13: a start that can't be cancelled, and what destroy will do: ${what}`, async (t) => {
    const start = { path: `${dataStore}:trainCustomModel` };
    const [warning = "", ...others] = await warnings({ service: "discoveryengine", start, ...more });
    assert.deepEqual(others, []);
    assert.match(warning, /^discoveryengine v1alpha /);
    assertMessage(t, `no cancel, ${what}`, warning);
  });
}

test("edge case 49: another version that can cancel it is named", async (t) => {
  const operationName = "projects/p/locations/l/collections/c/engines/e/operations/o";
  const [warning = ""] = await warnings({ service: "discoveryengine", operationName });
  assert.match(warning, /^discoveryengine v1alpha .* apiVersion to "v1"/);
  assertMessage(t, "another version can cancel", warning);
});

const elsewhere: [what: string, more: JsonObject, warning: RegExp][] = [
  [
    "a name",
    { service: "speech", apiVersion: "v1", operationName: "projects/p/locations/l/operations/o" },
    /apiVersion to "v2"/,
  ],
  [
    "a full resource name",
    {
      service: "composer",
      operationName: "//composer.googleapis.com/projects/p/locations/l/operations/o",
    },
    /apiVersion to "v1alpha2"/,
  ],
  [
    "a start",
    { service: "composer", start: { path: "projects/p/locations/l/environments" } },
    /apiVersion to "v1alpha2"/,
  ],
  [
    "a service without cancel",
    { service: "run", start: { path: "projects/p/locations/l/services" } },
    /^run v2 /,
  ],
];
for (const [what, more, expected] of elsewhere) {
  test(`edge case 49: beyond the first-class services too: ${what}`, async (t) => {
    const [warning = "", ...others] = await warnings(more);
    assert.deepEqual(others, []);
    assert.match(warning, expected);
    assertMessage(t, `beyond the first-class services, ${what}`, warning);
  });
}

test("a host that the catalog doesn't know is said to be unknown", async (t) => {
  const [warning = ""] = await warnings({ service: "private.example.com", apiVersion: "v1" });
  assert.match(warning, /private\.example\.com/);
  assertMessage(t, "an unknown host", warning);
});

test("bad inputs are refused without a warning", async () => {
  assert.deepEqual(await warnings({ service: "discoveryengine", start: { path: "projects/../x" } }), []);
});

test("a replacement, which is checked twice in one run, is warned about once", async () => {
  const scene = new ProviderScene();
  const inputs = inputsOf({ service: "private.example.com", apiVersion: "v1" });
  await scene.provider.check?.({}, inputs);
  await scene.provider.check?.({}, inputs);
  assert.equal(scene.lines.length, 1);
  await scene.provider.check?.({}, { ...inputs, __urn: `${urn}2` });
  assert.equal(scene.lines.length, 2, "but every resource is");
});

const otherApis: [what: string, more: JsonObject, warning: RegExp | undefined][] = [
  [
    "builds, with Cloud Build's v2",
    { service: "cloudbuild", apiVersion: "v2", start: { path: "projects/p/locations/l/builds" } },
    /apiVersion to "v1"/,
  ],
  [
    "Dialogflow CX agents, with v2beta1",
    {
      service: "dialogflow",
      apiVersion: "v2beta1",
      start: { path: "projects/p/locations/l/agents/a:export" },
    },
    /apiVersion to "v3"/,
  ],
  ["builds", { service: "cloudbuild", start: { path: "projects/p/locations/l/builds" } }, undefined],
  [
    "a preview of the same API",
    {
      service: "dialogflow",
      apiVersion: "v3beta1",
      start: { path: "projects/p/locations/l/agents/a:export" },
    },
    undefined,
  ],
];
for (const [what, more, expected] of otherApis) {
  test(`edge case 49: a version that is another API is warned of: ${what}`, async (t) => {
    const [warning, ...others] = await warnings(more);
    assert.deepEqual(others, []);
    if (expected === undefined) {
      assert.equal(warning, undefined);
    } else {
      assert.match(warning ?? "", expected);
      assertMessage(t, `another API, ${what}`, warning ?? "");
    }
  });
}

const run: JsonObject = { service: "storagetransfer", start: { path: "transferJobs/1:run", body: {} } };
const adopted: JsonObject = {
  service: "storagetransfer",
  operationName: "transferOperations/transferJobs-1-2",
};

for (const more of [run, adopted, { ...run, onDelete: "cancel" }]) {
  test(`edge case 58: later runs of a schedule are warned about: ${JSON.stringify(more)}`, async (t) => {
    const [warning = "", ...others] = await warnings(more);
    assert.deepEqual(others, []);
    assertMessage(t, "a schedule's runs", warning);
  });
}

for (const onDelete of ["wait", "abandon", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
  test(`nothing is said of schedules where destroy cancels nothing: ${onDelete}`, async () => {
    assert.deepEqual(await warnings({ ...run, onDelete }), []);
  });
}

test("nothing is said of schedules where the service has none", async () => {
  assert.deepEqual(await warnings({}), []);
});

const importIn = (location: string): JsonObject => ({
  path: `projects/p/locations/${location}/dataStores/d/branches/0/documents:import`,
});

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
  test(`edge case 48: the host of another location than the operation's is warned about: ${what}`, async (t) => {
    const [text = "", ...others] = await warnings(more);
    assert.deepEqual(others, []);
    for (const fact of [host, `the location ${served},`, `in ${location}.`]) {
      assert.ok(text.includes(fact), text);
    }
    assertMessage(t, `another location, ${what}`, text);
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
  test(`a preview has nothing to say about the location: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputsOf(more)), []);
    assert.deepEqual(await warnings(more), []);
  });
}
