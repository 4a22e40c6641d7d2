import assert from "node:assert/strict";
import { test } from "node:test";
import { foreign, notFound, refusedConnection, rejected, reset, unavailable } from "../../support/faults.js";
import { operationName } from "../../support/modelService.js";
import { type UndoAnswering, undoName } from "../../support/providerConnection.js";
import { deleteInVain } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";
import { deleteTarget, restoreTarget, setUndoStage, target } from "../../support/undoStage.js";

const undone = `${operationName} completed despite its cancellation; undone by DELETE ${target}`;

test("edge case 5: completed despite cancel is undone, and the operation that the undo returns is awaited", async () => {
  const { scene, resource, journal } = await setUndoStage({ endsAt: 5 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET undo GET-undo");
  assert.deepEqual(scene.connection.undo.sent, [{ method: "DELETE", path: target }]);
  assert.ok(scene.clock.monotonic() >= 25 * minute);
  assert.deepEqual(scene.said("info", "warning"), [undone]);
  assert.equal(journal.entry, undefined);
});

const ended: [what: string, answer: UndoAnswering][] = [
  ["the resource or nothing", "noOperation"],
  ["an operation that ended at once", { name: undoName, done: true, result: { kind: "none" } }],
  ["one that was never stored", { name: "", done: true, result: { kind: "response", response: {} } }],
];
for (const [what, answer] of ended) {
  test(`an undo that is answered at once needs no wait: ${what}`, async () => {
    const { scene, resource } = await setUndoStage({ answers: () => answer });
    await scene.delete(resource);
    assert.equal(scene.wire, "start GET cancel GET undo");
    assert.deepEqual(scene.said("info", "warning"), [undone]);
  });
}

test("a single 404 to an undo proves nothing: the second request is accepted", async () => {
  const { scene, resource } = await setUndoStage({
    answers: (nth) => (nth === 1 ? notFound : "noOperation"),
  });
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
  assert.deepEqual(scene.said("info"), [undone]);
});

test("404 twice to a DELETE: the undo is not needed, and is reported as not found", async () => {
  const { scene, resource, journal } = await setUndoStage({ answers: () => notFound });
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
  const [line = "", ...others] = scene.said("info", "warning");
  assert.deepEqual(others, []);
  assert.match(line, /"not found"/);
  assert.doesNotMatch(line, /undone/);
  assert.equal(journal.entry, undefined);
});

test("404 twice to another method: the delete fails", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => notFound }, restoreTarget);
  assert.match(await deleteInVain(scene, resource), /not known to be undone by POST .*404 NOT_FOUND/);
  assert.equal(scene.count("undo"), 2);
});

test("a 404 in HTML is no proof that the resource does not exist", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => foreign(404) });
  assert.match(await deleteInVain(scene, resource), /HTTP 404 of a front end or proxy/);
  assert.equal(scene.count("undo"), 1);
});

test("the second request after a 404 is sent five seconds later", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => notFound });
  await scene.delete(resource);
  const { scene: single, resource: other } = await setUndoStage({ answers: () => "noOperation" });
  await single.delete(other);
  assert.equal(scene.clock.monotonic() - single.clock.monotonic(), 5_000);
});

const dueNever: [what: string, script: object, more: object][] = [
  ["it had completed before the delete", { endsAt: minute }, {}],
  [
    "only the metadata shows a cancel",
    { endsAt: minute, metadata: { target, requestedCancellation: true } },
    {},
  ],
  ["it was cancelled", { cancelTakes: minute }, {}],
  ["it failed", { end: { error: { code: 13, message: "broken" } } }, {}],
  ["it vanished", { goneFrom: 15 * minute }, {}],
  ["completion is accepted", {}, { whenCompletedDespiteCancel: "accept" }],
  ["it was only waited for", {}, { onDelete: "wait" }],
  ["it is abandoned", {}, { onDelete: "abandon" }],
];
for (const [what, script, more] of dueNever) {
  test(`nothing is undone if ${what}, and no entry remains`, async () => {
    const { scene, resource, journal } = await setUndoStage({}, deleteTarget, script, { ...more });
    await scene.delete(resource);
    assert.equal(scene.count("undo"), 0);
    assert.equal(journal.entry, undefined);
  });
}

test("an undo that certainly did not happen is sent again, with what the server asked for obeyed", async () => {
  const busy = rejected(409, "ABORTED");
  const slower = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: minute });
  const failures = [refusedConnection(), busy, slower];
  const { scene, resource } = await setUndoStage({ answers: (nth) => failures[nth - 1] }, restoreTarget);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 4);
  assert.ok(scene.clock.monotonic() >= 22 * minute);
});

for (const request of [deleteTarget, restoreTarget]) {
  for (const answer of ["lostAnswer", unavailable, foreign(502), reset()] as const) {
    const what = typeof answer === "string" ? answer : answer.kind;
    test(`an undo by ${request.method ?? "POST"} is repeated if it may have happened: ${what}`, async () => {
      const answers = (nth: number): UndoAnswering => (nth === 1 ? answer : "noOperation");
      const { scene, resource } = await setUndoStage({ answers }, request);
      await scene.delete(resource);
      assert.equal(scene.count("undo"), 2);
    });
  }
}
