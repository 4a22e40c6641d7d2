import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "#src/core/operation.js";
import { notPermitted, unavailable } from "../../support/faults.js";
import { everyCancel, operationName } from "../../support/modelService.js";
import {
  deleteInVain,
  failureOf,
  inputsOf,
  ProviderScene,
  started,
  startPath,
} from "../../support/providerScene.js";

const second = 1_000;
const minute = 60 * second;
const hour = 3_600 * second;
const endedAtOnce: Operation = { name: operationName, done: true, result: { kind: "none" } };

test("abandoned while create waits: cancelled, and the note says so", async () => {
  const scene = new ProviderScene({ cancelTakes: hour });
  scene.terminateIn(90 * second);
  await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start GET cancel GET");
  assert.deepEqual(scene.statuses, [{ kind: "cancelRequested", name: operationName }]);
});

test("abandoned while create waits, onInterrupt leave: nothing is sent, and the note says so", async () => {
  const scene = new ProviderScene();
  scene.terminateIn(90 * second);
  await scene.createInVain(inputsOf({ waitFor: "done", onInterrupt: "leave" }));
  assert.equal(scene.count("cancel"), 0);
  assert.deepEqual(scene.statuses, [{ kind: "leftRunning", name: operationName }]);
});

test("a start that is answered when nothing can be saved any more: cancelled, whatever create waits for", async () => {
  const scene = new ProviderScene({ startTakes: 5 * second, cancelTakes: hour });
  scene.terminateIn(second);
  await scene.createInVain(inputsOf());
  assert.equal(scene.wire, "start cancel GET");
  assert.deepEqual(scene.statuses, [{ kind: "cancelRequested", name: operationName }]);
});

test("the same with onInterrupt leave: left running, and named", async () => {
  const scene = new ProviderScene({ startTakes: 5 * second });
  scene.terminateIn(second);
  await scene.createInVain(inputsOf({ onInterrupt: "leave" }));
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.statuses, [{ kind: "leftRunning", name: operationName }]);
});

test("a second Ctrl-C after a first one that the start has outlasted: cancelled", async () => {
  const scene = new ProviderScene({ startTakes: 5 * second, cancelTakes: hour });
  scene.interruptIn(second);
  scene.terminateIn(2 * second);
  await scene.createInVain(inputsOf());
  assert.equal(scene.count("cancel"), 1);
});

test("an adopted operation that create does not wait for was there before: it is left alone", async () => {
  const scene = new ProviderScene({ mishaps: { roundTrip: 5 * second } });
  scene.terminateIn(second);
  await failureOf(scene.provider.create(inputsOf({ operationName })));
  assert.equal(scene.count("cancel"), 0);
  assert.deepEqual(scene.statuses, []);
});

test("the start is not answered: the note names the request", async () => {
  const scene = new ProviderScene({ startTakes: hour });
  scene.terminateIn(second);
  const creating = scene.createInVain(inputsOf());
  await scene.clock.sleep(5 * second);
  assert.deepEqual(scene.statuses, [{ kind: "starting", path: startPath }]);
  await creating;
});

test("the start is refused: there is nothing to be said", async () => {
  const scene = new ProviderScene({ starts: [notPermitted], startTakes: 5 * second });
  scene.terminateIn(second);
  await failureOf(scene.provider.create(inputsOf()));
  assert.deepEqual(scene.statuses, []);
});

test("no cancel is acknowledged: the note says so and why", async () => {
  const scene = new ProviderScene({ mishaps: everyCancel(unavailable) });
  scene.terminateIn(90 * second);
  await scene.createInVain(inputsOf({ waitFor: "done" }));
  const [status] = scene.statuses;
  assert.ok(status?.kind === "cancelNotAcknowledged");
  assert.match(status.lastError, /UNAVAILABLE/);
});

test("the last look shows the end: the note says so", async () => {
  const scene = new ProviderScene({ cancelTakes: 0 });
  scene.terminateIn(90 * second);
  await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.deepEqual(scene.statuses, [{ kind: "ended", name: operationName }]);
});

test("abandoned while delete waits: the note says that cancellation was requested", async () => {
  const { scene, resource } = await started({ cancelTakes: hour });
  scene.terminateIn(60 * second);
  await deleteInVain(scene, resource);
  assert.deepEqual(scene.statuses, [{ kind: "cancelRequested", name: operationName }]);
});

test("abandoned while delete waits for the natural end: left running", async () => {
  const { scene, resource } = await started({}, { onDelete: "wait" });
  scene.terminateIn(60 * second);
  await deleteInVain(scene, resource);
  assert.equal(scene.count("cancel"), 0);
  assert.deepEqual(scene.statuses, [{ kind: "leftRunning", name: operationName }]);
});

/** Abandons a step while it flushes its lines, so that its result reaches no engine. */
function abandonAtFlush(scene: ProviderScene): void {
  scene.atFlush = async () => {
    scene.terminateIn(0);
    await scene.clock.sleep(1);
  };
}

test("abandoned when delete has seen the end: the note says so", async () => {
  const { scene, resource } = await started();
  abandonAtFlush(scene);
  await scene.delete(resource);
  assert.deepEqual(scene.statuses, [{ kind: "ended", name: operationName }]);
});

test("abandoned when create has seen the end: the note says so", async () => {
  const scene = new ProviderScene({ endsAt: 5 * minute });
  void scene.clock.sleep(minute).then(() => abandonAtFlush(scene));
  await scene.create(inputsOf({ waitFor: "done" }));
  assert.deepEqual(scene.statuses, [{ kind: "ended", name: operationName }]);
});

test("a start that is answered by an operation which has ended already: the note says so", async () => {
  const scene = new ProviderScene({ starts: [endedAtOnce], startTakes: 5 * second });
  scene.terminateIn(second);
  await scene.create(inputsOf());
  assert.deepEqual(scene.statuses, [{ kind: "ended", name: operationName }]);
});
