import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { notPermitted } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import type { UndoScript } from "../../support/providerConnection.js";
import {
  deleteInVain,
  hiddenPart,
  inputsOf,
  ProviderScene,
  type Resource,
  started,
  urn,
} from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import {
  deleteTarget,
  ignoresCancel,
  openUndoScene,
  openUndoSceneWith,
  responseName,
} from "../../support/undoScene.js";

const noOperation: UndoScript = { answers: () => "noOperation" };
const undoInputs = { whenCompletedDespiteCancel: "undo", undo: deleteTarget };

/** A delete that requested the cancellation and was interrupted; the operation completes later. */
async function interruptedDelete(more: JsonObject = undoInputs) {
  const journal = new MemoryJournal();
  const { scene, resource } = await started({ ...ignoresCancel, undo: noOperation }, more, { journal });
  scene.interruptIn(minute);
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  scene.lines.length = 0;
  return { scene, resource, journal };
}

/** An interrupted create that requested the cancellation. */
async function interruptedCreate(more: JsonObject = undoInputs, undo: JsonObject = deleteTarget) {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ ...ignoresCancel, undo: noOperation }, { journal });
  scene.interruptIn(5 * minute);
  const inputs = inputsOf({ waitFor: "done", ...more, undo });
  const resource = await scene.createInVain(inputs);
  await scene.clock.sleep(hour);
  return { scene, resource, journal, inputs };
}

test("due after the cancel of an interrupted create, as the state tells", async () => {
  const { scene, resource } = await interruptedCreate(undoInputs, {
    method: "DELETE",
    path: "{response.name}",
  });
  assert.equal(typeof hiddenPart(resource.state).cancelRequestedAt, "number");
  await scene.delete(resource);
  assert.deepEqual(scene.connection.undo.sent, [{ method: "DELETE", path: responseName }]);
});

test("due after the cancel of an interrupted create, although a refresh has saved the end: no GET", async () => {
  const { scene, resource } = await interruptedCreate();
  const refreshed = await scene.refresh(resource);
  assert.equal(refreshed.state.state, "SUCCEEDED");
  const looks = scene.count("GET");
  await scene.delete(refreshed);
  assert.deepEqual([scene.count("GET"), scene.count("undo")], [looks, 1]);
});

test("due after the cancel of an interrupted delete, as the journal tells", async () => {
  const { scene, resource, journal } = await interruptedDelete();
  await scene.delete(resource);
  assert.deepEqual([scene.count("cancel"), scene.count("undo")], [1, 1]);
  assert.equal(journal.entry, undefined);
});

test("due after the cancel of an interrupted delete, although a refresh has saved the end: no GET", async () => {
  const { scene, resource } = await interruptedDelete();
  const refreshed = await scene.refresh(resource);
  const looks = scene.count("GET");
  await scene.delete(refreshed);
  assert.deepEqual([scene.count("GET"), scene.count("undo")], [looks, 1]);
});

test("not due for another operation of the same resource: an entry counts only with its name", async () => {
  const { scene, resource, journal } = await openUndoScene(noOperation, deleteTarget, { endsAt: minute });
  const name = `${operationName}-other`;
  await journal.write(urn, { status: "cancelling", ...(await placeOf(resource)), name, time: 0 });
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 0);
});

for (const [what, make] of [
  ["interrupted create", interruptedCreate],
  ["interrupted delete", interruptedDelete],
] as const) {
  test(`an up accepts the completion after an ${what}: never undone, and no change after it`, async () => {
    const { scene, resource, journal } = await make();
    const refreshed = await scene.refresh(resource);
    const inputs = inputsOf({ ...undoInputs, ...(what === "interrupted create" && { waitFor: "done" }) });
    const diff = await scene.diff(refreshed, inputs);
    assert.deepEqual(diff, { changes: true });
    const accepted = await scene.update(refreshed, inputs);
    assert.deepEqual(await scene.diff(accepted, inputs), { changes: false });
    assert.equal(journal.entry, undefined);
    await scene.delete(accepted);
    assert.equal(scene.count("undo"), 0);
  });
}

test("an up whose wait sees the completion accepts it as well", async () => {
  const { scene, resource } = await interruptedDelete();
  const accepted = await scene.update(resource, inputsOf({ ...undoInputs, waitFor: "done" }));
  assert.equal(accepted.state.state, "SUCCEEDED");
  await scene.delete(accepted);
  assert.equal(scene.count("undo"), 0);
});

test("without a journal the message says that the next destroy won't send the undo, which is true", async (t) => {
  const answers: UndoScript["answers"] = (nth) => (nth === 1 ? notPermitted : "noOperation");
  const { scene, resource } = await openUndoSceneWith(
    undefined,
    { ...ignoresCancel, undo: { answers } },
    { undo: deleteTarget },
  );
  const message = await deleteInVain(scene, resource);
  assertMessage(t, "no journal, so no second undo", message);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("an undo that the state records is retried without a journal", async (t) => {
  const scene = new ProviderScene({
    ...ignoresCancel,
    undo: { answers: (nth) => (nth === 1 ? notPermitted : "noOperation") },
  });
  scene.interruptIn(5 * minute);
  const resource = await scene.createInVain(inputsOf({ waitFor: "done", ...undoInputs }));
  await scene.clock.sleep(hour);
  assertMessage(t, "a second undo by the state's record", await deleteInVain(scene, resource));
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
});

test("Ctrl-C before anything was seen in flight: what had completed by then is never undone", async () => {
  const { scene, resource } = await openUndoScene(noOperation, deleteTarget, {
    endsAt: minute,
    mishaps: { roundTrip: 400 },
  });
  scene.interruptIn(100);
  await scene.delete(resource).catch(() => undefined);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 0);
});

test("fail fails exactly once after an interrupted delete, as the journal tells", async (t) => {
  const { scene, resource, journal } = await interruptedDelete({ whenCompletedDespiteCancel: "fail" });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /whenCompletedDespiteCancel/);
  assertMessage(t, "fail after an interrupted delete", message);
  assert.equal(journal.entry, undefined);
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 1);
});

test("fail fails exactly once after an interrupted delete and a refresh", async () => {
  const { scene, resource } = await interruptedDelete({ whenCompletedDespiteCancel: "fail" });
  const refreshed = await scene.refresh(resource);
  await deleteInVain(scene, refreshed);
  const before = scene.connection.wire.length;
  await scene.delete(refreshed);
  assert.equal(scene.connection.wire.length, before);
});

test("a later delete names the time of the first cancel request", async (t) => {
  const journal = new MemoryJournal();
  const { scene, resource } = await started(
    { cancelTakes: "ignores" },
    { timeouts: { delete: "5m" } },
    { journal },
  );
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /2026-01-01T00:10:00\.000Z/);
  assertMessage(t, "requested by an earlier delete", message);
});

test("a delete names the time of the cancel that an interrupted create requested", async (t) => {
  const scene = new ProviderScene({ cancelTakes: "ignores" });
  scene.interruptIn(5 * minute);
  const resource = await scene.createInVain(inputsOf({ waitFor: "done", timeouts: { delete: "5m" } }));
  await scene.clock.sleep(hour);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /2026-01-01T00:05:00\.000Z/);
  assertMessage(t, "requested by an interrupted create", message);
});

async function placeOf({ state }: Resource): Promise<{ endpoint: string; apiVersion: string }> {
  return { endpoint: String(state.endpoint), apiVersion: String(state.apiVersion) };
}

test("due although the journal held the cancel of another operation of this resource", async () => {
  const journal = new MemoryJournal();
  const { scene, resource } = await started({ ...ignoresCancel, undo: noOperation }, undoInputs, { journal });
  const { endpoint, apiVersion } = resource.state as { endpoint: string; apiVersion: string };
  const name = "projects/p/locations/l/operations/earlier";
  await journal.write(urn, { status: "cancelling", endpoint, apiVersion, name, time: 0 });
  scene.interruptIn(minute);
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
  assert.equal(journal.entry, undefined);
});

test("due after Ctrl-C during the first GET of a delete, if the GET after the cancel shows it in flight", async () => {
  const journal = new MemoryJournal();
  const script = { ...ignoresCancel, undo: noOperation, mishaps: { roundTrip: 400 } };
  const { scene, resource } = await started(script, undoInputs, { journal });
  scene.interruptIn(100);
  await deleteInVain(scene, resource);
  assert.equal(scene.wire, "start GET cancel GET");
  assert.equal(journal.entry?.status, "cancelling");
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("an up that accepts the completion says so", async (t) => {
  const { scene, resource } = await interruptedCreate();
  const refreshed = await scene.refresh(resource);
  scene.lines.length = 0;
  await scene.update(refreshed, inputsOf({ waitFor: "done", ...undoInputs }));
  assertMessage(t, "an up accepts the completion", scene.said("info").join());
});

test("an up after an interrupted delete starts a new operation", async () => {
  const { scene, resource } = await interruptedDelete({});
  assert.deepEqual((await scene.diff(resource, inputsOf())).replaces, ["start"]);
  assert.deepEqual(await scene.diff(resource, inputsOf({ waitFor: "done" })), { changes: true });
});

for (const refreshes of [false, true]) {
  test(`onDelete abandon undoes nothing after the cancel of an interrupted create, refreshed: ${refreshes}`, async () => {
    const { scene, resource } = await interruptedCreate({ ...undoInputs, onDelete: "abandon" });
    await scene.delete(refreshes ? await scene.refresh(resource) : resource);
    assert.deepEqual([scene.count("cancel"), scene.count("undo")], [1, 0]);
  });
}

for (const elsewhere of [{ baseUrl: "https://elsewhere.example" }, { apiVersion: "v1" }]) {
  test(`an undo is sent to no other place than the operation's: ${Object.keys(elsewhere)}`, async (t) => {
    const { scene, resource, journal } = await interruptedCreate();
    const refreshed = await scene.refresh(resource);
    const script = { ...ignoresCancel, undo: noOperation };
    const away = new ProviderScene({ ...script, ...elsewhere }, { clock: scene.clock, journal });
    const message = await deleteInVain(away, refreshed);
    assert.equal(away.wire, "");
    assert.match(message, /https:\/\/alloydb\.googleapis\.com.*v1beta/);
    assertMessage(t, `undo elsewhere, ${Object.keys(elsewhere)}`, message);
    await scene.delete(refreshed);
    assert.equal(scene.count("undo"), 1);
  });
}

test("fail fails exactly once after an interrupted create and an interrupted delete", async () => {
  const { scene, resource, journal } = await interruptedCreate({ whenCompletedDespiteCancel: "fail" });
  const name = operationName;
  await journal.write(urn, { status: "cancelling", ...(await placeOf(resource)), name, time: 0 });
  assert.match(await deleteInVain(scene, resource), /whenCompletedDespiteCancel/);
  await scene.delete(resource);
  assert.deepEqual([scene.count("cancel"), journal.entry], [1, undefined]);
});
