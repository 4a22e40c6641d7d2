import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import {
  deleteInVain,
  hiddenPart,
  inputsOf,
  ProviderScene,
  type Resource,
} from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import { deleteTarget, heedless, target } from "../../support/undoStage.js";

const inputs = (more: JsonObject = {}): JsonObject =>
  inputsOf({ waitFor: "done", whenCompletedDespiteCancel: "undo", undo: deleteTarget, ...more });

/** An `up` that was interrupted while it waited, and whose cancel was accepted to no effect. */
async function interrupted(): Promise<{ scene: ProviderScene; resource: Resource }> {
  const scene = new ProviderScene(heedless, { journal: new MemoryJournal() });
  scene.interruptIn(5 * minute);
  const resource = await scene.createInVain(inputs());
  await scene.clock.sleep(hour);
  return { scene, resource };
}

test("an `up` that finds the operation completed after all takes it as wanted: nothing is undone later", async () => {
  const { scene, resource } = await interrupted();
  const done = await scene.update(resource, inputs());
  assert.equal(done.state.state, "SUCCEEDED");
  assert.equal(hiddenPart(done.state).wanted, true);
  await scene.delete(done);
  assert.equal(scene.count("undo"), 0);
});

test("without that `up`, it is undone, refreshed or not", async () => {
  const { scene, resource } = await interrupted();
  await scene.delete(await scene.refresh(resource));
  assert.equal(scene.count("undo"), 1);
});

test("an `up` after a refresh has something to take over, once", async () => {
  const { scene, resource } = await interrupted();
  const refreshed = await scene.refresh(resource);
  assert.equal((await scene.diff(refreshed, inputs())).changes, true);
  const before = scene.connection.wire.length;
  const taken = await scene.update(refreshed, inputs());
  assert.equal(scene.connection.wire.length, before, "no request is needed for it");
  assert.equal((await scene.diff(taken, inputs())).changes, false);
  await scene.delete(taken);
  assert.equal(scene.count("undo"), 0);
});

/** A destroy that gave up after its cancel was accepted, which the service doesn't show: only the journal knows. */
async function destroyedInVain(): Promise<{ scene: ProviderScene; resource: Resource }> {
  const scene = new ProviderScene({ ...heedless, endsAt: hour }, { journal: new MemoryJournal() });
  const resource = await scene.createInVain(inputs({ timeouts: { create: "1m", delete: "10m" } }));
  await deleteInVain(scene, resource);
  await scene.clock.sleep(2 * hour);
  return { scene, resource };
}

test("a destroy in vain has asked for its cancellation: without an `up`, the next one undoes its completion", async () => {
  const { scene, resource } = await destroyedInVain();
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("an `up` after a destroy in vain takes the completion as wanted: nothing is undone later", async () => {
  const { scene, resource } = await destroyedInVain();
  const done = await scene.update(resource, inputs());
  await scene.delete(done);
  assert.equal(scene.count("undo"), 0);
});

test("the same `up` after a refresh: it has something to take over, once", async () => {
  const { scene, resource } = await destroyedInVain();
  const refreshed = await scene.update(await scene.refresh(resource), inputs());
  assert.equal((await scene.diff(refreshed, inputs())).changes, false);
  await scene.delete(refreshed);
  assert.equal(scene.count("undo"), 0);
});

test("an `up` that changes nothing else takes over what a refresh has found completed", async () => {
  const { scene, resource } = await destroyedInVain();
  const given = inputs({ timeouts: { create: "1m", delete: "10m" } });
  assert.equal((await scene.diff(await scene.refresh(resource), given)).changes, true);
});

test("an `up` that isn't to see it done takes nothing over", async () => {
  const { scene, resource } = await interrupted();
  const updated = await scene.update(resource, inputs({ waitFor: "started" }));
  await scene.delete(updated);
  assert.equal(scene.count("undo"), 1);
});

test("an `up` that was interrupted takes nothing over, though it saw the end", async () => {
  const scene = new ProviderScene({ ...heedless, endsAt: 5 * minute, mishaps: { roundTrip: 800 } });
  scene.interruptIn(5 * minute - 500);
  const resource = await scene.create(inputs());
  assert.equal(resource.state.state, "SUCCEEDED");
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("what had completed when it was adopted is never undone, whoever had asked for its cancellation", async () => {
  const script = { ...heedless, endsAt: 0, metadata: { target, requestedCancellation: true } };
  const scene = new ProviderScene(script, { journal: new MemoryJournal() });
  const resource = await scene.create(inputs({ operationName, waitFor: "started" }));
  assert.equal(resource.state.cancelRequested, true);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 0);
});

test("what completed after somebody else asked for its cancellation is undone with its resource", async () => {
  const script = { ...heedless, metadata: { target, requestedCancellation: true } };
  const scene = new ProviderScene(script, { journal: new MemoryJournal() });
  const resource = await scene.create(inputs({ waitFor: "started" }));
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});
