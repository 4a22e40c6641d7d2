import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEntry } from "#src/pulumi/journal/journal.js";
import { unavailable } from "../../support/faults.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import {
  deleteInVain,
  failureOf,
  hiddenPart,
  inputsOf,
  ProviderScene,
  providerText,
  started,
  urn,
} from "../../support/providerScene.js";

const minute = 60_000;
const hour = 60 * minute;
const waiting = inputsOf({ waitFor: "done" });

test("Ctrl-C while create waits: cancel, one look, partial state, within the moment", async () => {
  const scene = new ProviderScene({ cancelTakes: 5 * minute });
  scene.interruptIn(90_000);
  const { state, reasons } = await scene.createInVain(waiting);
  assert.equal(scene.wire, "start GET cancel GET");
  assert.equal(scene.clock.monotonic(), 90_000);
  assert.equal(state.state, "CANCELLING");
  assert.equal(state.cancelRequested, true);
  assert.equal(state.__provider, providerText);
  assert.match(reasons[0] ?? "", /^Interrupted\. The cancellation of \S+ was requested\./);
  assert.match(reasons[0] ?? "", /`pulumi up` waits for its end and starts a new operation/);
});

test("edge case 38: after our own cancel the next up replaces: it waits for the end, then starts anew", async () => {
  const scene = new ProviderScene({ cancelTakes: 5 * minute });
  scene.interruptIn(90_000);
  const resource = await scene.createInVain(waiting);
  const diff = await scene.diff(resource, waiting);
  assert.deepEqual(diff, { changes: true, replaces: ["start"], deleteBeforeReplace: true });
  const before = scene.connection.wire.length;
  await scene.delete(resource);
  const since = scene.connection.wire.slice(before);
  assert.equal(since.at(-1), "GET");
  assert.deepEqual(scene.said("info").slice(1), [`${operationName} was cancelled`]);
  assert.ok(scene.clock.monotonic() >= 90_000 + 5 * minute);
});

test("Ctrl-C and a cancellation that is done at once: its end is in the state", async () => {
  const scene = new ProviderScene({ cancelTakes: 0 });
  scene.interruptIn(90_000);
  const { state, reasons } = await scene.createInVain(waiting);
  assert.equal(state.state, "CANCELLED");
  assert.match(reasons[0] ?? "", /was cancelled/);
});

test("Ctrl-C just after the operation completed: what GetOperation says counts", async () => {
  const scene = new ProviderScene({ endsAt: 90_000, cancelTakes: "ignores" });
  scene.interruptIn(90_001);
  const { state } = await scene.create(waiting);
  assert.equal(state.state, "SUCCEEDED");
});

test("onInterrupt leave sends nothing, and the next up goes on waiting", async () => {
  const scene = new ProviderScene({ endsAt: 10 * minute });
  const inputs = inputsOf({ waitFor: "done", onInterrupt: "leave" });
  scene.interruptIn(90_000);
  const resource = await scene.createInVain(inputs);
  assert.equal(scene.count("cancel"), 0);
  assert.equal(resource.state.state, "RUNNING");
  assert.match(resource.reasons[0] ?? "", /is left running \(onInterrupt: "leave"\)/);
  assert.deepEqual(await scene.diff(resource, inputs), { changes: true });
  assert.equal((await scene.update(resource, inputs)).state.state, "SUCCEEDED");
  assert.equal(scene.count("start"), 1);
});

test("Ctrl-C while the service is down: no cancellation is claimed", async () => {
  const scene = new ProviderScene({ mishaps: { cancel: () => unavailable } });
  scene.interruptIn(90_000);
  const { state, reasons } = await scene.createInVain(waiting);
  assert.equal(state.state, "RUNNING");
  assert.equal(state.cancelRequested, false);
  assert.match(reasons[0] ?? "", /No cancel request for \S+ was accepted.*may still be running/);
  assert.ok(scene.clock.monotonic() <= 95_000);
});

test("Ctrl-C while the first try of cancel meets a 503: it is sent again", async () => {
  const scene = new ProviderScene({
    cancelTakes: hour,
    mishaps: { cancel: (nth) => (nth === 1 ? unavailable : undefined) },
  });
  scene.interruptIn(90_000);
  assert.equal((await scene.createInVain(waiting)).state.state, "CANCELLING");
});

for (const [what, world] of [
  ["fails once", { journal: new MemoryJournal() }],
  ["can't record that it failed, and warns", {}],
] as const) {
  test(`an operation that completed despite the cancel of an interrupt: the delete ${what}`, async () => {
    const scene = new ProviderScene({ endsAt: 5 * minute, cancelTakes: "ignores" }, world);
    const inputs = inputsOf({ waitFor: "done", whenCompletedDespiteCancel: "fail" });
    scene.interruptIn(90_000);
    const resource = await scene.createInVain(inputs);
    await scene.clock.sleep(10 * minute);
    if ("journal" in world) {
      assert.match(await deleteInVain(scene, resource), /completed despite its cancellation/);
      assert.deepEqual(scene.said("warning"), []);
    }
    await scene.delete(resource);
    assert.match(scene.said("warning").join(), /completed despite its cancellation/);
    assert.equal(scene.count("cancel"), 1);
    assert.equal("journal" in world ? world.journal.entry : undefined, undefined);
  });
}

test("a failure for the cancel of an interrupt keeps the entry of a later start of this resource", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ endsAt: 5 * minute, cancelTakes: "ignores" }, { journal });
  scene.interruptIn(90_000);
  const inputs = inputsOf({ waitFor: "done", whenCompletedDespiteCancel: "fail" });
  const resource = await scene.createInVain(inputs);
  await scene.clock.sleep(10 * minute);
  const later: JournalEntry = {
    status: "started",
    requestDigest: "digest",
    endpoint: "https://alloydb.googleapis.com",
    apiVersion: "v1beta",
    name: `${operationName}-later`,
    time: scene.clock.wall(),
  };
  await journal.write(urn, later);
  await scene.delete(resource);
  assert.deepEqual(journal.entry, later);
});

test("Ctrl-C while an update waits: as in create", async () => {
  const scene = new ProviderScene({ cancelTakes: hour });
  const resource = await scene.create();
  scene.interruptIn(90_000);
  const { state } = await scene.updateInVain(resource, waiting);
  assert.equal(state.state, "CANCELLING");
  assert.equal(hiddenPart(state).cancelRequestedAt, Date.UTC(2026, 0, 1) + 90_000);
});

test("Ctrl-C while an adopted one is waited for: cancelled too, and never started anew", async () => {
  const scene = new ProviderScene({ cancelTakes: hour });
  const inputs = inputsOf({ operationName, waitFor: "done" });
  scene.interruptIn(90_000);
  const resource = await scene.createInVain(inputs);
  assert.match(resource.reasons[0] ?? "", /The next `pulumi up` continues to wait for it\.$/);
  assert.deepEqual(await scene.diff(resource, inputs), { changes: true });
});

test("Ctrl-C while the start is on the wire: cancelled, although create does not wait for the end", async () => {
  const scene = new ProviderScene({ startTakes: 5_000, cancelTakes: hour });
  scene.interruptIn(1_000);
  const { state, reasons } = await scene.createInVain(inputsOf());
  assert.equal(scene.wire, "start cancel GET");
  assert.deepEqual([state.operationName, state.state], [operationName, "CANCELLING"]);
  assert.match(reasons[0] ?? "", /cancellation of \S+ was requested/);
});

test("Ctrl-C while the start is on the wire, onInterrupt leave: the name is saved, nothing is sent", async () => {
  const scene = new ProviderScene({ startTakes: 5_000 });
  scene.interruptIn(1_000);
  const { state, reasons } = await scene.createInVain(inputsOf({ onInterrupt: "leave" }));
  assert.equal(scene.wire, "start");
  assert.deepEqual([state.operationName, state.state], [operationName, "RUNNING"]);
  assert.match(reasons[0] ?? "", /left running \(onInterrupt: "leave"\)/);
});

test("Ctrl-C while the start of an operation that ends at once is on the wire: nothing is sent", async () => {
  const ended = { name: operationName, done: true, result: { kind: "none" } } as const;
  const scene = new ProviderScene({ starts: [ended], startTakes: 5_000 });
  scene.interruptIn(1_000);
  assert.equal((await scene.create()).state.state, "SUCCEEDED");
  assert.equal(scene.wire, "start");
});

test("Ctrl-C while delete waits: still being cancelled, state kept, Run `pulumi destroy` again", async () => {
  const { scene, resource } = await started({ cancelTakes: hour });
  scene.interruptIn(minute);
  const message = await deleteInVain(scene, resource);
  assert.match(message, /its cancellation was requested at 2026-01-01T00:10:00\.000Z \(interrupted\)/);
  assert.match(message, /Run `pulumi destroy` again to continue/);
  assert.equal(scene.count("cancel"), 1);
  assert.equal(scene.clock.monotonic(), 11 * minute);
});

test("Ctrl-C before delete has sent its cancel: it is sent all the same", async () => {
  const { scene, resource } = await started({ cancelTakes: hour, mishaps: { roundTrip: 2_000 } });
  scene.interruptIn(500);
  assert.match(
    await deleteInVain(scene, resource),
    /cancellation was requested at 2026-01-01T00:10:02\.500Z/,
  );
  assert.equal(scene.count("cancel"), 1);
});

test("Ctrl-C while delete waits and the last look shows the end: delete succeeds", async () => {
  const { scene, resource } = await started({
    endsAt: 10 * minute + 20_000,
    cancelTakes: "ignores",
    mishaps: { get: (nth) => (nth > 1 && nth < 4 ? { ...unavailable, retryAfter: 15_000 } : undefined) },
  });
  scene.interruptIn(20_001);
  await scene.delete(resource);
  assert.match(scene.said("warning").join(), /completed despite its cancellation/);
});

test("Ctrl-C while delete waits for the natural end cancels nothing", async () => {
  const { scene, resource } = await started({}, { onDelete: "wait" });
  scene.interruptIn(minute);
  assert.match(await deleteInVain(scene, resource), /has not ended \(interrupted\)/);
  assert.equal(scene.count("cancel"), 0);
});

test("Ctrl-C during a refresh ends it in words, the state is kept as it was", async () => {
  const { scene, resource } = await started({ mishaps: { get: () => unavailable } });
  scene.interruptIn(5_000);
  const failure = await failureOf(scene.refresh(resource));
  assert.match(failure.message, /could not be refreshed: interrupted; HTTP 503/);
  assert.equal(scene.clock.monotonic(), 10 * minute + 5_000);
});

test("Ctrl-C during an adoption leaves nothing in the state", async () => {
  const scene = new ProviderScene({ mishaps: { get: () => unavailable } });
  scene.interruptIn(5_000);
  const failure = await failureOf(scene.provider.create(inputsOf({ operationName })));
  assert.match(failure.message, /before the interrupt\..* Nothing was saved/);
});

test("one Ctrl-C reaches every step in flight", async () => {
  const scene = new ProviderScene({ cancelTakes: hour });
  scene.interruptIn(minute);
  const all = await Promise.all(Array.from({ length: 8 }, () => scene.createInVain(waiting)));
  assert.deepEqual(new Set(all.map(({ state }) => state.state)), new Set(["CANCELLING"]));
  assert.equal(scene.count("cancel"), 8);
});
