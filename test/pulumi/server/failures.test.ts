import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { providerText } from "#src/pulumi/resources/dynamicResource.js";
import { assertMessage } from "../../support/golden.js";
import { type Incomplete, ProviderFailure } from "../../support/providerFailure.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  wireOf,
} from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";

let fixture: ProviderFixture;
const teardown = new Teardown();

before(async () => {
  fixture = await startProviderFixture(teardown, { operationTime: "1h", cancelTime: "50ms" });
});
after(() => teardown.run());

/** The error of a call that fails. */
async function failureOf(call: Promise<unknown>): Promise<ProviderFailure> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof ProviderFailure, "it succeeded");
  return failure;
}

/** The state that the engine saves after a failed create or update. */
async function savedFrom(call: Promise<unknown>): Promise<Incomplete> {
  const { incomplete, message } = await failureOf(call);
  assert.ok(incomplete, `the engine would save nothing: ${message}`);
  return incomplete;
}

/** The next look at any operation is refused for good. */
function refuseNextLook(): void {
  fixture.emulator.fault({
    match: { kind: "get" },
    when: { nth: 1 },
    fault: { kind: "status", status: 403, message: "not yours" },
  });
}

test("a create that fails after the start hands over id, properties with the provider, and the reason", async (t) => {
  refuseNextLook();
  const call = fixture.server.create(exportInputs("refused-look", { waitFor: "done" }));
  const { id, state, reasons } = await savedFrom(call);
  assert.equal(id, `//alloydb.googleapis.com/${state.operationName}`);
  assert.equal(state.__provider, providerText("longRunningOperation"));
  assert.equal(state.state, "RUNNING");
  assert.equal(reasons.length, 1);
  assert.match(reasons[0] ?? "", /403 PERMISSION_DENIED/);
  assertMessage(t, "a create refused in its wait", reasons[0] ?? "");
});

test("what the engine saves of a failed create is enough for the delete of a next run", async () => {
  refuseNextLook();
  const { id, state } = await savedFrom(fixture.server.create(exportInputs("saved", { waitFor: "done" })));
  await (await fixture.nextRun()).delete(id, state);
  assert.equal(wireOf(fixture.emulator, "saved"), "start get cancel get");
});

test("a next up resumes the wait of a create that failed after the start, and starts nothing", async () => {
  fixture.emulator.behave({ match: { target: "clusters/resumed" }, operationTime: "1s" });
  refuseNextLook();
  const inputs = exportInputs("resumed", { waitFor: "done" });
  const { id, state } = await savedFrom(fixture.server.create(inputs));
  assert.equal((await fixture.server.diff(id, state, inputs)).changes, "DIFF_SOME");
  assert.equal((await fixture.server.update(id, state, inputs)).state, "SUCCEEDED");
  assert.equal(wireOf(fixture.emulator, "resumed"), "start get");
});

test("a failed operation is saved with its error, and the next diff replaces it", async (t) => {
  fixture.emulator.behave({
    match: { target: "clusters/failing" },
    operationTime: "100ms",
    ends: { fail: { code: 13, message: "disk full" } },
  });
  const inputs = exportInputs("failing", { waitFor: "done" });
  const { id, state, reasons } = await savedFrom(fixture.server.create(inputs));
  assert.deepEqual(state.error, { code: 13, status: "INTERNAL", message: "disk full", details: [] });
  assert.match(reasons[0] ?? "", /INTERNAL/);
  assertMessage(t, "a failed operation", reasons[0] ?? "");
  assert.deepEqual(await fixture.server.diff(id, state, inputs), {
    changes: "DIFF_SOME",
    replaces: ["start"],
    deleteBeforeReplace: true,
  });
});

test("a refused start leaves nothing to save", async (t) => {
  fixture.emulator.fault({
    match: { path: "clusters/refused" },
    fault: { kind: "status", status: 403, message: "no permission" },
  });
  const { incomplete, message } = await failureOf(fixture.server.create(exportInputs("refused")));
  assert.equal(incomplete, undefined);
  assert.match(message, /403 PERMISSION_DENIED/);
  assertMessage(t, "a refused start", message);
});

test("edge case 27: a start whose answer is lost is not sent again: create fails and names the candidate", async () => {
  fixture.emulator.fault({ match: { path: "clusters/lost" }, fault: { kind: "reset", effect: "after" } });
  const { incomplete, message } = await failureOf(fixture.server.create(exportInputs("lost")));
  const [started, ...others] = fixture.emulator.operations.filter(({ target }) => target.endsWith("/lost"));
  assert.deepEqual([others, incomplete], [[], undefined]);
  assert.ok(
    started !== undefined && message.includes(started.name) && message.includes(started.target),
    message,
  );
  assert.equal(wireOf(fixture.emulator, "lost"), "start");
});

test("a delete that fails leaves the state as it was, and the next one finishes", async (t) => {
  const { id, state } = await fixture.server.create(exportInputs("twice"));
  fixture.emulator.fault({
    match: { kind: "cancel", path: String(state.operationName) },
    when: { nth: 1 },
    fault: { kind: "status", status: 403 },
  });
  const { message } = await failureOf(fixture.server.delete(id, state));
  assert.match(message, /PERMISSION_DENIED/);
  assertMessage(t, "a delete that fails", message);
  await fixture.server.delete(id, state);
  assert.equal(wireOf(fixture.emulator, "twice"), "start get cancel get cancel get");
});

test("an expected failure of delete is returned and printed nowhere", async () => {
  fixture.emulator.behave({ match: { target: "clusters/forbidden" }, cancel: "forbid" });
  const { id, state } = await fixture.server.create(exportInputs("forbidden"));
  const { message } = await failureOf(fixture.server.delete(id, state));
  assert.match(message, /alloydb\.operations\.cancel/);
  assert.equal(fixture.server.stderr, "", "the engine shows what is returned; it would show this as well");
});

test("an expected failure of refresh is returned and printed nowhere", async (t) => {
  const { id, state } = await fixture.server.create(exportInputs("unreadable"));
  fixture.emulator.fault({
    match: { kind: "get", path: String(state.operationName) },
    fault: { kind: "html", status: 404 },
  });
  const { message } = await failureOf(fixture.server.read(id, state));
  assertMessage(t, "a refresh that fails", message);
  assert.equal(fixture.server.stderr, "");
});

test("an environment that doesn't fit any more is returned and printed nowhere", async (t) => {
  const { id, state } = await fixture.server.create(exportInputs("elsewhere"));
  const server = await fixture.nextRun({ GCP_LRO_EMULATOR_HOST: "nonsense" });
  const { message } = await failureOf(server.delete(id, state));
  assert.match(message, /GCP_LRO_EMULATOR_HOST/);
  assertMessage(t, "an environment that doesn't fit", message);
  assert.equal(server.stderr, "");
});

test("what `pulumi import` and `get` hand over is refused with the way out, without a stack trace", async (t) => {
  const given = exportInputs("imported");
  const { message } = await failureOf(fixture.server.read("//alloydb.googleapis.com/x", given));
  assert.match(message, /operationName/);
  assertMessage(t, "imported", message);
  assert.equal(fixture.server.stderr, "");
});
