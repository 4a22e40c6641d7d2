import assert from "node:assert/strict";
import { test } from "node:test";
import { notFound, refusedConnection, rejected, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { everyCancel, everyGet, laterGets, type Mishaps, operationName } from "../../support/modelService.js";
import { deleteInVain, failureOf, inputsOf, ProviderScene, started } from "../../support/providerScene.js";

const second = 1_000;
const hour = 3_600 * second;
const waiting = inputsOf({ waitFor: "done" });
/** The time at which the scenes are interrupted. */
const ctrlC = 90 * second;
/** The time limit of an interrupt: those of the cancel and of the poll together. */
const budget = 4 * second;

/** Ctrl-C while create waits, under these mishaps: how long it took, and what came of it. */
async function interrupted(mishaps: Mishaps) {
  const scene = new ProviderScene({ cancelTakes: hour, mishaps });
  scene.interruptIn(ctrlC);
  const { state, reasons } = await scene.createInVain(waiting);
  return { scene, state, reason: reasons[0] ?? "", took: scene.clock.monotonic() - ctrlC };
}

test("Ctrl-C and a cancel that hangs: given up within the budget, saved, no acknowledgement claimed", async (t) => {
  const { state, reason, took } = await interrupted(everyCancel("hangs"));
  assert.ok(took <= budget, `${took}`);
  assert.equal(state.state, "RUNNING");
  assert.equal(state.cancelRequested, false);
  assert.match(reason, /TIMEOUT/);
  assertMessage(t, "a cancel that hangs", reason);
});

test("Ctrl-C and a service that hangs altogether: the budget holds, and the name is saved", async () => {
  const { state, took } = await interrupted({
    cancel: () => "hangs",
    get: (nth) => (nth > 20 ? "hangs" : undefined),
  });
  assert.ok(took <= budget, `${took}`);
  assert.equal(state.operationName, operationName);
});

test("Ctrl-C and a Retry-After longer than the budget: it is obeyed, and what was answered is told", async (t) => {
  const throttled = { ...rejected(429, "RESOURCE_EXHAUSTED"), retryAfter: 60 * second };
  const { scene, state, reason, took } = await interrupted(everyCancel(throttled));
  assert.equal(took, 0);
  assert.equal(scene.count("cancel"), 1);
  assert.equal(state.state, "RUNNING");
  assert.match(reason, /RESOURCE_EXHAUSTED/);
  assertMessage(t, "a Retry-After beyond the budget", reason);
});

test("Ctrl-C and a Retry-After within the budget: the cancel is sent again", async () => {
  const throttled = { ...rejected(429, "RESOURCE_EXHAUSTED"), retryAfter: 1.5 * second };
  const { state, took } = await interrupted({ cancel: (nth) => (nth === 1 ? throttled : undefined) });
  assert.equal(state.state, "CANCELLING");
  assert.ok(took <= budget, `${took}`);
});

test("edge case 16: Ctrl-C right after a start that the service doesn't know yet: the cancel is sent again", async () => {
  const { scene, state, took } = await interrupted({ cancel: (nth) => (nth === 1 ? notFound : undefined) });
  assert.deepEqual([state.state, scene.count("cancel")], ["CANCELLING", 2]);
  assert.ok(took <= budget, `${took}`);
});

test("Ctrl-C and no connection: tried again while there is time, then told", async (t) => {
  const { scene, reason, took } = await interrupted(everyCancel(refusedConnection()));
  assert.ok(scene.count("cancel") >= 3, `${scene.count("cancel")}`);
  assert.ok(took <= budget, `${took}`);
  assert.match(reason, /ECONNREFUSED/);
  assertMessage(t, "no connection for a cancel", reason);
});

test("Ctrl-C with eight in flight, each one's first cancel met by a 503: all are asked and saved", async () => {
  const scene = new ProviderScene({
    cancelTakes: hour,
    mishaps: { cancel: (nth) => (nth <= 8 ? unavailable : undefined) },
  });
  scene.interruptIn(ctrlC);
  const all = await Promise.all(Array.from({ length: 8 }, () => scene.createInVain(waiting)));
  assert.deepEqual(
    all.map(({ state }) => state.state),
    Array(8).fill("CANCELLING"),
  );
  assert.ok(scene.clock.monotonic() - ctrlC <= budget);
});

test("Ctrl-C while the start is not answered: what is awaited is said at once", async (t) => {
  const scene = new ProviderScene({ startTakes: 25 * second, cancelTakes: hour });
  scene.interruptIn(second);
  const creating = scene.createInVain(waiting);
  await scene.clock.sleep(second + 1);
  assertMessage(t, "waiting for the response to the start", scene.said("ephemeral").at(-1) ?? "");
  assert.equal((await creating).state.state, "CANCELLING");
  assert.equal(scene.clock.monotonic(), 25 * second);
});

test("Ctrl-C after the start was answered says nothing about the start", async () => {
  const { scene } = await interrupted({});
  assert.doesNotMatch(scene.said("ephemeral").join(), /to the start/);
});

test("Ctrl-C while an adoption's first look hangs: over at once, nothing in the state", async (t) => {
  const scene = new ProviderScene({ mishaps: everyGet("hangs") });
  scene.interruptIn(5 * second);
  const failure = await failureOf(scene.provider.create(inputsOf({ operationName })));
  assertMessage(t, "adoption interrupted in its first poll", failure.message);
  assert.equal(scene.clock.monotonic(), 5 * second);
});

test("Ctrl-C while an update's look hangs: cancelled and saved within the budget", async () => {
  const scene = new ProviderScene({ cancelTakes: hour, mishaps: everyGet("hangs") });
  const resource = await scene.create();
  scene.interruptIn(5 * second);
  const { state } = await scene.updateInVain(resource, waiting);
  assert.equal(state.state, "CANCELLING");
  assert.ok(scene.clock.monotonic() <= 5 * second + budget);
});

test("Ctrl-C while delete waits for the operation to be visible: asked to be cancelled, state kept", async (t) => {
  const scene = new ProviderScene({ visibleFrom: 30 * second, cancelTakes: hour });
  const resource = await scene.create();
  scene.interruptIn(5 * second);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /2026-01-01T00:00:05\.000Z/);
  assertMessage(t, "delete interrupted before the operation is visible", message);
  assert.equal(scene.wire, "start GET cancel GET");
  assert.ok(scene.clock.monotonic() <= 5 * second + budget);
});

test("Ctrl-C while delete's cancel is refused by every connection: what stood in the way is told", async (t) => {
  const { scene, resource } = await started({ mishaps: everyCancel(refusedConnection()) });
  const before = scene.clock.monotonic();
  scene.interruptIn(5 * second);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /ECONNREFUSED/);
  assertMessage(t, "delete interrupted, no connection for its cancel", message);
  assert.ok(scene.clock.monotonic() - before <= 5 * second + budget);
});

test("Ctrl-C while a refresh hangs: over at once, the state as it was", async (t) => {
  const { scene, resource } = await started({ mishaps: everyGet("hangs") });
  const before = scene.clock.monotonic();
  scene.interruptIn(5 * second);
  assertMessage(
    t,
    "refresh interrupted in its first poll",
    (await failureOf(scene.refresh(resource))).message,
  );
  assert.equal(scene.clock.monotonic() - before, 5 * second);
});

test("Ctrl-C after the cancel was accepted, by a service that is down since: what its last look brought is told", async (t) => {
  const { scene, resource } = await started({
    cancelTakes: hour,
    mishaps: laterGets(refusedConnection()),
  });
  scene.interruptIn(5 * second);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /ECONNREFUSED/);
  assertMessage(t, "delete interrupted, no connection after its cancel", message);
});

test("Ctrl-C while create waits, the cancel accepted and then no answer: what the look brought is told", async (t) => {
  const { state, reason } = await interrupted({
    get: (nth) => (nth > 20 ? refusedConnection() : undefined),
  });
  assert.equal(state.state, "CANCELLING");
  assert.match(reason, /ECONNREFUSED/);
  assertMessage(t, "create interrupted, no connection after its cancel", reason);
});
