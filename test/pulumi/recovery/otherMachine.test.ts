import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import { killedInWait, later } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { inputsOf, ProviderScene, type Resource, urn } from "../../support/providerScene.js";
import { hour } from "../../support/scene.js";

const second = `${operationName}-2`;

/** A run on some machine, `hours` after the first one. */
async function run(
  journal: MemoryJournal,
  hours: number,
  script: ProviderScript = {},
): Promise<ProviderScene> {
  return new ProviderScene(script, { journal, clock: await later(hours * hour) });
}

/** The first machine creates the resource. */
async function created(more: JsonObject = {}) {
  const [here, elsewhere] = [new MemoryJournal(), new MemoryJournal()];
  const resource = await (await run(here, 0)).create(inputsOf(more));
  return { here, elsewhere, resource };
}

test("a second machine refreshes, updates and deletes what the first one created", async () => {
  const { elsewhere, resource } = await created();
  const scene = await run(elsewhere, 1);
  assert.deepEqual(await scene.diff(resource, inputsOf()), { changes: false });
  await scene.delete(await scene.update(await scene.refresh(resource), inputsOf({ onDelete: "cancel" })));
  assert.equal(scene.wire, "GET cancel");
  assert.deepEqual(elsewhere.entries.size, 0);
});

test("the second machine replaces the operation: the first one forgets its own without a word or request", async () => {
  const { here, elsewhere, resource } = await created();
  const away = await run(elsewhere, 1, { starts: [{ name: second, done: false }] });
  await away.delete(resource);
  const replaced = await away.create(inputsOf({ triggers: [1] }));
  const back = await run(here, 2);
  assert.deepEqual(await back.diff(replaced, inputsOf({ triggers: [1] })), { changes: false });
  assert.deepEqual([back.wire, back.lines, here.entry], ["", [], undefined]);
});

test("a kill here, then an up elsewhere: the operation that no state holds is named once, and left alone", async (t) => {
  const here = await killedInWait();
  const away = await run(new MemoryJournal(), 1, { starts: [{ name: second, done: false }] });
  const resource = await away.create();
  const back = await run(here, 2);
  for (let times = 0; times < 2; times += 1) {
    await back.diff(resource, inputsOf());
  }
  const [warning = "", ...others] = back.said("warning");
  assert.match(warning, new RegExp(`${operationName} .*2026-01-01T00:00:00.*${second}`));
  assertMessage(t, "another start than the state's", warning);
  assert.deepEqual([others, back.wire, here.entry], [[], "", undefined]);
});

test("a kill elsewhere after the state was saved here: nothing is settled for a younger entry", async () => {
  const { elsewhere, resource } = await created();
  await elsewhere.write(urn, {
    status: "started",
    requestDigest: "",
    endpoint: String(resource.state.endpoint),
    apiVersion: String(resource.state.apiVersion),
    name: second,
    time: Date.UTC(2026, 0, 1) + 2 * hour,
  });
  const scene = await run(elsewhere, 3);
  await scene.diff(resource, inputsOf());
  assert.equal(elsewhere.entry?.status, "started");
});

const released: [
  what: string,
  release: (resource: Resource, elsewhere: MemoryJournal) => Promise<unknown>,
][] = [
  [
    "destroyed elsewhere by onDelete abandon",
    (resource, elsewhere) => destroyed(elsewhere, resource, "abandon"),
  ],
  [
    "destroyed elsewhere by onDelete cancel",
    (resource, elsewhere) => destroyed(elsewhere, resource, "cancel"),
  ],
  ["released by retainOnDelete, deletedWith or state delete: no call at all", () => Promise.resolve()],
];
for (const [what, release] of released) {
  test(`created again after it was ${what}: nothing is adopted, awaited or cancelled`, async () => {
    const { here, elsewhere, resource } = await created();
    await release(resource, elsewhere);
    const scene = await run(here, 2, { starts: [{ name: second, done: false }] });
    const { state } = await scene.create();
    assert.equal(scene.wire, "GET start");
    assert.equal(state.operationName, second);
    assert.ok(scene.said("warning").join().includes(operationName));
  });
}

test("a renamed resource is another one: nothing is adopted, awaited or cancelled", async () => {
  const here = await killedInWait();
  const scene = await run(here, 1, { starts: [{ name: second, done: false }] });
  const { state } = await scene.create({ ...inputsOf(), __urn: `${urn}-renamed` });
  assert.deepEqual([scene.wire, state.operationName], ["start", second]);
});

test("an alias keeps the operation: no change, no request, and the entry of its old name is settled", async () => {
  const { here, resource } = await created();
  const scene = await run(here, 1);
  const renamed = { ...inputsOf(), __urn: `${urn}-renamed` };
  assert.deepEqual(await scene.diff(resource, renamed), { changes: false });
  assert.deepEqual([scene.wire, here.entry], ["", undefined]);
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 1);
});

async function destroyed(journal: MemoryJournal, resource: Resource, onDelete: string): Promise<void> {
  const scene = await run(journal, 1);
  await scene.delete(await scene.update(resource, inputsOf({ onDelete })));
}
