import assert from "node:assert/strict";
import { test } from "node:test";
import {
  foreign,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
} from "../../support/faults.js";
import { operationName } from "../../support/modelService.js";
import { deleteInVain, inputsOf } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import { type UndoAnswering, undoName } from "../../support/undoService.js";
import { deleteTarget, responseName, restoreTarget, setUndoStage, target } from "../../support/undoStage.js";

const effects = new RegExp(
  `^${operationName} completed although its cancellation was requested: its effects exist\\.`,
);

test("edge case 5: completed despite cancel is undone, and the operation that the undo is waited for", async () => {
  const { scene, resource } = await setUndoStage({ endsAt: 5 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET undo GET-undo");
  assert.deepEqual(scene.connection.undo.sent, [{ method: "DELETE", path: target }]);
  assert.ok(scene.clock.monotonic() >= 25 * minute);
  assert.deepEqual(scene.said("info", "warning"), [
    `${operationName} completed despite the cancel; undone by DELETE ${target} (${undoName})`,
  ]);
});

const ended: [what: string, answer: UndoAnswering, text: string][] = [
  ["the resource or nothing", "noOperation", `undone by DELETE ${target}`],
  [
    "an operation that ended at once",
    { name: undoName, done: true, result: { kind: "none" } },
    `undone by DELETE ${target} (${undoName})`,
  ],
  [
    "one that was never stored",
    { name: "", done: true, result: { kind: "response", response: {} } },
    `undone by DELETE ${target}`,
  ],
  ["404 to a DELETE", notFound, `undone by DELETE ${target} (there was nothing left to delete)`],
];
for (const [what, answer, text] of ended) {
  test(`an undo that is answered at once needs no wait: ${what}`, async () => {
    const { scene, resource } = await setUndoStage({ answers: () => answer });
    await scene.delete(resource);
    assert.equal(scene.wire, "start GET cancel GET undo");
    assert.deepEqual(scene.said("info", "warning"), [
      `${operationName} completed despite the cancel; ${text}`,
    ]);
  });
}

test("an operation that had completed by itself before the delete owes no undo", async () => {
  const { scene, resource } = await setUndoStage({}, deleteTarget, { endsAt: minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET");
  assert.deepEqual(scene.said("info"), [`${operationName} had completed; there was nothing to cancel`]);
});

const owesNone: [what: string, script: object, more: object][] = [
  ["it was cancelled", { cancelTakes: minute }, {}],
  ["it failed", { end: { error: { code: 13, message: "broken" } } }, {}],
  ["it vanished", { goneFrom: 15 * minute }, {}],
  ["completion is accepted", {}, { whenCompletedDespiteCancel: "accept" }],
  ["it was only waited for", {}, { onDelete: "wait" }],
  ["it is abandoned", {}, { onDelete: "abandon" }],
];
for (const [what, script, more] of owesNone) {
  test(`nothing is undone where ${what}, nor remembered`, async () => {
    const { scene, resource } = await setUndoStage({}, deleteTarget, script, { ...more });
    await scene.delete(resource);
    assert.equal(scene.count("undo"), 0);
  });
}

test("an undo that surely did not happen is sent again, with what the server asked for obeyed", async () => {
  const busy = rejected(409, "ABORTED");
  const slower = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: minute });
  const faults = [refusedConnection(), busy, slower];
  const { scene, resource } = await setUndoStage({ answers: (nth) => faults[nth - 1] }, restoreTarget);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 4);
  assert.ok(scene.clock.monotonic() >= 22 * minute);
});

for (const answer of ["lostAnswer", unavailable, foreign(502), reset()] as const) {
  const what = typeof answer === "string" ? answer : answer.kind;
  test(`a DELETE is sent again after an answer that leaves open whether it happened: ${what}`, async () => {
    const { scene, resource } = await setUndoStage({ answers: (nth) => (nth === 1 ? answer : notFound) });
    await scene.delete(resource);
    assert.equal(scene.count("undo"), 2);
  });
}

test("a refused undo fails the delete: what happened, what the undo answered, and the ways out", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => notPermitted });
  const message = await deleteInVain(scene, resource);
  assert.match(message, effects);
  assert.match(message, /Undoing them failed: .*403 PERMISSION_DENIED/);
  assert.match(message, /kept in the state; the next destroy on this machine sends the undo\./);
  assert.match(
    message,
    /set whenCompletedDespiteCancel to "accept" and run `pulumi up` first; a replacement heeds that only if what replaces it is left out of that run\.$/,
  );
  assert.equal(scene.count("undo"), 1);
});

for (const [what, end] of [
  ["failed", { error: { code: 9, message: "it has backups." } }],
  ["was cancelled by somebody", { error: { code: 1, message: "it has backups." } }],
] as const) {
  test(`an undo whose own operation ${what} fails the delete`, async () => {
    const { scene, resource } = await setUndoStage({ end });
    const message = await deleteInVain(scene, resource);
    assert.match(message, effects);
    assert.match(
      message,
      /Undoing them by DELETE \S+ failed: \S+\/undo ended with \w+: it has backups\. It is kept/,
    );
  });
}

test("a 404 in HTML is no proof that there is nothing left to delete", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => foreign(404) });
  assert.match(await deleteInVain(scene, resource), /HTTP 404 of a front end or proxy/);
});

test("a 404 to another request than DELETE is a refusal", async () => {
  const { scene, resource } = await setUndoStage({ answers: () => notFound }, restoreTarget);
  assert.match(await deleteInVain(scene, resource), /Undoing them failed: .*404 NOT_FOUND/);
});

test("delete and undo have one limit together, and its end says that the undo goes on", async () => {
  const { scene, resource } = await setUndoStage(
    { endsAt: hour },
    deleteTarget,
    {},
    { timeouts: { delete: "20m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(
    message,
    /being undone by DELETE \S+, and \S+\/undo has not ended \(no end within 20m \(timeouts\.delete\)\)/,
  );
  assert.match(message, /the next destroy on this machine goes on waiting for it/);
  assert.ok(scene.clock.monotonic() <= 30 * minute);
});

test("an undo that is never answered ends with the limit", async () => {
  const { scene, resource } = await setUndoStage(
    { answers: () => unavailable },
    deleteTarget,
    {},
    { timeouts: { delete: "20m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(
    message,
    /They are not known to be undone \(no time left of 20m \(timeouts\.delete\)\); the last answer/,
  );
  assert.ok(scene.clock.monotonic() <= 30 * minute);
});

test("Ctrl-C while the undo is waited for: it goes on, and the delete returns", async () => {
  const { scene, resource } = await setUndoStage({ endsAt: hour });
  scene.interruptIn(12 * minute);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /has not ended \(interrupted\)/);
  assert.equal(scene.count("cancel"), 1);
  assert.equal(scene.clock.monotonic(), 22 * minute);
});

test("a run whose end nobody hears says which undo was under way", async () => {
  const { scene, resource } = await setUndoStage({ endsAt: hour });
  scene.abandonIn(12 * minute);
  await deleteInVain(scene, resource);
  assert.deepEqual(scene.notes, [{ kind: "undoing", name: operationName, request: `DELETE ${target}` }]);
});

test("Ctrl-C while the cancel is waited for: no undo is begun, and the next destroy owes it", async () => {
  const { scene, resource } = await setUndoStage({}, deleteTarget, { mishaps: { roundTrip: 2_000 } });
  scene.interruptIn(10 * minute - 1_500);
  await deleteInVain(scene, resource);
  assert.equal(scene.count("undo"), 0);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("Ctrl-C before anything was seen in flight makes no debt of what had completed by then", async () => {
  const { scene, resource } = await setUndoStage({}, deleteTarget, {
    endsAt: minute,
    mishaps: { roundTrip: 400 },
  });
  scene.interruptIn(100);
  await scene.delete(resource).catch(() => undefined);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 0);
});

test("Ctrl-C gives up an unanswered DELETE at once, but lets another request finish", async () => {
  for (const [request, at] of [
    [deleteTarget, 21 * minute, "owed"],
    [restoreTarget, 25 * minute, "waiting"],
  ] as const) {
    const { scene, resource } = await setUndoStage({ takes: 5 * minute }, request);
    scene.interruptIn(11 * minute);
    await deleteInVain(scene, resource);
    assert.ok(Math.abs(scene.clock.monotonic() - at) < minute / 2);
  }
});

test("what was asked for at an interrupted create is undone by the destroy that follows", async () => {
  const { scene } = await setUndoStage({}, { ...deleteTarget, path: "{response.name}" });
  scene.interruptIn(5 * minute);

  const undo = { method: "DELETE", path: "{response.name}" };
  const resource = await scene.createInVain(
    inputsOf({ waitFor: "done", whenCompletedDespiteCancel: "undo", undo }),
  );
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.deepEqual(scene.connection.undo.sent, [{ method: "DELETE", path: responseName }]);
});
