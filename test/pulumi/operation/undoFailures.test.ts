import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { GrpcCodeName, Operation } from "#src/core/operation.js";
import { notPermitted, rejected, reset, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { everyGet, operationName } from "../../support/modelService.js";
import { type UndoAnswering, type UndoScript, undoName } from "../../support/providerConnection.js";
import { deleteInVain } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import { deleteTarget, openUndoScene, target } from "../../support/undoScene.js";

const twentyMinutes = { timeouts: { delete: "20m" } };

/** An undo that fails in the first delete. In the second one it is answered at once. */
interface Failing {
  what: string;
  /** The answer to the first delete's undo. Default: an operation that runs as scripted. */
  answer?: UndoAnswering;
  script?: UndoScript;
  more?: JsonObject;
  interruptAt?: number;
  /** A part of the message. Default: the undo request. */
  names?: string;
}

const failing: Failing[] = [
  { what: "it is refused", answer: notPermitted, names: "403 PERMISSION_DENIED" },
  { what: "it is never answered", answer: unavailable, more: twentyMinutes, names: "503 UNAVAILABLE" },
  {
    what: "its operation failed",
    answer: endedWith(9, "FAILED_PRECONDITION"),
    names: "FAILED_PRECONDITION (code 9): it has backups",
  },
  {
    what: "its operation was cancelled",
    answer: endedWith(1, "CANCELLED"),
    names: "was cancelled",
  },
  {
    what: "its operation is not found",
    script: { goneFrom: minute, endsAt: hour },
  },
  {
    what: "its operation doesn't end in time",
    script: { endsAt: hour },
    more: twentyMinutes,
    names: "timeouts.delete",
  },
  {
    what: "the state of its operation is refused",
    script: { mishaps: everyGet(notPermitted) },
    names: "403 PERMISSION_DENIED",
  },
  {
    what: "its operation is interrupted",
    script: { endsAt: hour },
    interruptAt: 12 * minute,
  },
];
for (const { what, answer, script, more = {}, interruptAt, names = target } of failing) {
  test(`the delete fails if the undo does, and the next delete sends the undo again: ${what}`, async (t) => {
    let isFirst = true;
    const undo: UndoScript = { ...script, answers: () => (isFirst ? answer : "noOperation") };
    const { scene, resource, journal } = await openUndoScene(undo, deleteTarget, {}, more);
    if (interruptAt !== undefined) {
      scene.interruptIn(interruptAt);
    }
    const message = await deleteInVain(scene, resource);
    assert.ok(message.includes(`DELETE ${target}`), message);
    assert.ok(message.includes(names), message);
    assertMessage(t, `the undo fails: ${what}`, message);
    assert.match(message, /whenCompletedDespiteCancel to "accept"/);
    assert.equal(journal.entry?.status, "cancelling");
    isFirst = false;
    const sent = scene.count("undo");
    await scene.clock.sleep(minute);
    await scene.delete(resource);
    assert.deepEqual([scene.count("undo"), scene.count("cancel")], [sent + 1, 1]);
    assert.equal(journal.entry, undefined);
  });
}

test("delete and undo have one limit together", async () => {
  const { scene, resource } = await openUndoScene({ endsAt: hour }, deleteTarget, {}, twentyMinutes);
  await deleteInVain(scene, resource);
  assert.ok(scene.clock.monotonic() <= 30 * minute);
});

test("the operation of an undo is never cancelled", async () => {
  const { scene, resource } = await openUndoScene({ endsAt: hour });
  scene.interruptIn(12 * minute);
  await deleteInVain(scene, resource);
  assert.equal(scene.count("cancel"), 1);
});

test("Ctrl-C while the undo is on the wire: its answer is awaited, not sent again", async () => {
  const { scene, resource } = await openUndoScene({ takes: 5 * minute, answers: () => "noOperation" });
  scene.interruptIn(11 * minute);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
  assert.equal(scene.said("info").length, 1);
});

test("Ctrl-C between two tries of an undo: it is not sent again, and the next delete sends it", async () => {
  const { scene, resource } = await openUndoScene({
    answers: (nth) =>
      nth === 1 ? rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 5 * minute }) : "noOperation",
  });
  scene.interruptIn(12 * minute);
  await deleteInVain(scene, resource);
  assert.equal(scene.count("undo"), 1);
  assert.ok(scene.clock.monotonic() < 23 * minute);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 2);
});

test("Ctrl-C before the undo left the process: it is not sent, and the next delete sends it", async () => {
  const { scene, resource } = await openUndoScene({}, deleteTarget, { mishaps: { roundTrip: 2_000 } });
  scene.interruptIn(10 * minute - 1_500);
  await deleteInVain(scene, resource);
  assert.equal(scene.count("undo"), 0);
  await scene.delete(resource);
  assert.equal(scene.count("undo"), 1);
});

test("a run whose end reaches no user says which undo was under way", async () => {
  const { scene, resource } = await openUndoScene({ endsAt: hour });
  scene.terminateIn(12 * minute);
  await deleteInVain(scene, resource);
  assert.deepEqual(scene.statuses, [{ kind: "undoing", name: operationName, request: `DELETE ${target}` }]);
});

function endedWith(code: number, status: GrpcCodeName): Operation {
  const error = { code, status, message: "it has backups.", details: [] };
  return { name: undoName, done: true, result: { kind: "error", error } };
}

test("an undo gives up after three tries if this machine can't reach the service, and says what to do", async (t) => {
  const answer = reset({ mayHaveArrived: false, setup: "certificate", remedy: "Set NODE_EXTRA_CA_CERTS" });
  const { scene, resource } = await openUndoScene({ answers: () => answer });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /NODE_EXTRA_CA_CERTS/);
  assertMessage(t, "the undo reaches no service", message);
  assert.equal(scene.count("undo"), 3);
});
