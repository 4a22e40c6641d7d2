import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import { parent } from "../../support/emulatorScene.js";
import { GroupScene, groupInputs } from "../../support/groupScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const cluster = `${parent}/clusters/c`;
const other = `${parent}/clusters/d`;
const names = [`${parent}/operations/o1`, `${parent}/operations/o2`];

type Change = [what: string, before: JsonObject, after: JsonObject];

async function diffs(scene: GroupScene, changes: Change[]) {
  const results = [];
  for (const [what, before, after] of changes) {
    const {
      changes: isChanged,
      replaces,
      deleteBeforeReplace,
    } = await scene.diff(await scene.create(before), after);
    results.push([what, isChanged, replaces ?? [], deleteBeforeReplace ?? false]);
  }
  return results;
}

test("what selects other operations replaces the group, and deletes first", async (t) => {
  const scene = await GroupScene.open(t);
  assert.deepEqual(
    await diffs(scene, [
      ["service", {}, { service: "datafusion" }],
      ["unknown service", {}, { service: UNKNOWN }],
      ["parent", {}, { parent: "projects/p/locations/-" }],
      ["unknown parent", {}, { parent: UNKNOWN }],
      ["names for a parent", { operationNames: names }, {}],
      ["a parent for names", {}, { operationNames: names }],
      ["a removed target", { targets: [cluster, other] }, { targets: [cluster] }],
      ["a changed target", { targets: [cluster] }, { targets: [other] }],
      ["first targets", {}, { targets: [cluster] }],
      ["an unknown target", { targets: [cluster] }, { targets: [UNKNOWN] }],
      ["one unknown target more", { targets: [cluster] }, { targets: [cluster, UNKNOWN] }],
      ["unknown targets", { targets: [cluster] }, { targets: UNKNOWN }],
    ]),
    [
      ["service", true, ["service"], true],
      ["unknown service", true, ["service"], true],
      ["parent", true, ["parent"], true],
      ["unknown parent", true, ["parent"], true],
      ["names for a parent", true, ["parent"], true],
      ["a parent for names", true, ["parent"], true],
      ["a removed target", true, ["targets"], true],
      ["a changed target", true, ["targets"], true],
      ["first targets", true, ["targets"], true],
      ["an unknown target", true, ["targets"], true],
      ["one unknown target more", true, ["targets"], true],
      ["unknown targets", true, ["targets"], true],
    ],
  );
  assert.equal(scene.service.emulator.requests.length, 0);
});

test("everything else is changed in place", async (t) => {
  const scene = await GroupScene.open(t);
  assert.deepEqual(
    await diffs(scene, [
      ["names", { operationNames: names }, { operationNames: names.slice(1) }],
      ["an unknown name", { operationNames: names }, { operationNames: [UNKNOWN, names[1] ?? ""] }],
      ["unknown names", { operationNames: names }, { operationNames: UNKNOWN }],
      ["targets that grow", { targets: [cluster] }, { targets: [other, cluster] }],
      ["all targets", { targets: [cluster] }, {}],
      ["verbs", {}, { verbs: ["export"] }],
      ["an unknown filter", {}, { filter: UNKNOWN }],
      ["a setting", {}, { onDelete: "wait" }],
      ["secrecy", {}, { __secret: true }],
      ["the host of the service", {}, { service: "alloydb.googleapis.com" }],
      ["a full name", { targets: [cluster] }, { targets: [`//alloydb.googleapis.com/${cluster}`] }],
    ]),
    [
      ["names", true, [], false],
      ["an unknown name", true, [], false],
      ["unknown names", true, [], false],
      ["targets that grow", true, [], false],
      ["all targets", true, [], false],
      ["verbs", true, [], false],
      ["an unknown filter", true, [], false],
      ["a setting", true, [], false],
      ["secrecy", true, [], false],
      ["the host of the service", true, [], false],
      ["a full name", true, [], false],
    ],
  );
});

test("the same inputs are no change, whatever the order of keys", async (t) => {
  const scene = await GroupScene.open(t);
  const given = { targets: [cluster], timeouts: { delete: "5m", request: "10s" } };
  const reordered = { timeouts: { request: "10s", delete: "5m" }, targets: [cluster] };
  assert.deepEqual(await scene.diff(await scene.create(given), reordered), { changes: false });
});

test("an update and a refresh send nothing; the state then holds the new inputs", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed();
  const { id, state } = await scene.create({ targets: [cluster] });
  const grown = { targets: [cluster, other], endpoint: scene.service.endpoint };
  const updated = await scene.provider.update?.(id, state, groupInputs(grown));
  const refreshed = await scene.provider.read?.(id, updated?.outs ?? {});
  assert.deepEqual(await scene.diff({ id, state: refreshed?.props ?? {} }, grown), { changes: false });
  assert.equal(scene.service.emulator.requests.length, 0);
});

test("a group is replaced exactly if a target was lost", async (t) => {
  const scene = await GroupScene.open(t);
  const targets = fc.option(fc.subarray([cluster, other, `${cluster}/instances/i`], { minLength: 1 }), {
    nil: undefined,
  });
  const given = (list: string[] | undefined): JsonObject => (list === undefined ? {} : { targets: list });
  await fc.assert(
    fc.asyncProperty(targets, targets, async (before, after) => {
      const { replaces = [] } = await scene.diff(await scene.create(given(before)), given(after));
      const isLost =
        after !== undefined && (before === undefined || before.some((one) => !after.includes(one)));
      assert.deepEqual(replaces, isLost ? ["targets"] : []);
    }),
    { numRuns: 40 },
  );
});
