import assert from "node:assert/strict";
import { test } from "node:test";
import { hiddenPart, inputsOf, ProviderScene } from "../../support/providerScene.js";
import { deleteTarget } from "../../support/undoScene.js";

const inputs = inputsOf({ whenCompletedDespiteCancel: "undo", undo: deleteTarget });

test("the undo request is kept under its own name, where the engine keeps its secrets, and nowhere else", async () => {
  const { state } = await new ProviderScene().create(inputs);
  assert.deepEqual(state.undo, deleteTarget);
  assert.doesNotMatch(JSON.stringify(hiddenPart(state)), /\{target\}/);
});

test("without one there is none in the state", async () => {
  const { state } = await new ProviderScene().create(inputsOf());
  assert.ok(!("undo" in state));
});

test("the same undo is no change; another one, or none, is an update in place", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create(inputs);
  assert.deepEqual(await scene.diff(resource, inputs), { changes: false });
  for (const undo of [{ path: "{target}:undelete" }, null]) {
    const other = inputsOf({ whenCompletedDespiteCancel: "accept", undo });
    assert.deepEqual(await scene.diff(resource, other), { changes: true });
    assert.deepEqual((await scene.update(resource, other)).state.undo ?? null, undo);
  }
});

test("an undo survives refresh and update", async () => {
  const scene = new ProviderScene();
  const resource = await scene.refresh(await scene.create(inputs));
  assert.deepEqual((await scene.update(resource, inputs)).state.undo, deleteTarget);
});

test("a state of before there was undo is read as one without", async () => {
  const scene = new ProviderScene();
  const { id, state } = await scene.create(inputsOf());
  assert.equal(hiddenPart(state).version, 1);
  assert.deepEqual(await scene.diff({ id, state }, inputsOf()), { changes: false });
  await scene.delete({ id, state });
});
