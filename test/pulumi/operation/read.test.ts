import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "#src/pulumi/report/userError.js";
import { foreign, notFound, notPermitted, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { failureOf, hiddenPart, inputsOf, ProviderScene, started } from "../../support/providerScene.js";

const minute = 60_000;

test("a refresh is one GetOperation", async () => {
  const { scene, resource } = await started({ metadata: { verb: "export", statusMessage: "50 %" } });
  const refreshed = await scene.refresh(resource);
  assert.equal(scene.connection.wire.join(" "), "start GET");
  assert.equal(refreshed.id, resource.id);
  assert.equal(refreshed.state.state, "RUNNING");
  assert.equal(refreshed.state.verb, "export");
});

test("a refresh brings the end", async () => {
  const { scene, resource } = await started({ endsAt: minute, end: { response: { uri: "gs://b/o" } } });
  const { state } = await scene.refresh(resource);
  assert.equal(state.state, "SUCCEEDED");
  assert.equal(state.done, true);
  assert.deepEqual(state.response, { uri: "gs://b/o" });
});

test("edge case 10: a cancellation that somebody asked for shows as CANCELLING", async () => {
  const { scene, resource } = await started({ metadata: { requestedCancellation: true } });
  const { state } = await scene.refresh(resource);
  assert.equal(state.state, "CANCELLING");
  assert.equal(state.cancelRequested, true);
});

test("edge case 17: a vanished operation is GONE and does not fail the stack", async () => {
  const { scene, resource } = await started({ goneFrom: minute, metadata: { verb: "export" } });
  const { id, state } = await scene.refresh(resource);
  assert.equal(id, resource.id, "an empty id would drop it from the state");
  assert.equal(state.state, "GONE");
  assert.equal(state.done, false);
  assert.equal(state.verb, "export");
});

test("a GONE one that the service knows again is what it says", async () => {
  const { scene, resource } = await started();
  const { state } = await scene.refresh({ id: resource.id, state: { ...resource.state, state: "GONE" } });
  assert.equal(state.state, "RUNNING");
});

test("an end that the state holds stays when the record expires", async () => {
  const { scene, resource } = await started({ endsAt: minute, goneFrom: 20 * minute });
  const ended = await scene.refresh(resource);
  await scene.clock.sleep(20 * minute);
  assert.deepEqual(await scene.refresh(ended), ended);
  assert.equal(scene.count("GET"), 2);
});

test("edge case 16: 404s for an operation never seen and younger than a minute are no news", async () => {
  const scene = new ProviderScene({ visibleFrom: 30_000 });
  const resource = await scene.create();
  assert.deepEqual(await scene.refresh(resource), resource);
  assert.equal(scene.count("GET"), 2);
});

test("edge case 17: a single 404 for an operation in flight is no end", async () => {
  const { scene, resource } = await started({
    mishaps: { get: (nth) => (nth === 1 ? notFound : undefined) },
  });
  assert.equal((await scene.refresh(resource)).state.state, "RUNNING");
  assert.equal(scene.count("GET"), 2);
});

test("a GONE one is looked at once: another 404 is no news", async () => {
  const { scene, resource } = await started({ goneFrom: minute });
  const gone = await scene.refresh(resource);
  const looks = scene.count("GET");
  assert.deepEqual(await scene.refresh(gone), gone);
  assert.equal(scene.count("GET"), looks + 1);
});

test("a refresh remembers that the operation was seen", async () => {
  const scene = new ProviderScene();
  const resource = await scene.create();
  assert.equal(hiddenPart(resource.state).seen, false);
  assert.equal(hiddenPart((await scene.refresh(resource)).state).seen, true);
});

test("a refresh tries past passing faults, for two minutes at most", async (t) => {
  const fine = await started({ mishaps: { get: (nth) => (nth < 5 ? unavailable : undefined) } });
  assert.equal((await fine.scene.refresh(fine.resource)).state.state, "RUNNING");

  const { scene, resource } = await started({ mishaps: { get: () => unavailable } });
  const failure = await failureOf(scene.refresh(resource));
  assert.ok(failure instanceof UserError);
  assert.match(failure.message, /503/);
  assertMessage(t, "unavailable", failure.message);
  assert.ok(scene.clock.monotonic() <= 12 * minute);
});

const refusals = [
  ["a 403", notPermitted],
  ["a front end's 404", foreign(404)],
] as const;
for (const [what, refusal] of refusals) {
  test(`edge case 14: a refusal fails the refresh, it is never taken for an end: ${what}`, async (t) => {
    const { scene, resource } = await started({ mishaps: { get: () => refusal } });
    const failure = await failureOf(scene.refresh(resource));
    assert.ok(failure instanceof UserError);
    assert.match(failure.message, new RegExp(`${operationName}.*HTTP ${refusal.httpStatus}`));
    assertMessage(t, `refused with ${what}`, failure.message);
  });
}

test("after a refresh the same inputs are no change", async () => {
  const { scene, resource } = await started({ metadata: { target: "t", requestedCancellation: true } });
  assert.deepEqual(await scene.diff(await scene.refresh(resource), inputsOf()), { changes: false });
});

test("what pulumi import or get hands over is refused with the way out", async (t) => {
  const scene = new ProviderScene();
  const failure = await failureOf(scene.provider.read?.("//alloydb.googleapis.com/x", inputsOf()));
  assert.ok(failure instanceof UserError);
  assert.match(failure.message, /operationName/);
  assertMessage(t, "imported", failure.message);
});
