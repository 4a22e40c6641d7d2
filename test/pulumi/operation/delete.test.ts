import assert from "node:assert/strict";
import { test } from "node:test";
import { notFound } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { deleteInVain, inputsOf, ProviderScene, started } from "../../support/providerScene.js";

const minute = 60_000;

test("edge case 4: cancel 200, the operation ends with code 1: GET, cancel, poll until done", async (t) => {
  const { scene, resource } = await started({ cancelTakes: 2 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET");
  assertMessage(t, "cancelled", scene.said("info").join("\n"));
  assert.ok(scene.clock.monotonic() >= 12 * minute);
});

for (const end of [{ response: {} }, { error: { code: 13, message: "broken" } }, { error: { code: 1 } }]) {
  test(`a state that shows the end costs no request at all: ${Object.keys(end)[0]}`, async () => {
    const { scene, resource } = await started({ endsAt: minute, end });
    const refreshed = await scene.refresh(resource);
    const before = scene.connection.wire.length;
    await scene.delete(refreshed);
    assert.equal(scene.connection.wire.length, before);
    assert.deepEqual(scene.targets.length, 2, "not even a connection is made");
  });
}

test("edge case 1: operation already done before delete: one GET and no cancel", async (t) => {
  const { scene, resource } = await started({ endsAt: minute });
  await scene.delete(resource);
  assert.equal(scene.connection.wire.join(" "), "start GET");
  assertMessage(t, "completed before", scene.said("info").join("\n"));
});

test("edge case 5: completed despite cancel is accepted by default, and always reported", async (t) => {
  const { scene, resource } = await started({ cancelTakes: "ignores", endsAt: 20 * minute });
  await scene.delete(resource);
  assertMessage(t, "completed despite its cancellation", scene.said("warning").join("\n"));
});

test("completed despite cancel, fail: this destroy fails and says so; the next succeeds", async (t) => {
  const { scene, resource } = await started(
    { cancelTakes: "ignores", endsAt: 20 * minute },
    { whenCompletedDespiteCancel: "fail" },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /whenCompletedDespiteCancel/);
  assertMessage(t, "completed despite its cancellation, which fails", message);
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 1);
});

test("edge case 6: cancel 200, ends with another error: terminal, so delete succeeds", async (t) => {
  const { scene, resource } = await started({
    cancelTakes: "ignores",
    endsAt: 20 * minute,
    end: { error: { code: 13, message: "disk full" } },
  });
  await scene.delete(resource);
  assertMessage(t, "failed after its cancellation", scene.said("info").join("\n"));
});

test("edge case 17: 404 on GET of an operation once seen: believed once a second GET repeats it", async (t) => {
  const { scene, resource } = await started({ goneFrom: 5 * minute });
  await scene.delete(resource);
  assert.equal(scene.connection.wire.join(" "), "start GET GET");
  assert.equal(scene.clock.monotonic(), 10 * minute + 5_000);
  assertMessage(t, "not found", scene.said("info")[0] ?? "");
});

test("edge case 17: a single 404 is no end: the operation is cancelled all the same", async (t) => {
  const { scene, resource } = await started({
    mishaps: { get: (nth) => (nth === 1 ? notFound : undefined) },
  });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET");
  assertMessage(t, "cancelled after a single 404", scene.said("info").join("\n"));
});

test("a GONE one is looked at once more, since 404 was no proof", async () => {
  const { scene, resource } = await started({ goneFrom: 5 * minute });
  const gone = await scene.refresh(resource);
  assert.equal(gone.state.state, "GONE");
  const looks = scene.count("GET");
  await scene.delete(gone);
  assert.equal(scene.count("GET"), looks + 1);
  assert.equal(scene.count("cancel"), 0);
});

test("edge case 16: 404 for an operation never seen and younger than a minute: delete keeps looking", async () => {
  const scene = new ProviderScene({ visibleFrom: 40_000 });
  await scene.delete(await scene.create());
  assert.equal(scene.wire, "start GET cancel GET");
  assert.ok(scene.clock.monotonic() >= 40_000);
});

test("edge case 17: two 404s for an operation that a refresh has seen: gone, however young", async () => {
  const scene = new ProviderScene({ goneFrom: 5_000 });
  const seen = await scene.refresh(await scene.create());
  await scene.clock.sleep(5_000);
  await scene.delete(seen);
  assert.equal(scene.count("GET"), 3);
  assert.equal(scene.clock.monotonic(), 10_000);
});

test("edge case 18: 404 for an adopted name: success on delete", async () => {
  const scene = new ProviderScene({ goneFrom: minute });
  const resource = await scene.create(inputsOf({ operationName }));
  await scene.clock.sleep(minute);
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 0);
});

test("edge case 43: error.code 1 though we never cancelled", async (t) => {
  const { scene, resource } = await started({ endsAt: minute, end: { error: { code: 1, message: "" } } });
  await scene.delete(resource);
  assertMessage(t, "cancelled by somebody else", scene.said("info").join("\n"));
});

test("edge case 5: completed despite a cancel that only the metadata shows is reported, never a failure", async (t) => {
  const { scene, resource } = await started(
    { endsAt: minute, metadata: { requestedCancellation: true } },
    { whenCompletedDespiteCancel: "fail" },
  );
  await scene.delete(resource);
  assertMessage(t, "completed although somebody else cancelled", scene.said("warning").join());
});
