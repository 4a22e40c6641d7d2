import assert from "node:assert/strict";
import { test } from "node:test";
import { notFound, notPermitted, rejected, unavailable, unimplemented } from "../../support/faults.js";
import { operationName } from "../../support/modelService.js";
import { deleteInVain, failureOf, started } from "../../support/providerScene.js";

const minute = 60_000;
const unsupported = { mishaps: { cancel: () => unimplemented } };

test("onDelete cancel asks and goes on", async () => {
  const { scene, resource } = await started({ cancelTakes: 5 * minute }, { onDelete: "cancel" });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel");
  assert.match(
    scene.said("warning").join(),
    /\/o was requested; its end is not awaited \(onDelete: "cancel"\)/,
  );
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

test("onDelete wait has the same limit as the rest", async () => {
  const { scene, resource } = await started({}, { onDelete: "wait", timeouts: { delete: "5m" } });
  assert.match(
    await deleteInVain(scene, resource),
    /has not ended \(no end within 5m \(timeouts\.delete\)\)/,
  );
});

test("onDelete abandon looks once and names what it leaves running", async () => {
  const { scene, resource } = await started({}, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.equal(scene.connection.wire.join(" "), "start GET");
  assert.deepEqual(scene.said("warning"), [`${operationName} is left running (onDelete: "abandon")`]);
});

test("onDelete abandon tells the end that its one look showed", async () => {
  const { scene, resource } = await started({ endsAt: minute }, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.deepEqual(scene.said("info", "warning"), [
    `${operationName} had completed; there was nothing to cancel`,
  ]);
});

test("onDelete abandon makes no end of a 404", async () => {
  const { scene, resource } = await started({ goneFrom: minute }, { onDelete: "abandon" });
  await scene.delete(resource);
  assert.match(scene.said("warning")[0] ?? "", /left as it is .*its state is unknown/);
});

for (const failure of [unavailable, notPermitted]) {
  test(`onDelete abandon succeeds although the service fails: ${failure.status}`, async () => {
    const { scene, resource } = await started({ mishaps: { get: () => failure } }, { onDelete: "abandon" });
    await scene.delete(resource);
    const [warning = "", ...others] = scene.said("warning");
    assert.deepEqual(others, []);
    assert.match(warning, new RegExp(`^${operationName} is left as it is .*unknown: .*${failure.status}`));
    assert.ok(scene.clock.monotonic() <= 10 * minute + 6_000);
  });
}

test("edge case 12: 501 UNIMPLEMENTED, wait: the natural end is waited for, cancel is not sent again", async () => {
  const { scene, resource } = await started({ ...unsupported, endsAt: 30 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET");
  assert.match(scene.said("warning")[0] ?? "", /can't be cancelled: .*501 UNIMPLEMENTED/);
});

test("edge case 12: 501 UNIMPLEMENTED, fail: the state is kept, with the ways out", async () => {
  const { scene, resource } = await started(unsupported, { whenCancelUnsupported: "fail" });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /is still running and can't be cancelled\. It is kept in the state\./);
  assert.match(message, /Wait until it has ended\. Run `pulumi destroy` again/);
  assert.match(message, /set whenCancelUnsupported to "wait" or "abandon" and run `pulumi up`/);
  assert.equal(scene.wire, "start GET cancel");
});

test("edge case 12: 501 UNIMPLEMENTED, abandon: success with a warning", async () => {
  const { scene, resource } = await started(unsupported, { whenCancelUnsupported: "abandon" });
  await scene.delete(resource);
  assert.match(scene.said("warning").at(-1) ?? "", /is left running: it can't be cancelled/);
});

test("edge case 13: name pattern without cancel route: no blind POST", async () => {
  const { scene, resource } = await started({ cancelSupport: "unsupported", endsAt: 20 * minute });
  await scene.delete(resource);
  assert.equal(scene.count("cancel"), 0);
  assert.match(
    scene.said("warning")[0] ?? "",
    /alloydb\.googleapis\.com v1beta has no cancel for operations of this form/,
  );
});

test("edge case 60: an upgrade past cancelling: no cancel is sent, and delete goes by whenCancelUnsupported", async () => {
  const metadata = { upgradeClusterStatus: { state: "IN_PROGRESS", cancellable: false } };
  const { scene, resource } = await started({ metadata }, { whenCancelUnsupported: "fail" });
  assert.match(await deleteInVain(scene, resource), /is still running and can't be cancelled/);
  assert.equal(scene.wire, "start GET");
  assert.match(scene.said("warning")[0] ?? "", /its metadata says that it can't be cancelled \(any more\)$/);
});

test("edge case 15: 404 on cancel while GET works: after a few tries treated as unsupported", async () => {
  const { scene, resource } = await started(
    { mishaps: { cancel: () => notFound } },
    { whenCancelUnsupported: "fail" },
  );
  assert.match(await deleteInVain(scene, resource), /can't be cancelled/);
  assert.ok(scene.count("cancel") > 1 && scene.count("cancel") < 10);
});

test("edge case 3: 400 INVALID_ARGUMENT on cancel is no race: delete fails with the body", async () => {
  const failure = rejected(400, "INVALID_ARGUMENT", { message: "malformed name" });
  const { scene, resource } = await started({ mishaps: { cancel: () => failure } });
  const message = await deleteInVain(scene, resource);
  assert.match(message, /malformed name.*is still running/);
  assert.equal(scene.wire, "start GET cancel GET");
});

test("a state that another provider wrote is refused in words, not with a stack", async () => {
  const { scene, resource } = await started();
  const foreign = { id: resource.id, state: { operationName, state: "RUNNING" } };
  assert.match(await deleteInVain(scene, foreign), /was not written by this package/);
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
