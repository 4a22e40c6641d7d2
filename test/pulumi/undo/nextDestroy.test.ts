import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { notFound, notPermitted, unavailable } from "../../support/faults.js";
import { operationName } from "../../support/modelService.js";
import { deleteInVain, inputsOf } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import { undoName } from "../../support/undoService.js";
import {
  deleteTarget,
  heedless,
  remembered,
  restoreTarget,
  setUndoStage,
  target,
  undoing,
} from "../../support/undoStage.js";

const shown = { metadata: { target, requestedCancellation: true } };
const soon = { timeouts: { delete: "20m" } };

test("the next destroy sends a refused undo again, though the operation is found completed", async () => {
  const { scene, resource } = await setUndoStage({
    answers: (nth) => (nth === 1 ? notPermitted : undefined),
  });
  await deleteInVain(scene, resource);
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET undo GET undo GET-undo");
});

test("after a refresh has saved the completion, the next destroy sends it without a look", async () => {
  const { scene, resource } = await setUndoStage({
    answers: (nth) => (nth === 1 ? notPermitted : "noOperation"),
  });
  await deleteInVain(scene, resource);
  const refreshed = await scene.refresh(resource);
  assert.equal(refreshed.state.state, "SUCCEEDED");
  await scene.delete(refreshed);
  assert.equal(scene.wire, "start GET cancel GET undo GET undo");
});

test("an undo that was not seen to end is waited for by the next destroy, not sent twice", async () => {
  const { scene, resource, journal } = await setUndoStage({ endsAt: hour }, restoreTarget, {}, soon);
  await deleteInVain(scene, resource);
  assert.equal(remembered(journal)?.operation, undoName);
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET undo GET-undo GET GET-undo");
  assert.match(scene.said("info").at(-1) ?? "", /undone by POST \S+:restore \(\S+\/undo\)$/);
});

test("an undo whose operation can't be looked at is not sent again either", async () => {
  const mishaps = { get: (nth: number) => (nth === 1 ? notPermitted : undefined) };
  const { scene, resource } = await setUndoStage({ mishaps }, restoreTarget);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /being undone by POST \S+:restore\..*403 PERMISSION_DENIED.*goes on waiting for it/);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("a delete that timed out while cancelling leaves a debt, where the service doesn't show the cancel", async () => {
  const { scene, resource } = await setUndoStage({}, deleteTarget, { endsAt: 2 * hour }, soon);
  await deleteInVain(scene, resource);
  await scene.clock.sleep(2 * hour);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
  assert.equal(scene.count("cancel"), 1);
});

test("a run that was killed while cancelling leaves it too", async () => {
  const { scene, resource, journal } = await setUndoStage({}, deleteTarget, { endsAt: hour });
  const killed = scene.delete(resource);
  await scene.clock.sleep(5 * minute);
  assert.equal(remembered(journal)?.stage, "asked");
  scene.interruptIn(0);
  await assert.rejects(killed);
});

test("without a journal, what the service shows is enough", async () => {
  const script = {
    ...heedless,
    ...shown,
    undo: { answers: (nth: number) => (nth === 1 ? notPermitted : undefined) },
  };
  const { scene, resource } = await undoing(undefined, script, { undo: deleteTarget });
  assert.match(
    await deleteInVain(scene, resource),
    /kept in the state; the next destroy sends the undo anew\./,
  );
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
});

test("without a journal, and where the service shows nothing, the failure says that it will be forgotten", async () => {
  const script = { ...heedless, undo: { answers: () => notPermitted } };
  const { scene, resource } = await undoing(undefined, script, { undo: deleteTarget });
  assert.match(
    await deleteInVain(scene, resource),
    /but nothing will tell the next destroy that it owes an undo.*undo them by hand before\./,
  );
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("an undo that may have been done and can't be repeated is told with what to look for, and not sent again", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => "lostAnswer" }, restoreTarget);
  const message = await deleteInVain(scene, resource);
  assert.match(
    message,
    /Whether they are undone is not known: POST \S+:restore, sent at 2026-01-01T00:2\d:\S+Z, was not answered \(.*ECONNRESET/,
  );
  assert.match(message, /not sent again by a destroy on this machine, since that could do it twice/);
  assert.match(
    message,
    /with GET https:\/\/\S+\/operations\. Once it is undone, set whenCompletedDespiteCancel to "accept"/,
  );
  assert.match(await deleteInVain(scene, resource), /sent at 2026-01-01T00:2\d:\S+Z, was not answered\. /);
  assert.equal(scene.count("undo"), 1);
});

test("uncertain for one request, another one is sent", async () => {
  const answers = (nth: number) => (nth === 1 ? ("lostAnswer" as const) : undefined);
  const { scene, resource } = await setUndoStage({ answers }, restoreTarget);
  await deleteInVain(scene, resource);
  const inputs = {
    whenCompletedDespiteCancel: "undo",
    undo: { ...restoreTarget, body: { reason: "again" } },
  };
  await scene.delete(await scene.update(resource, inputsOf(inputs)));
  assert.equal(scene.count("undo"), 2);
});

test("uncertain, then accepted by the user: the next destroy succeeds with the warning", async () => {
  const { scene, resource, journal } = await setUndoStage({ answers: () => "lostAnswer" }, restoreTarget);
  await deleteInVain(scene, resource);
  const inputs = { whenCompletedDespiteCancel: "accept", undo: restoreTarget };
  await scene.delete(await scene.update(resource, inputsOf(inputs)));
  assert.equal(scene.count("undo"), 1);
  assert.equal(remembered(journal), undefined);
});

test("without a journal, an uncertain undo is told to be one that may be sent again", async () => {
  const script = { ...heedless, ...shown, undo: { answers: () => "lostAnswer" as const } };
  const { scene, resource } = await undoing(undefined, script, { undo: restoreTarget });
  assert.match(await deleteInVain(scene, resource), /The next destroy can't know of it .* may send it again/);
});

for (const [request, next] of [
  [deleteTarget, 2],
  [restoreTarget, 1],
] as const) {
  test(`an undo whose operation vanished is sent again only where that does no harm: ${String(request.method ?? "POST")}`, async () => {
    const undo = { goneFrom: 30_000, answers: (nth: number) => (nth === 1 ? undefined : notFound) };
    const { scene, resource } = await setUndoStage(undo, request);
    assert.match(
      await deleteInVain(scene, resource),
      /was accepted, but \S+\/undo vanished before it was seen to end/,
    );
    await scene.delete(resource).catch(() => undefined);
    assert.equal(scene.count("undo"), next);
  });
}

test("an undo is owed also when the completed operation is no longer known", async () => {
  const answers = (nth: number) => (nth === 1 ? notPermitted : undefined);
  const { scene, resource } = await setUndoStage(
    { answers },
    { method: "DELETE", path: "{response.name}" },
    {
      goneFrom: 5 * hour,
    },
  );
  await deleteInVain(scene, resource);
  await scene.clock.sleep(5 * hour);
  await scene.delete(resource);
  const paths = scene.connection.undo.sent.map(({ path }) => path);
  assert.deepEqual(paths, [paths[0], paths[0]]);
});

test("what is undone stays undone, however often it is deleted", async () => {
  const { scene, resource } = await setUndoStage({}, restoreTarget, shown);
  await scene.delete(resource);
  await scene.delete(resource);
  await scene.delete(await scene.refresh(resource));
  assert.equal(scene.count("undo"), 1);
  assert.equal(
    scene.said("info").at(-1),
    `${operationName} completed despite the cancel, and was undone before`,
  );
});

test("a wait that can't see anything forgets no debt", async () => {
  let isBlind = false;
  const mishaps = { get: () => (isBlind ? unavailable : undefined) };
  const { scene, resource, journal } = await setUndoStage({ endsAt: hour }, restoreTarget, { mishaps }, soon);
  await deleteInVain(scene, resource);
  const page = remembered(journal);
  assert.equal(page?.stage, "waiting");
  isBlind = true;
  scene.interruptIn(1_000);
  await deleteInVain(scene, resource);
  assert.deepEqual(remembered(journal), page);
});

const damaged: [what: string, page: JsonObject][] = [
  ["of another version", { version: 2, stage: "undone", since: 0 }],
  ["at no stage", { version: 1, stage: "done", since: 0 }],
  ["of no time", { version: 1, stage: "undone", since: 1e300 }],
  ["without a time", { version: 1, stage: "undone" }],
  ["about an operation that is none", { version: 1, stage: "waiting", since: 0, operation: "../x" }],
  ["about nothing", {}],
];
for (const [what, page] of damaged) {
  test(`a page misleads nobody: ${what}`, async () => {
    const { scene, resource, journal } = await setUndoStage();
    await scene.delete(resource);
    const [key = ""] = journal.pages.keys();
    await journal.write(key, page);
    await scene.delete(await scene.refresh(resource));
    assert.equal(scene.count("undo"), 1, "it completed by itself, as far as anybody knows");
  });
}

test("an undo goes nowhere but where the operation was last known", async () => {
  const { scene, resource } = await setUndoStage({}, deleteTarget, shown);
  await scene.clock.sleep(hour);
  const { id, state } = await scene.refresh(resource);
  const moved = { id, state: { ...state, endpoint: "https://old.example" } };
  assert.match(
    await deleteInVain(scene, moved),
    /was last known at https:\/\/old\.example \(v1beta\), so its undo is not sent to https:\/\/alloydb.*kept in the state\.$/,
  );
  assert.equal(scene.count("undo"), 0);
  await scene.delete({ id, state });
  assert.equal(scene.count("undo"), 1);
});

test("a 404 from another place than where the operation was last known lets no undo go there", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => notPermitted }, deleteTarget, {
    goneFrom: 5 * hour,
  });
  const moved = { id: resource.id, state: { ...resource.state, endpoint: "https://old.example" } };
  await deleteInVain(scene, moved);
  await scene.clock.sleep(5 * hour);
  assert.match(await deleteInVain(scene, moved), /may still be running there/);
  assert.equal(scene.count("undo"), 1);
});
