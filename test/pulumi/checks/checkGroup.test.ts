import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { checkGroup } from "#src/pulumi/checks/checkGroup.js";
import { assertMessage } from "../../support/golden.js";
import { groupInputs } from "../../support/groupScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const parent = "projects/p/locations/l";

function problems(more: JsonObject): string[] {
  return checkGroup(groupInputs(more)).failures.map(({ property, reason }) => `${property}: ${reason}`);
}

test("inputs that are right pass, and so do unknown ones", () => {
  for (const more of [
    {},
    { targets: [`${parent}/clusters/c`], verbs: ["export"], filter: "done=false" },
    { targets: [`//alloydb.googleapis.com/${parent}/clusters/c`] },
    { operationNames: [`${parent}/operations/o`, `//alloydb.googleapis.com/${parent}/operations/o`] },
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
    { operationNames: [`${parent}/operations/o`], targets: ["x"], filter: "x", verbs: ["x"] },
    { parent: `${parent}/operations` },
    { parent: `/${parent}` },
    { targets: [] },
    { verbs: [] },
    { filter: "" },
    { filter: 5 },
    { targets: "x" },
    { targets: [`${parent}/clusters/c`, 7, ""] },
    { targets: ["https://alloydb.googleapis.com/v1/x"] },
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
