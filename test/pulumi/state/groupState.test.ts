import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { UserError } from "#src/pulumi/report/userError.js";
import { readGroupInputs, readGroupState, writeGroupState } from "#src/pulumi/state/groupState.js";
import { assertMessage } from "../../support/golden.js";
import { groupInputs } from "../../support/groupScene.js";

const parent = "projects/p/locations/l";
const urn = "urn:pulumi:dev::project::pulumi-nodejs:lro/group:Group::group";
const settings = { onDelete: "cancelAndWait", whenCancelUnsupported: "wait", deleteTimeout: 3_600_000 };

test("state version 1 of a group is read for ever", () => {
  const given = {
    service: "alloydb",
    parent,
    targets: [`${parent}/clusters/c`],
    verbs: ["export"],
    filter: "f",
  };
  const byParent: JsonObject = { __urn: urn, __provider: "", __lro: { version: 1, given } };
  assert.deepEqual(readGroupState(byParent), {
    selection: { kind: "list", parent, targets: given.targets, verbs: ["export"], filter: "f" },
    settings: { service: "alloydb", ...settings },
    given,
    urn,
    isSecret: false,
    isNameSecret: false,
  });
  const named = {
    service: "alloydb",
    operationNames: [`${parent}/operations/o`],
    timeouts: { delete: "5m" },
  };
  const byName: JsonObject = {
    __urn: urn,
    __lro: {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: { version: 1, given: named, secret: true, secretName: true },
    },
  };
  assert.deepEqual(readGroupState(byName), {
    selection: { kind: "names", names: named.operationNames },
    settings: { service: "alloydb", ...settings, deleteTimeout: 300_000 },
    given: named,
    urn,
    isSecret: true,
    isNameSecret: true,
  });
});

test("a state is read as it was written, and has no outputs", () => {
  const timeouts = { delete: "5m" };
  const inputs: JsonObject[] = [
    {},
    { targets: ["projects/p/locations/us-central1/clusters/c"], timeouts, __secret: true },
    { operationNames: [] },
  ];
  for (const more of inputs) {
    const declared = readGroupInputs(groupInputs(more));
    const written = writeGroupState(declared);
    assert.deepEqual(readGroupState(written), declared);
    assert.deepEqual(Object.keys(written), ["__urn", "__lro"]);
  }
});

const written = writeGroupState(
  readGroupInputs(groupInputs({ targets: [`${parent}/clusters/c`], verbs: ["export"] })),
);
const hidden = written.__lro as JsonObject;
const { targets: _, ...withoutTargets } = hidden.given as JsonObject;

for (const [change, state] of Object.entries({
  "no hidden part": { __urn: urn },
  "only a version": { ...written, __lro: { v: 99 } },
  "a later version": { ...written, __lro: { ...hidden, version: 2 } },
  "no inputs": { ...written, __lro: { version: 1 } },
  "targets deleted": { ...written, __lro: { ...hidden, given: withoutTargets } },
  "targets that are a number": changed({ targets: 5 }),
  "a target that is empty": changed({ targets: [""] }),
  "targets that are null": changed({ targets: null }),
  "a verb that is a number": changed({ verbs: [5] }),
  "an unknown onDelete": changed({ onDelete: "cancell" }),
  "a timeout without a unit": changed({ timeouts: { delete: "5" } }),
  "an unknown input": changed({ target: "x" }),
  "a secret mark": { ...written, __lro: { ...hidden, secret: "yes" } },
})) {
  test(`a state that was changed is refused, and names the remedy for a group: ${change}`, (t) => {
    assert.throws(
      () => readGroupState(state as JsonObject),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.doesNotMatch(error.message, /operationName/);
        assertMessage(t, change, error.message);
        return true;
      },
    );
  });
}

function changed(given: JsonObject): JsonObject {
  return { ...written, __lro: { ...hidden, given: { ...(hidden.given as JsonObject), ...given } } };
}
