import assert from "node:assert/strict";
import { test } from "node:test";
import { notPermitted, unavailable, unimplemented } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { deleteInVain, failureOf, started } from "../../support/providerScene.js";

const minute = 60_000;
const unsupported = { mishaps: { cancel: () => unimplemented } };

test("onDelete cancel asks and goes on", async (t) => {
  const { scene, resource } = await started({ cancelTakes: 5 * minute }, { onDelete: "cancel" });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel");
  assert.match(scene.said("warning").join(), /onDelete: "cancel"/);
  assertMessage(t, "onDelete cancel", scene.said("warning").join());
});

test("onDelete cancel sends none to an operation that has ended", async () => {
  const { scene, resource } = await started({ endsAt: minute }, { onDelete: "cancel" });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET");
});

test("onDelete wait cancels nothing and waits for the natural end", async () => {
  const { scene, resource } = await started({ endsAt: 30 * minute }, { onDelete: "wait" });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET");
  assert.ok(scene.clock.monotonic() >= 30 * minute);
});

test("onDelete wait and an operation that ended: one GET", async () => {
  const { scene, resource } = await started({ endsAt: minute }, { onDelete: "wait" });
  await scene.delete(resource);
  assert.equal(scene.count("GET"), 1);
});

test("onDelete wait looks at an old operation as seldom as at one that it has watched all along", async () => {
  const { scene, resource } = await started({ endsAt: 11 * minute }, { onDelete: "wait" });
  await scene.delete(resource);
  assert.ok(scene.count("GET") <= 15, `${scene.count("GET")} looks in the eleventh minute`);
});

test("onDelete wait has the same limit as the rest", async (t) => {
  const { scene, resource } = await started({}, { onDelete: "wait", timeouts: { delete: "5m" } });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /timeouts\.delete/);
  assertMessage(t, "onDelete wait, timed out", message);
});

test("onDelete abandon looks once and names what it leaves running", async (t) => {
  const { scene, resource } = await started({}, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.equal(scene.connection.wire.join(" "), "start GET");
  assert.match(scene.said("warning").join("\n"), /onDelete: "abandon"/);
  assertMessage(t, "onDelete abandon", scene.said("warning").join("\n"));
});

test("onDelete abandon tells the end that its one look showed", async (t) => {
  const { scene, resource } = await started({ endsAt: minute }, { onDelete: "abandon" });
  await scene.delete(resource);
  assertMessage(t, "onDelete abandon, completed", scene.said("info", "warning").join("\n"));
});

test("onDelete abandon makes no end of a 404", async (t) => {
  const { scene, resource } = await started({ goneFrom: minute }, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.match(scene.said("warning")[0] ?? "", /onDelete: "abandon"/);
  assertMessage(t, "onDelete abandon, not found", scene.said("warning")[0] ?? "");
});

for (const [what, failure] of Object.entries({ unavailable, notPermitted })) {
  test(`onDelete abandon succeeds although the service fails: ${what}`, async (t) => {
    const { scene, resource } = await started({ mishaps: { get: () => failure } }, { onDelete: "abandon" });
    await scene.delete(resource);
    const [warning = "", ...others] = scene.said("warning");
    assert.deepEqual(others, []);
    assert.match(warning, new RegExp(failure.status));
    assertMessage(t, `onDelete abandon, ${what}`, warning);
    assert.ok(scene.clock.monotonic() <= 10 * minute + 6_000);
  });
}

test("edge case 12: 501 UNIMPLEMENTED, wait: the natural end is waited for, cancel is not sent again", async (t) => {
  const { scene, resource } = await started({ ...unsupported, endsAt: 30 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET");
  assert.match(scene.said("warning")[0] ?? "", /UNIMPLEMENTED/);
  assertMessage(t, "cancel unsupported, wait", scene.said("warning")[0] ?? "");
});

test("edge case 12: 501 UNIMPLEMENTED, fail: the state is kept, with the ways out", async (t) => {
  const { scene, resource } = await started(unsupported, { whenCancelUnsupported: "fail" });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /whenCancelUnsupported/);
  assertMessage(t, "cancel unsupported, fail", message);
  assert.equal(scene.wire, "start GET cancel");
});

test("edge case 12: 501 UNIMPLEMENTED, abandon: success with a warning", async (t) => {
  const { scene, resource } = await started(unsupported, { whenCancelUnsupported: "abandon" });
  await scene.delete(resource);
  assertMessage(t, "cancel unsupported, abandon", scene.said("warning").at(-1) ?? "");
});

test("edge case 13: name pattern without cancel route: no blind POST", async (t) => {
  const { scene, resource } = await started({ cancelSupport: "unsupported", endsAt: 20 * minute });
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 0);
  assert.match(scene.said("warning")[0] ?? "", /alloydb\.googleapis\.com v1beta/);
  assertMessage(t, "no cancel route", scene.said("warning")[0] ?? "");
});

test("edge case 60: an upgrade past cancelling: no cancel is sent, and delete goes by whenCancelUnsupported", async (t) => {
  const metadata = { upgradeClusterStatus: { state: "IN_PROGRESS", cancellable: false } };
  const { scene, resource } = await started({ metadata }, { whenCancelUnsupported: "fail" });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /whenCancelUnsupported/);
  assertMessage(t, "past cancelling, fail", message);
  assert.equal(scene.wire, "start GET");
  assertMessage(t, "past cancelling", scene.said("warning")[0] ?? "");
});

test("a state that another provider wrote is refused in words, not with a stack", async (t) => {
  const { scene, resource } = await started();
  const foreign = { id: resource.id, state: { operationName, state: "RUNNING" } };
  assertMessage(t, "a foreign state", await deleteInVain(scene, foreign));
});

test("a place that can't be connected to any more fails in words, not with a stack", async () => {
  const { scene, resource } = await started();
  const { TargetError } = await import("#src/google/service.js");
  scene.connectFails = new TargetError([{ property: "endpoint", reason: "GCP_LRO_EMULATOR_HOST is odd." }]);
  assert.equal(await deleteInVain(scene, resource), "endpoint: GCP_LRO_EMULATOR_HOST is odd.");
});

test("an unexpected error shows where it comes from", async () => {
  const { scene, resource } = await started();
  scene.connectFails = new TypeError("a bug");
  assert.equal((await failureOf(scene.delete(resource))).name, "TypeError");
});
