import assert from "node:assert/strict";
import { test } from "node:test";
import { notPermitted, rejected, reset, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { everyCancel, everyGet, type Mishaps } from "../../support/modelService.js";
import { deleteInVain, started } from "../../support/providerScene.js";

const minute = 60_000;
const hour = 60 * minute;

test("edge case 35: overall time-out while cancelling: the state is kept, and when cancel was asked is said", async (t) => {
  const { scene, resource } = await started({ cancelTakes: 2 * hour }, { timeouts: { delete: "30m" } });
  const message = await deleteInVain(scene, resource);
  assertMessage(t, "timed out while cancelling", message);
  assert.match(message, /2026-01-01T00:10:00\.000Z/);
  assert.match(message, /timeouts\.delete/);
  assert.ok(scene.clock.monotonic() <= 40 * minute);
});

test("edge case 36: a time-out is not a cancellation: nothing says that it was cancelled", async (t) => {
  const { scene, resource } = await started({ cancelTakes: "ignores" }, { timeouts: { delete: "5m" } });
  const message = await deleteInVain(scene, resource);
  assert.deepEqual(scene.said("info"), []);
  assert.match(message, /timeouts\.delete/);
  assertMessage(t, "timed out, which is no cancellation", message);
});

test("edge case 11: the metadata never shows the cancellation: the time-out tells of the request, not of its loss", async (t) => {
  const { scene, resource } = await started(
    { cancelTakes: "ignores", metadata: { createTime: "2026-01-01T00:00:00Z", successCount: "5" } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /2026-01-01T00:10:/);
  assertMessage(t, "timed out without a sign of the cancellation", message);
  assert.equal(scene.count("cancel"), 1);
});

test("edge case 37: the second delete after a time-out begins with GET and finishes", async () => {
  const { scene, resource } = await started({ cancelTakes: hour }, { timeouts: { delete: "10m" } });
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  const before = scene.connection.wire.length;
  await scene.delete(resource);
  assert.deepEqual(scene.connection.wire.slice(before), ["GET"]);
});

test("edge case 37: a cancellation that an earlier run asked for is not put down to somebody else", async (t) => {
  const { scene, resource } = await started({ cancelTakes: hour }, { timeouts: { delete: "10m" } });
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assertMessage(t, "cancelled by an earlier run", scene.said("info").join("\n"));
});

test("a time-out that is all refusals never says that cancel was requested", async (t) => {
  const { scene, resource } = await started(
    { mishaps: { cancel: () => rejected(429, "RESOURCE_EXHAUSTED") } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /429 RESOURCE_EXHAUSTED/);
  assertMessage(t, "timed out, every cancel refused", message);
});

test("edge case 20: 403 on cancel fails, names the permission and never waits silently", async (t) => {
  const failure = rejected(403, "PERMISSION_DENIED", { permission: "alloydb.operations.cancel" });
  const { scene, resource } = await started({ mishaps: { cancel: () => failure } });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /PERMISSION_DENIED.*alloydb\.operations\.cancel/);
  assertMessage(t, "cancel refused", message);
  assert.equal(scene.wire, "start GET cancel");
});

const everyLaterGet = { get: (nth: number) => (nth > 1 ? notPermitted : undefined) };
const refusals: [what: string, onDelete: string, mishaps: Mishaps][] = [
  ["the first GET", "cancelAndWait", everyGet(notPermitted)],
  ["the first GET", "cancel", everyGet(notPermitted)],
  ["the first GET", "wait", everyGet(notPermitted)],
  ["the cancel", "cancelAndWait", everyCancel(notPermitted)],
  ["the cancel", "cancel", everyCancel(notPermitted)],
  ["a GET after the cancel", "cancelAndWait", everyLaterGet],
];
for (const [what, onDelete, mishaps] of refusals) {
  test(`onDelete ${onDelete} and a refusal of ${what}: how the operation stands, and both remedies`, async (t) => {
    const { scene, resource } = await started({ mishaps, cancelTakes: hour }, { onDelete });
    const message = await deleteInVain(scene, resource);
    assert.match(message, /onDelete to "abandon"/);
    assertMessage(t, `onDelete ${onDelete}, a refusal of ${what}`, message);
  });
}

test("edge case 19: a service that is switched off: delete fails and says where to enable it", async (t) => {
  const failure = rejected(403, "PERMISSION_DENIED", {
    reason: "SERVICE_DISABLED",
    activationUrl: "https://console.example/enable",
  });
  const { scene, resource } = await started({ mishaps: { get: () => failure } });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /https:\/\/console\.example\/enable/);
  assertMessage(t, "service disabled", message);
});

test("edge case 19: a service that is switched off stands in no way of giving the operation up", async (t) => {
  const failure = rejected(403, "PERMISSION_DENIED", { reason: "SERVICE_DISABLED" });
  const { scene, resource } = await started({ mishaps: { get: () => failure } }, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.match(scene.said("warning").join(), /SERVICE_DISABLED/);
  assertMessage(t, "service disabled, abandoned", scene.said("warning").join());
});

test("a cancel that is never acknowledged, but may have been accepted, is told as just that", async (t) => {
  const { scene, resource } = await started(
    { cancelTakes: "ignores", mishaps: { cancel: () => reset() } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assertMessage(t, "no cancel acknowledged", message);
});

for (const [what, interrupts] of [
  ["timed out", false],
  ["was interrupted", true],
] as const) {
  test(`a delete that ${what} without an answer says that the state is unknown`, async (t) => {
    const { scene, resource } = await started(
      { mishaps: { get: () => unavailable, cancel: () => unavailable } },
      { timeouts: { delete: "10m" } },
    );
    if (interrupts) {
      scene.interruptIn(minute);
    }
    const message = await deleteInVain(scene, resource);
    assertMessage(t, `${what} without an answer`, message);
  });
}
