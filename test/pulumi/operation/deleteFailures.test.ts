import assert from "node:assert/strict";
import { test } from "node:test";
import { notPermitted, rejected, reset, unavailable } from "../../support/faults.js";
import { everyCancel, everyGet, type Mishaps, operationName } from "../../support/modelService.js";
import { deleteInVain, started } from "../../support/providerScene.js";

const minute = 60_000;
const hour = 60 * minute;

test("edge case 35: overall time-out while cancelling: the state is kept, and when cancel was asked is said", async () => {
  const { scene, resource } = await started({ cancelTakes: 2 * hour }, { timeouts: { delete: "30m" } });
  const message = await deleteInVain(scene, resource);
  assert.ok(message.startsWith(`${operationName} has not ended; `), message);
  assert.match(message, /cancellation was requested at 2026-01-01T00:10:00\.000Z/);
  assert.match(message, /no end within 30m \(timeouts\.delete\)/);
  assert.match(message, /kept in the state\. Run `pulumi destroy` again to continue/);
  assert.ok(scene.clock.monotonic() <= 40 * minute);
});

test("edge case 36: a time-out is not a cancellation: nothing says that it was cancelled", async () => {
  const { scene, resource } = await started({ cancelTakes: "ignores" }, { timeouts: { delete: "5m" } });
  const message = await deleteInVain(scene, resource);
  assert.doesNotMatch([message, ...scene.said("info")].join("\n"), /was cancelled/);
});

test("edge case 11: the metadata never shows the cancellation: the time-out tells of the request, not of its loss", async () => {
  const { scene, resource } = await started(
    { cancelTakes: "ignores", metadata: { createTime: "2026-01-01T00:00:00Z", successCount: "5" } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /has not ended; its cancellation was requested at 2026-01-01T00:10:/);
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

test("edge case 37: a cancellation that an earlier run asked for is not put down to somebody else", async () => {
  const { scene, resource } = await started({ cancelTakes: hour }, { timeouts: { delete: "10m" } });
  await deleteInVain(scene, resource);
  await scene.clock.sleep(hour);
  await scene.delete(resource);
  assert.deepEqual(scene.said("info"), [
    `${operationName} was cancelled, but not at the request of this run`,
  ]);
});

test("a time-out that is all refusals never says that cancel was requested", async () => {
  const { scene, resource } = await started(
    { mishaps: { cancel: () => rejected(429, "RESOURCE_EXHAUSTED") } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /^\S+ has not ended \(no end within 5m/);
  assert.match(message, /The last failure: .*429 RESOURCE_EXHAUSTED/);
});

test("edge case 20: 403 on cancel fails, names the permission and never waits silently", async () => {
  const failure = rejected(403, "PERMISSION_DENIED", { permission: "alloydb.operations.cancel" });
  const { scene, resource } = await started({ mishaps: { cancel: () => failure } });
  const message = await deleteInVain(scene, resource);
  assert.match(
    message,
    /403 PERMISSION_DENIED.*was not cancelled and is still running.*permission alloydb\.operations\.cancel/,
  );
  assert.equal(scene.wire, "start GET cancel");
});

test("edge case 21: 403 on GET after 200 on cancel: the outcome can't be verified", async () => {
  const { scene, resource } = await started({
    cancelTakes: minute,
    mishaps: { get: (nth) => (nth > 1 ? notPermitted : undefined) },
  });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /Cancellation of .* was requested, but its outcome can't be verified/);
});

const everyLaterGet = { get: (nth: number) => (nth > 1 ? notPermitted : undefined) };
const refusals: [what: string, onDelete: string, mishaps: Mishaps, standing: RegExp][] = [
  ["the first GET", "cancelAndWait", everyGet(notPermitted), /state of \S+\/o is unknown\./],
  ["the first GET", "cancel", everyGet(notPermitted), /state of \S+\/o is unknown\./],
  ["the first GET", "wait", everyGet(notPermitted), /state of \S+\/o is unknown\./],
  ["the cancel", "cancelAndWait", everyCancel(notPermitted), /\/o was not cancelled and is still running\./],
  ["the cancel", "cancel", everyCancel(notPermitted), /\/o was not cancelled and is still running\./],
  ["a GET after the cancel", "cancelAndWait", everyLaterGet, /\/o was requested, but its outcome can't be/],
];
for (const [what, onDelete, mishaps, standing] of refusals) {
  test(`onDelete ${onDelete} and a refusal of ${what}: how the operation stands, and both remedies`, async () => {
    const { scene, resource } = await started({ mishaps, cancelTakes: hour }, { onDelete });
    const message = await deleteInVain(scene, resource);
    assert.match(message, standing);
    assert.match(message, /kept in the state\. Fix the cause\. Run `pulumi destroy` again/);
    assert.match(message, /set onDelete to "abandon" and run `pulumi up` before you destroy/);
  });
}

test("edge case 19: a service that is switched off: delete fails and says where to enable it", async () => {
  const failure = rejected(403, "PERMISSION_DENIED", {
    reason: "SERVICE_DISABLED",
    activationUrl: "https://console.example/enable",
  });
  const { scene, resource } = await started({ mishaps: { get: () => failure } });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /https:\/\/console\.example\/enable/);
  assert.match(message, /Run `pulumi destroy` again.*set onDelete to "abandon"/);
});

test("edge case 19: a service that is switched off stands in no way of giving the operation up", async () => {
  const failure = rejected(403, "PERMISSION_DENIED", { reason: "SERVICE_DISABLED" });
  const { scene, resource } = await started({ mishaps: { get: () => failure } }, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.match(scene.said("warning").join(), /is left as it is .*its state is unknown: .*SERVICE_DISABLED/);
});

test("a cancel that is never acknowledged, but may have been accepted, is told as just that", async () => {
  const { scene, resource } = await started(
    { cancelTakes: "ignores", mishaps: { cancel: () => reset() } },
    { timeouts: { delete: "5m" } },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(
    message,
    /has not ended; cancel requests were sent, but none was acknowledged \(no end within 5m/,
  );
});

for (const [what, interrupts] of [
  ["timed out", false],
  ["was interrupted", true],
] as const) {
  test(`a delete that ${what} without an answer says that the state is unknown`, async () => {
    const { scene, resource } = await started(
      { mishaps: { get: () => unavailable, cancel: () => unavailable } },
      { timeouts: { delete: "10m" } },
    );
    if (interrupts) {
      scene.interruptIn(minute);
    }
    const message = await deleteInVain(scene, resource);
    assert.match(message, new RegExp(`^${operationName} is in an unknown state`));
    assert.doesNotMatch(message, /has not ended/);
  });
}
