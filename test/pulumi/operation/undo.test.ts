import assert from "node:assert/strict";
import { test } from "node:test";
import { foreign, notFound, refusedConnection, rejected, reset, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { type UndoAnswering, undoName } from "../../support/providerConnection.js";
import { deleteInVain } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";
import { deleteTarget, openUndoScene, restoreTarget, target } from "../../support/undoScene.js";

test("edge case 5: completed despite cancel is undone, and the operation that the undo returns is awaited", async (t) => {
  const { scene, resource, journal } = await openUndoScene({ endsAt: 5 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET undo GET-undo");
  assert.deepEqual(scene.connection.undo.sent, [{ method: "DELETE", path: target }]);
  assert.ok(scene.clock.monotonic() >= 25 * minute);
  assertMessage(t, "undone, awaited", scene.said("info", "warning").join("\n"));
  assert.equal(journal.entry, undefined);
});

const ended: [what: string, answer: UndoAnswering][] = [
  ["the resource or nothing", "noOperation"],
  ["an operation that ended at once", { name: undoName, done: true, result: { kind: "none" } }],
  ["one that was never stored", { name: "", done: true, result: { kind: "response", response: {} } }],
];
for (const [what, answer] of ended) {
  test(`an undo that is answered at once needs no wait: ${what}`, async (t) => {
    const { scene, resource } = await openUndoScene({ answers: () => answer });
    await scene.delete(resource);
    assert.equal(scene.wire, "start GET cancel GET undo");
    assertMessage(t, `undone, answered at once: ${what}`, scene.said("info", "warning").join("\n"));
  });
}

test("a single 404 to an undo proves nothing: the second request is accepted", async (t) => {
  const { scene, resource } = await openUndoScene({
    answers: (nth) => (nth === 1 ? notFound : "noOperation"),
  });
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
  assertMessage(t, "undone after a single 404", scene.said("info").join("\n"));
});

test("404 twice to a DELETE: the undo is not needed, and is reported as not found", async (t) => {
  const { scene, resource, journal } = await openUndoScene({ answers: () => notFound });
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
  const [line = "", ...others] = scene.said("info", "warning");
  assert.deepEqual(others, []);
  assertMessage(t, "not found twice by DELETE", line);
  assert.equal(journal.entry, undefined);
});

test("404 twice to another method: the delete fails", async (t) => {
  const { scene, resource } = await openUndoScene({ answers: () => notFound }, restoreTarget);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /404 NOT_FOUND/);
  assertMessage(t, "not found twice by POST", message);
  assert.equal(scene.count("undo"), 2);
});

test("a 404 in HTML is no proof that the resource does not exist", async (t) => {
  const { scene, resource } = await openUndoScene({ answers: () => foreign(404) });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /HTTP 404/);
  assertMessage(t, "not found in HTML", message);
  assert.equal(scene.count("undo"), 1);
});

test("the second request after a 404 is sent five seconds later", async () => {
  const { scene, resource } = await openUndoScene({ answers: () => notFound });
  await scene.delete(resource);
  const { scene: single, resource: other } = await openUndoScene({ answers: () => "noOperation" });
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
    const { scene, resource, journal } = await openUndoScene({}, deleteTarget, script, { ...more });
    await scene.delete(resource);
    assert.equal(scene.count("undo"), 0);
    assert.equal(journal.entry, undefined);
  });
}

test("an undo that certainly did not happen is sent again, with what the server asked for obeyed", async () => {
  const busy = rejected(409, "ABORTED");
  const slower = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: minute });
  const failures = [refusedConnection(), busy, slower];
  const { scene, resource } = await openUndoScene({ answers: (nth) => failures[nth - 1] }, restoreTarget);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 4);
  assert.ok(scene.clock.monotonic() >= 22 * minute);
});

for (const request of [deleteTarget, restoreTarget]) {
  for (const answer of ["lostAnswer", unavailable, foreign(502), reset()] as const) {
    const what = typeof answer === "string" ? answer : answer.kind;
    test(`an undo by ${request.method ?? "POST"} is repeated if it may have happened: ${what}`, async () => {
      const answers = (nth: number): UndoAnswering => (nth === 1 ? answer : "noOperation");
      const { scene, resource } = await openUndoScene({ answers }, request);
      await scene.delete(resource);
      assert.equal(scene.count("undo"), 2);
    });
  }
}

test("an undo that is not answered is sent again after pauses that grow", async () => {
  const sentAt: number[] = [];
  const { scene, resource } = await openUndoScene({
    answers: (nth) => {
      sentAt.push(scene.clock.monotonic());
      return nth <= 5 ? unavailable : "noOperation";
    },
  });
  await scene.delete(resource);
  const pauses = sentAt.slice(1).map((time, index) => time - (sentAt[index] ?? 0));
  assert.equal(pauses.length, 5);
  assert.deepEqual(
    pauses.toSorted((a, b) => a - b),
    pauses,
  );
  assert.ok((pauses.at(-1) ?? 0) >= 4 * (pauses[0] ?? 0), pauses.join());
});
