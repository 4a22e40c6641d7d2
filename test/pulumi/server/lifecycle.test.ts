import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "#src/core/json.js";
import { providerText } from "#src/pulumi/resources/dynamicResource.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
  wireOf,
} from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
let fixture: ProviderFixture;

const teardown = new Teardown();

before(async () => {
  fixture = await startProviderFixture(teardown, {
    operationTime: "1h",
    cancelTime: "50ms",
    loading: "asShipped",
  });
});
after(() => teardown.run());

test("create starts the operation and answers with what later runs need, in plain JSON", async () => {
  const { id, state } = await fixture.server.create(exportInputs("plain"));
  const { __lro, metadata, startTime, ...shown } = state;
  const name = String(shown.operationName);
  assert.match(name, /^projects\/p\/locations\/us-central1\/operations\/operation-/);
  assert.equal(id, `//alloydb.googleapis.com/${name}`);
  assert.deepEqual(shown, {
    operationName: name,
    state: "RUNNING",
    done: false,
    cancelRequested: false,
    endpoint: `${fixture.emulator.url}/alloydb`,
    apiVersion: "v1beta",
    target: "projects/p/locations/us-central1/clusters/plain",
    verb: "export",
    __urn: urnOf("plain"),
    __provider: providerText("longRunningOperation"),
  });
  assert.equal(typeof startTime, "string");
  assert.ok(metadata !== undefined && __lro !== undefined);
});

test("the state that create returned is all that a delete in a fresh process needs", async () => {
  const { id, state } = await fixture.server.create(exportInputs("round-trip"));
  const next = await fixture.nextRun();
  await next.delete(id, state);
  assert.equal(wireOf(fixture.emulator, "round-trip"), "start get cancel get");
  assert.equal(
    fixture.emulator.operations.find(({ name }) => name === state.operationName)?.state,
    "CANCELLED",
  );
  assert.equal(next.stderr, "");
});

test("a refresh shows the end, after which delete sends nothing", async () => {
  fixture.emulator.behave({ match: { target: "clusters/ended" }, operationTime: "200ms" });
  const { id, state } = await fixture.server.create(exportInputs("ended"));
  assert.equal(state.state, "RUNNING");
  while (!fixture.emulator.operations.some(({ name, done }) => name === state.operationName && done)) {
    await pause(10);
  }
  const refreshed = await fixture.server.read(id, state);
  assert.equal(refreshed.id, id);
  assert.equal(refreshed.state.state, "SUCCEEDED");
  assert.equal(refreshed.state.__provider, providerText("longRunningOperation"));
  await fixture.server.delete(id, refreshed.state);
  assert.equal(wireOf(fixture.emulator, "ended"), "start get");
});

test("a refresh of a vanished operation keeps the resource", async () => {
  const { id, state } = await fixture.server.create(exportInputs("vanished"));
  const seen = await fixture.server.read(id, state);
  fixture.emulator.forget(String(state.operationName));
  const refreshed = await fixture.server.read(id, seen.state);
  assert.equal(refreshed.id, id);
  assert.equal(refreshed.state.state, "GONE");
  assert.equal(refreshed.state.done, false);
});

test("an update keeps operation and provider, and takes over what changed", async () => {
  const { id, state } = await fixture.server.create(exportInputs("updated"));
  const inputs = exportInputs("updated", { onDelete: "abandon" });
  const updated = await fixture.server.update(id, state, inputs);
  assert.equal(updated.operationName, state.operationName);
  assert.equal(updated.__provider, providerText("longRunningOperation"));
  assert.equal((await fixture.server.diff(id, updated, inputs)).changes, "DIFF_NONE");
  assert.equal(wireOf(fixture.emulator, "updated"), "start");
});

test("adoption by the name of an operation that runs", async () => {
  const operationName = fixture.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: "projects/p/locations/us-central1/clusters/adopted",
  });
  const inputs = exportInputs("adopted", { operationName });
  const { id, state } = await fixture.server.create(inputs);
  assert.equal(state.operationName, operationName);
  assert.equal((await fixture.server.diff(id, state, inputs)).changes, "DIFF_NONE");
  await fixture.server.delete(id, state);
  assert.equal(wireOf(fixture.emulator, "adopted"), "get cancel get");
});

test("diff tells the engine none, some, or a replacement that deletes first", async () => {
  const { id, state } = await fixture.server.create(exportInputs("diffed"));
  const diff = (more: JsonObject) => fixture.server.diff(id, state, exportInputs("diffed", more));
  assert.deepEqual(await diff({}), { changes: "DIFF_NONE", replaces: [], deleteBeforeReplace: false });
  assert.deepEqual(await diff({ onDelete: "wait" }), {
    changes: "DIFF_SOME",
    replaces: [],
    deleteBeforeReplace: false,
  });
  assert.deepEqual(await diff({ triggers: ["2"] }), {
    changes: "DIFF_SOME",
    replaces: ["triggers"],
    deleteBeforeReplace: true,
  });
});

test("unknowns of a preview pass check, and count as changed in diff", async () => {
  const inputs = exportInputs("unknown", {
    triggers: [UNKNOWN],
    start: { path: UNKNOWN, body: { a: [UNKNOWN] } },
  });
  assert.deepEqual(await fixture.server.check({}, inputs), { inputs, failures: [] });
  const { id, state } = await fixture.server.create(exportInputs("unknown"));
  assert.deepEqual((await fixture.server.diff(id, state, inputs)).replaces, ["start", "triggers"]);
});

test("check names property and reason of every bad input and sends nothing", async () => {
  const inputs = exportInputs("bad", { service: "aloydb", timeouts: { delete: "5" }, onDelet: "wait" });
  const { failures } = await fixture.server.check({}, inputs);
  assert.deepEqual(
    failures.map((failure) => failure.slice(0, failure.indexOf(":"))),
    ["onDelet", "timeouts.delete", "service"],
  );
  assert.equal(wireOf(fixture.emulator, "bad"), "");
});

test("edge case 53: int64 as text stays text on the way through the engine", async () => {
  const { state } = await fixture.server.create({
    ...exportInputs("int64"),
    service: "datastore",
    start: { path: "projects/p:export", body: { outputUrlPrefix: "gs://b/o" } },
  });
  const { progressEntities } = state.metadata as { progressEntities: Record<string, unknown> };
  assert.equal(typeof progressEntities.workEstimated, "string");
});

test("many at once share one process", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `many-${index}`);
  const made = await Promise.all(names.map((name) => fixture.server.create(exportInputs(name))));
  await Promise.all(made.map(({ id, state }) => fixture.server.delete(id, state)));
  assert.deepEqual(
    new Set(names.map((name) => wireOf(fixture.emulator, name))),
    new Set(["start get cancel get"]),
  );
});

test("a whole life leaves nothing on stderr", async () => {
  const server = await fixture.nextRun();
  const inputs = exportInputs("quiet");
  await server.check({}, inputs);
  const { id, state } = await server.create(inputs);
  await server.diff(id, state, inputs);
  await server.delete(id, (await server.read(id, state)).state);
  await server.end("SIGINT");
  assert.equal(server.stderr, "");
});
