import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { readGroupInputs, readGroupState, writeGroupState } from "#src/pulumi/state/groupState.js";
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
  const inputs: JsonObject[] = [{}, { targets: ["a/b"], timeouts, __secret: true }, { operationNames: [] }];
  for (const more of inputs) {
    const declared = readGroupInputs(groupInputs(more));
    const written = writeGroupState(declared);
    assert.deepEqual(readGroupState(written), declared);
    assert.deepEqual(Object.keys(written), ["__urn", "__lro"]);
  }
});
