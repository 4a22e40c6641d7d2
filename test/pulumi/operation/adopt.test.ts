import assert from "node:assert/strict";
import { test } from "node:test";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import { notFound, notPermitted } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { failureOf, hiddenPart, inputsOf, operationId, ProviderScene } from "../../support/providerScene.js";

const minute = 60_000;

test("edge case 18: 404 for an adopted name never seen: create fails and nothing is kept", async (t) => {
  const scene = new ProviderScene({ mishaps: { get: () => notFound } });
  const failure = await failureOf(scene.provider.create(inputsOf({ operationName })));
  assert.ok(!(failure instanceof PartialStateError));
  assert.equal(scene.wire, "GET");
  for (const fact of [operationName, "alloydb.googleapis.com", "v1beta"]) {
    assert.ok(failure.message.includes(fact), failure.message);
  }
  assertMessage(t, "not found", failure.message);
});

test("adoption looks once, starts nothing, and is told apart in the state", async (t) => {
  const scene = new ProviderScene({
    metadata: { verb: "export", target: "projects/p/locations/l/clusters/c" },
  });
  const { id, state } = await scene.create(inputsOf({ operationName }));
  assert.equal(scene.wire, "GET");
  assert.equal(id, operationId);
  assert.equal(state.verb, "export");
  assert.equal(hiddenPart(state).adopted, true);
  assertMessage(t, "adopted", scene.said("info").join("\n"));
});

test("edge case 45: an operation is adopted by its full resource name too", async () => {
  const scene = new ProviderScene();
  const { state } = await scene.create(inputsOf({ operationName: operationId }));
  assert.equal(state.operationName, operationName);
});

test("edge case 44: name given with the project id: the service's name is used afterwards", async () => {
  const formsName = operationName.replace("projects/p/", "projects/123/");
  const scene = new ProviderScene({ formsName });
  const resource = await scene.create(inputsOf({ operationName }));
  assert.equal(resource.state.operationName, formsName);
  assert.equal(resource.id, `//alloydb.googleapis.com/${formsName}`);
  await scene.refresh(resource);
  assert.deepEqual(scene.connection.askedFor, [operationName, formsName]);
});

test("edge case 56: an operation that ended long ago is adopted with its end", async () => {
  const scene = new ProviderScene({ endsAt: 0, end: { error: { code: 5, message: "no cluster" } } });
  const resource = await scene.create(inputsOf({ operationName }));
  assert.equal(resource.state.state, "FAILED");
  await scene.delete(resource);
  assert.equal(scene.wire, "GET");
});

test("edge case 43: an adopted operation that somebody else cancelled", async (t) => {
  const scene = new ProviderScene({ endsAt: minute, end: { error: { code: 1, message: "by another" } } });
  const { state, reasons } = await scene.createInVain(inputsOf({ operationName, waitFor: "done" }));
  assert.equal(state.state, "CANCELLED");
  assert.equal(state.cancelRequested, false);
  assert.match(reasons[0] ?? "", /change `operationName`/);
  assertMessage(t, "cancelled by somebody else", reasons[0] ?? "");
});

test("a service that won't show an operation to adopt: nothing is kept", async (t) => {
  const scene = new ProviderScene({ mishaps: { get: () => notPermitted } });
  const failure = await failureOf(scene.provider.create(inputsOf({ operationName })));
  assert.ok(!(failure instanceof PartialStateError));
  assert.match(failure.message, /^operationName: .*PERMISSION_DENIED/);
  assertMessage(t, "refused", failure.message);
});
