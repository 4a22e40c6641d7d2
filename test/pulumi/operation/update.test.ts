import assert from "node:assert/strict";
import { test } from "node:test";
import { notPermitted, reset } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import {
  failureOf,
  hiddenPart,
  inputsOf,
  ProviderScene,
  providerText,
  started,
} from "../../support/providerScene.js";

const minute = 60_000;

test("a change of settings sends nothing and is kept", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  const after = inputsOf({ onDelete: "abandon", timeouts: { delete: "5m" } });
  const { state } = await scene.update(resource, after);
  assert.equal(scene.wire, "start");
  assert.deepEqual(await scene.diff({ id: resource.id, state }, after), { changes: false });
});

test("an update keeps what is known of the operation", async () => {
  const scene = new ProviderScene({ metadata: { verb: "export", requestedCancellation: true } });
  const resource = await scene.create();
  const { state } = await scene.update(resource, inputsOf({ onDelete: "wait" }));
  const { __lro: hiddenBefore, ...before } = resource.state;
  const { __lro: hiddenAfter, ...after } = state;
  assert.deepEqual(after, before);
  assert.notDeepEqual(hiddenAfter, hiddenBefore);
});

test("a delete after an update obeys the new settings", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  await scene.delete(await scene.update(resource, inputsOf({ onDelete: "abandon" })));
  assert.equal(scene.count("cancel"), 0);
});

test("an update resumes the wait of a create that timed out and starts nothing", async () => {
  const scene = new ProviderScene({ endsAt: 90 * minute });
  const inputs = inputsOf({ waitFor: "done" });
  const resource = await scene.createInVain(inputs);
  assert.deepEqual(await scene.diff(resource, inputs), { changes: true });
  const { state } = await scene.update(resource, inputs);
  assert.equal(scene.wire, "start GET");
  assert.equal(state.state, "SUCCEEDED");
});

test("waitFor turned to done: an operation in flight is waited for, with a first look at once", async () => {
  const scene = new ProviderScene({ endsAt: minute });
  const resource = await scene.create();
  await scene.clock.sleep(2 * minute);
  const { state } = await scene.update(resource, inputsOf({ waitFor: "done" }));
  assert.equal(state.state, "SUCCEEDED");
  assert.equal(scene.count("GET"), 1);
  assert.equal(scene.clock.monotonic(), 2 * minute);
});

test("waitFor turned to done: a terminal one costs no request", async () => {
  const scene = new ProviderScene({ endsAt: minute });
  const resource = await scene.create();
  await scene.clock.sleep(2 * minute);
  const refreshed = await scene.refresh(resource);
  await scene.update(refreshed, inputsOf({ waitFor: "done" }));
  assert.equal(scene.count("GET"), 1);
});

test("an update that times out keeps the state with provider and reason", async (t) => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  const inputs = inputsOf({ waitFor: "done", timeouts: { create: "5m" } });
  const failed = await scene.updateInVain(resource, inputs);
  assert.equal(failed.id, resource.id);
  assert.equal(failed.state.__provider, providerText);
  assert.match(failed.reasons[0] ?? "", /timeouts\.create/);
  assertMessage(t, "timed out", failed.reasons[0] ?? "");
});

test("Pulumi saves a failed update with its outputs: what was changed is not asked for again", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  const inputs = inputsOf({ waitFor: "done", timeouts: { create: "5m" } });
  const failed = await scene.updateInVain(resource, inputs);
  assert.deepEqual(hiddenPart(failed.state).settings, {
    service: "alloydb",
    waitFor: "done",
    timeouts: { create: "5m" },
  });
});

test("a refusal in an update keeps the state", async (t) => {
  const scene = new ProviderScene({ mishaps: { get: () => notPermitted } });
  const failed = await scene.updateInVain(await scene.create(), inputsOf({ waitFor: "done" }));
  assert.equal(failed.state.operationName, operationName);
  assert.match(failed.reasons[0] ?? "", /403/);
  assertMessage(t, "refused", failed.reasons[0] ?? "");
});

test("an adopted one that failed stays as it is under waitFor done, without a request", async () => {
  const scene = new ProviderScene({ endsAt: 0, end: { error: { code: 7, message: "no" } } });
  const inputs = inputsOf({ operationName });
  const resource = await scene.create(inputs);
  const waiting = { ...inputs, waitFor: "done" };
  const { id, state } = await scene.update(resource, waiting);
  assert.deepEqual([state.state, state.error], [resource.state.state, resource.state.error]);
  assert.deepEqual(await scene.diff({ id, state }, waiting), { changes: false });
  assert.equal(scene.count("GET"), 1);
});

test("another endpoint is where the operation is looked at from then on", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  await scene.refresh(await scene.update(resource, inputsOf({ endpoint: "https://elsewhere.example" })));
  assert.equal(scene.targets.at(-1)?.endpoint, "https://elsewhere.example");
});

test("an update of a state that is none fails in words", async (t) => {
  const scene = new ProviderScene();
  const failure = await failureOf(scene.provider.update?.("id", {}, inputsOf()));
  assertMessage(t, "a state that is none", failure.message);
});

const nothingListens = reset({
  mayHaveArrived: false,
  setup: "nothingListens",
  remedy: "Start the emulator",
});

test("a resumed wait gives up at once if nothing listens where the operation is to be looked for", async (t) => {
  const { scene, resource } = await started({ mishaps: { get: () => nothingListens } });
  const { reasons } = await scene.updateInVain(resource, inputsOf({ waitFor: "done" }));
  assert.match(reasons.join(), /Start the emulator/);
  assertMessage(t, "nothing listens", reasons.join());
  assert.equal(scene.count("GET"), 3);
});
