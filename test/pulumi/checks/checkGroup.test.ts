import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { checkGroup } from "#src/pulumi/checks/checkGroup.js";
import { assertMessage } from "../../support/golden.js";
import { groupInputs } from "../../support/groupScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const parent = "projects/p/locations/l";
const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/d";

function problems(more: JsonObject): string[] {
  const inputs = groupInputs({ ...(more.operationNames === undefined && { parent }), ...more });
  return checkGroup(inputs).failures.map(({ property, reason }) => `${property}: ${reason}`);
}

test("inputs that are right pass, and so do unknown ones", () => {
  for (const more of [
    {},
    { targets: [`${parent}/clusters/c`], verbs: ["export"], filter: "done=false" },
    { targets: [`//alloydb.googleapis.com/${parent}/clusters/c`] },
    { operationNames: [`${parent}/operations/o`, `//alloydb.googleapis.com/${parent}/operations/o`] },
    {
      parent: "projects/p/locations/-",
      targets: [`${parent}/clusters/c`, "projects/p/locations/m/clusters/c"],
    },
    { parent: "projects/-/locations/-", targets: [`${parent}/clusters/c`] },
    // A number and an ID can't be compared.
    { targets: ["projects/123/locations/l/clusters/c"] },
    { parent: "projects/123/locations/l", targets: [`${parent}/clusters/c`] },
    { service: "discoveryengine", parent: `${dataStore}/branches/0`, targets: [dataStore] },
    { service: "private.example.com", apiVersion: "v1", parent: "folders/f" },
    { operationNames: [] },
    { parent: UNKNOWN, targets: UNKNOWN },
    { operationNames: [UNKNOWN] },
    { service: UNKNOWN },
    { onDelete: "wait", whenCancelUnsupported: "fail", timeouts: { delete: "5m", request: "10s" } },
  ] satisfies JsonObject[]) {
    assert.deepEqual(problems(more), []);
  }
});

test("inputs that are wrong are refused with property, reason and remedy", (t) => {
  const wrong: JsonObject[] = [
    { parent: null },
    { operationNames: [`${parent}/operations/o`], parent },
    { operationNames: [`${parent}/operations/o`], targets: [`${parent}/x/x`], filter: "x", verbs: ["x"] },
    { parent: `${parent}/operations` },
    { parent: `/${parent}` },
    { targets: [] },
    { verbs: [] },
    { filter: "" },
    { filter: 5 },
    { targets: "x" },
    { targets: [`${parent}/clusters/c`, 7, ""] },
    { targets: ["https://alloydb.googleapis.com/v1/x"] },
    { targets: ["c"] },
    {
      targets: [
        `v1/${parent}/clusters/c`,
        `${parent}/clusters/*`,
        `//spanner.googleapis.com/${parent}/clusters/c`,
      ],
    },
    { verbs: [" export "] },
    { targets: ["projects/p/locations/europe-west1/clusters/c"] },
    { targets: ["projects/q/locations/l/clusters/c"] },
    { targets: ["projects/p/locations/-/clusters/c"], parent: "projects/p/locations/-" },
    { parent: "projects/p" },
    { parent: `${parent}/clusters/c` },
    { service: "cloudbuild" },
    { operationNames: ["operation-1"] },
    { onDelete: "cancell" },
    { triggers: [1] },
    { waitFor: "done" },
    { service: "discoveryengine", parent: "projects/p/locations/global", filter: "done=false" },
    { service: "datastore", operationNames: ["projects/p/operations/datastore-firestore-migration"] },
    { targets: ["Calling [toString] on an [Output<T>] is not supported."] },
  ];
  assertMessage(t, "refused inputs", wrong.map((more) => problems(more).join("\n")).join("\n"));
});

test("a secret is not repeated", () => {
  const failures = problems({ parent: "projects/geheim/", __secret: true }).join();
  assert.match(failures, /parent/);
  assert.doesNotMatch(failures, /geheim/);
});

test("an unknown host gets a warning", (t) => {
  const { warnings } = checkGroup(groupInputs({ service: "private.example.com", apiVersion: "v1" }));
  assertMessage(t, "an unknown host", warnings.join("\n"));
});
