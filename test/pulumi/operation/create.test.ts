import assert from "node:assert/strict";
import { test } from "node:test";
import { readOperation } from "#src/core/operation.js";
import { notPermitted } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import {
  inputsOf,
  operationId,
  ProviderScene,
  providerText,
  startPath,
  urn,
} from "../../support/providerScene.js";

const minute = 60_000;

test("create starts once and returns as soon as the operation has a name", async () => {
  const scene = new ProviderScene();
  const { id, state } = await scene.create();
  assert.equal(scene.wire, "start");
  assert.equal(id, operationId);
  assert.equal(state.operationName, operationName);
  assert.equal(state.state, "RUNNING");
  assert.equal(state.done, false);
  assert.equal(state.cancelRequested, false);
  assert.equal(state.endpoint, "https://alloydb.googleapis.com");
  assert.equal(state.apiVersion, "v1beta");
  assert.equal(state.__urn, urn);
});

test("what the service does not tell is absent from the state", async () => {
  const { state } = await new ProviderScene().create();
  for (const key of ["error", "response", "metadata", "progressPercent", "target", "verb", "startTime"]) {
    assert.equal(key in state, false, key);
  }
});

test("the state holds no copy of the start request, which may hold secrets", async () => {
  const start = { path: startPath, body: { password: "hunter2" } };
  const { state } = await new ProviderScene().create(inputsOf({ start }));
  assert.doesNotMatch(JSON.stringify(state), /hunter2/);
});

test("the operation's name is logged for good right after the start", async (t) => {
  const scene = new ProviderScene();
  await scene.create();
  assertMessage(t, "started", scene.said("info").join("\n"));
});

test("the name is made sure to be out before the wait begins: a kill may leave nothing else", async () => {
  const scene = new ProviderScene({ endsAt: minute });
  await scene.create(inputsOf({ waitFor: "done" }));
  assert.equal(scene.flushedAfter[0], "start");
});

test("settings reach the connection", async () => {
  const scene = new ProviderScene();
  await scene.create(
    inputsOf({ apiVersion: "v1", quotaProject: "payer", timeouts: { request: "5s" }, endpoint: "https://e" }),
  );
  assert.deepEqual(scene.targets, [
    {
      service: "alloydb",
      resourceName: startPath,
      requestTimeout: 5_000,
      apiVersion: "v1",
      endpoint: "https://e",
      quotaProject: "payer",
    },
  ]);
});

test("waitFor done waits for the end and keeps the response", async () => {
  const scene = new ProviderScene({ endsAt: 10 * minute, end: { response: { rows: "12" } } });
  const { state } = await scene.create(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start GET");
  assert.equal(state.state, "SUCCEEDED");
  assert.equal(state.done, true);
  assert.deepEqual(state.response, { rows: "12" });
});

test("waitFor done and a failed operation: the resource is kept with its error", async (t) => {
  const scene = new ProviderScene({ endsAt: minute, end: { error: { code: 13, message: "disk full" } } });
  const { id, state, reasons } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(id, operationId);
  assert.equal(state.state, "FAILED");
  assert.equal(state.done, true);
  assert.deepEqual(state.error, { code: 13, status: "INTERNAL", message: "disk full", details: [] });
  assert.match(reasons[0] ?? "", /INTERNAL.*pulumi up/);
  assertMessage(t, "failed", reasons[0] ?? "");
});

test("waitFor started and an operation that failed at once: the resource is made and tells", async () => {
  const failed = readOperation({ name: operationName, done: true, error: { code: 9, message: "no" } });
  assert.ok(failed);
  const { state } = await new ProviderScene({ starts: [failed] }).create();
  assert.equal(state.state, "FAILED");
});

test("waitFor done and a time-out: what is saved has id, name, provider and the way on", async (t) => {
  const scene = new ProviderScene();
  const inputs = inputsOf({ waitFor: "done", timeouts: { create: "30m" } });
  const { id, state, reasons } = await scene.createInVain(inputs);
  assert.equal(id, operationId);
  assert.equal(state.operationName, operationName);
  assert.equal(state.__provider, providerText);
  assert.equal(state.state, "RUNNING");
  assert.equal(reasons.length, 1);
  assert.match(reasons[0] ?? "", /timeouts\.create/);
  assertMessage(t, "timed out", reasons[0] ?? "");
});

test("a refusal during the wait keeps the name: a plain failure would lose the operation", async (t) => {
  const scene = new ProviderScene({ mishaps: { get: () => notPermitted } });
  const { id, state, reasons } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(id, operationId);
  assert.equal(state.state, "RUNNING");
  assert.equal(state.__provider, providerText);
  assert.match(reasons[0] ?? "", /PERMISSION_DENIED/);
  assertMessage(t, "refused", reasons[0] ?? "");
});

test("an operation that vanishes during the wait is GONE, which is no end", async (t) => {
  const scene = new ProviderScene({ goneFrom: 2 * minute });
  const { state, reasons } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(state.state, "GONE");
  assert.equal(state.done, false);
  assert.match(reasons[0] ?? "", /triggers/);
  assertMessage(t, "not found", reasons[0] ?? "");
});

test("edge case 17: one that was seen and vanished during the wait is not waited for once more when it is destroyed", async () => {
  const scene = new ProviderScene({ goneFrom: 5_000 });
  const resource = await scene.createInVain(inputsOf({ waitFor: "done" }));
  const looks = scene.count("GET");
  await scene.delete(resource);
  assert.equal(scene.count("GET"), looks + 1);
  assert.ok(scene.clock.monotonic() < minute, `${scene.clock.monotonic()} ms`);
});

test("edge case 16: 404 on GET right after start: not visible yet, for a minute", async () => {
  const scene = new ProviderScene({ visibleFrom: 55_000, endsAt: 2 * minute });
  const { state } = await scene.create(inputsOf({ waitFor: "done" }));
  assert.equal(state.state, "SUCCEEDED");
});

test("edge case 16: after that minute, 404 is the service's word", async () => {
  const scene = new ProviderScene({ visibleFrom: 70_000 });
  const { state } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(state.state, "GONE");
  assert.ok(scene.clock.monotonic() < 70_000);
});

test("edge case 31: start answers done at once: no polling", async () => {
  const ended = readOperation({ name: operationName, done: true, response: { ok: true } });
  assert.ok(ended);
  const scene = new ProviderScene({ starts: [ended] });
  const { state } = await scene.create(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start");
  assert.equal(state.state, "SUCCEEDED");
});

test("edge case 31: a validate-only start without a name leaves nothing to cancel", async () => {
  const scene = new ProviderScene({ starts: [{ name: "", done: true, result: { kind: "none" } }] });
  const resource = await scene.create();
  assert.equal(resource.id, `//alloydb.googleapis.com/${startPath}`);
  assert.equal(resource.state.done, true);
  await scene.refresh(resource);
  await scene.delete(resource);
  assert.equal(scene.wire, "start");
});

test("edge case 33: interrupted after the start: the name is in what is saved", async () => {
  const scene = new ProviderScene({ cancelTakes: "ignores" });
  scene.interruptIn(minute);
  const { id, state } = await scene.createInVain(inputsOf({ waitFor: "done", onInterrupt: "leave" }));
  assert.equal(id, operationId);
  assert.equal(state.operationName, operationName);
});
