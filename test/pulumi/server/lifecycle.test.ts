import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "#src/core/json.js";
import { providerText } from "#src/pulumi/resources/dynamicResource.js";
import { exportInputs, type ProviderStage, setStage, urnOf, wireOf } from "../../support/providerStage.js";
import { Teardown } from "../../support/teardown.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
let stage: ProviderStage;

const teardown = new Teardown();

before(async () => {
  stage = await setStage(teardown, { operationTime: "1h", cancelTime: "50ms", loading: "asShipped" });
});
after(() => teardown.run());

test("create starts the operation and answers with what later runs need, in plain JSON", async () => {
  const { id, state } = await stage.server.create(exportInputs("plain"));
  const { __lro, metadata, startTime, ...shown } = state;
  const name = String(shown.operationName);
  assert.match(name, /^projects\/p\/locations\/us-central1\/operations\/operation-/);
  assert.equal(id, `//alloydb.googleapis.com/${name}`);
  assert.deepEqual(shown, {
    operationName: name,
    state: "RUNNING",
    done: false,
    cancelRequested: false,
    endpoint: `${stage.emulator.url}/alloydb`,
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
  const { id, state } = await stage.server.create(exportInputs("round-trip"));
  const next = await stage.nextRun();
  await next.delete(id, state);
  assert.equal(wireOf(stage.emulator, "round-trip"), "start get cancel get");
  assert.equal(
    stage.emulator.operations.find(({ name }) => name === state.operationName)?.state,
    "CANCELLED",
  );
  assert.equal(next.stderr, "");
});

test("a refresh shows the end, after which delete sends nothing", async () => {
  stage.emulator.behave({ match: { target: "clusters/ended" }, operationTime: "200ms" });
  const { id, state } = await stage.server.create(exportInputs("ended"));
  assert.equal(state.state, "RUNNING");
  while (!stage.emulator.operations.some(({ name, done }) => name === state.operationName && done)) {
    await pause(10);
  }
  const refreshed = await stage.server.read(id, state);
  assert.equal(refreshed.id, id);
  assert.equal(refreshed.state.state, "SUCCEEDED");
  assert.equal(refreshed.state.__provider, providerText("longRunningOperation"));
  await stage.server.delete(id, refreshed.state);
  assert.equal(wireOf(stage.emulator, "ended"), "start get");
});

test("a refresh of a vanished operation keeps the resource", async () => {
  const { id, state } = await stage.server.create(exportInputs("vanished"));
  const seen = await stage.server.read(id, state);
  stage.emulator.forget(String(state.operationName));
  const refreshed = await stage.server.read(id, seen.state);
  assert.equal(refreshed.id, id);
  assert.equal(refreshed.state.state, "GONE");
  assert.equal(refreshed.state.done, false);
});

test("an update keeps operation and provider, and takes over what changed", async () => {
  const { id, state } = await stage.server.create(exportInputs("updated"));
  const inputs = exportInputs("updated", { onDelete: "abandon" });
  const updated = await stage.server.update(id, state, inputs);
  assert.equal(updated.operationName, state.operationName);
  assert.equal(updated.__provider, providerText("longRunningOperation"));
  assert.equal((await stage.server.diff(id, updated, inputs)).changes, "DIFF_NONE");
  assert.equal(wireOf(stage.emulator, "updated"), "start");
});

test("adoption by the name of an operation that runs", async () => {
  const operationName = stage.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: "projects/p/locations/us-central1/clusters/adopted",
  });
  const inputs = exportInputs("adopted", { operationName });
  const { id, state } = await stage.server.create(inputs);
  assert.equal(state.operationName, operationName);
  assert.equal((await stage.server.diff(id, state, inputs)).changes, "DIFF_NONE");
  await stage.server.delete(id, state);
  assert.equal(wireOf(stage.emulator, "adopted"), "get cancel get");
});

test("diff tells the engine none, some, or a replacement that deletes first", async () => {
  const { id, state } = await stage.server.create(exportInputs("diffed"));
  const diff = (more: JsonObject) => stage.server.diff(id, state, exportInputs("diffed", more));
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
  assert.deepEqual(await stage.server.check({}, inputs), { inputs, failures: [] });
  const { id, state } = await stage.server.create(exportInputs("unknown"));
  assert.deepEqual((await stage.server.diff(id, state, inputs)).replaces, ["start", "triggers"]);
});

test("check names property and reason of every bad input and sends nothing", async () => {
  const inputs = exportInputs("bad", { service: "aloydb", timeouts: { delete: "5" }, onDelet: "wait" });
  const { failures } = await stage.server.check({}, inputs);
  assert.deepEqual(
    failures.map((failure) => failure.slice(0, failure.indexOf(":"))),
    ["onDelet", "timeouts.delete", "service"],
  );
  assert.equal(wireOf(stage.emulator, "bad"), "");
});

test("edge case 53: int64 as text stays text on the way through the engine", async () => {
  const { state } = await stage.server.create({
    ...exportInputs("int64"),
    service: "datastore",
    start: { path: "projects/p:export", body: { outputUrlPrefix: "gs://b/o" } },
  });
  const { progressEntities } = state.metadata as { progressEntities: Record<string, unknown> };
  assert.equal(typeof progressEntities.workEstimated, "string");
});

test("many at once share one process", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `many-${index}`);
  const made = await Promise.all(names.map((name) => stage.server.create(exportInputs(name))));
  await Promise.all(made.map(({ id, state }) => stage.server.delete(id, state)));
  assert.deepEqual(
    new Set(names.map((name) => wireOf(stage.emulator, name))),
    new Set(["start get cancel get"]),
  );
});

test("a whole life leaves nothing on stderr", async () => {
  const server = await stage.nextRun();
  const inputs = exportInputs("quiet");
  await server.check({}, inputs);
  const { id, state } = await server.create(inputs);
  await server.diff(id, state, inputs);
  await server.delete(id, (await server.read(id, state)).state);
  await server.end("SIGINT");
  assert.equal(server.stderr, "");
});
