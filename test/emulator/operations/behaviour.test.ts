import assert from "node:assert/strict";
import { test } from "node:test";
import { isDurationError } from "#src/core/duration.js";
import { startEmulator } from "#src/emulator/index.js";
import { assertMessage } from "../../support/golden.js";
import { call, exportBody, exportPath, startExport } from "../call.js";

const purge = "/discoveryengine/v1alpha/projects/p/locations/global/dataStores/s/branches/0/documents:purge";

test("the last of several rules decides each property", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  emulator.behave({ operationTime: "10m", cancel: "ignore" });
  emulator.behave({ match: { service: "alloydb", method: "exportCluster" }, cancel: "unimplemented" });
  const path = await startExport(emulator);
  assert.equal((await call(emulator, `POST ${path}:cancel`)).status, 501);
  await emulator.advance(599_999);
  assert.equal(emulator.operations[0]?.done, false);
  await emulator.advance(1);
  assert.equal(emulator.operations[0]?.done, true);
});

test("a rule matches by service, method and a part of the target", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  emulator.behave({ match: { service: "datastore" }, doneAtStart: true });
  emulator.behave({ match: { method: "purgeDocuments" }, doneAtStart: true });
  emulator.behave({ match: { target: "clusters/other" }, doneAtStart: true });
  await startExport(emulator);
  await call(emulator, `POST ${exportPath.replace("/c:", "/other:")}`, exportBody);
  await call(emulator, "POST /datastore/v1/projects/p:export", { outputUrlPrefix: "gs://b" });
  await call(emulator, `POST ${purge}`, { filter: "*", force: true });
  assert.deepEqual(
    emulator.operations.map(({ method, done }) => [method, done]),
    [
      ["exportCluster", false],
      ["exportCluster", true],
      ["exportEntities", true],
      ["purgeDocuments", true],
    ],
  );
});

test("a rule applies to operations that start after it", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  const path = await startExport(emulator);
  emulator.behave({ cancel: "unimplemented" });
  assert.equal((await call(emulator, `POST ${path}:cancel`)).status, 200);
});

test("whileBusy: refuse answers 409 ABORTED while another operation is on the target", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
  emulator.behave({ whileBusy: "refuse" });
  await startExport(emulator);
  const refused = await call(emulator, `POST ${exportPath}`, exportBody);
  assert.equal(refused.status, 409);
  assert.equal(refused.at("error.status"), "ABORTED");
  await emulator.advance(60_000);
  assert.equal((await call(emulator, `POST ${exportPath}`, exportBody)).status, 200);
  assert.equal(emulator.operations.length, 2);
});

test("invalid durations are refused at once", async () => {
  await using emulator = await startEmulator();
  assert.throws(() => emulator.behave({ operationTime: "5" }), isDurationError);
  assert.throws(() => emulator.behave({ goneAfter: -1 }), RangeError);
  await assert.rejects(startEmulator({ cancelTime: "soon" }), isDurationError);
  await assert.rejects(startEmulator({ port: 70_000 }), /port/);
  await assert.rejects(startEmulator({ projectNumber: "my-project" }), /projectNumber/);
  await assert.rejects(startEmulator({ rootService: "spanner" }), /alloydb/);
});

test("a seeded operation has its age, its cancellation and its name", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: "2s" });
  const target = "projects/p/locations/l/clusters/c";
  const seed = { service: "alloydb", method: "exportCluster", target };
  const running = emulator.seedOperation({ ...seed, age: "30s" });
  const cancelled = emulator.seedOperation({ ...seed, age: "30s", cancelRequestedAgo: "10s" });
  const ended = emulator.seedOperation({ ...seed, age: "1h", version: "v1" });
  const named = emulator.seedOperation({ ...seed, name: "projects/p/locations/l/operations/mine" });
  const states = emulator.operations.map(({ name, state }) => [name, state]);
  assert.deepEqual(states, [
    [running, "RUNNING"],
    [cancelled, "CANCELLED"],
    [ended, "SUCCEEDED"],
    ["projects/p/locations/l/operations/mine", "RUNNING"],
  ]);
  assert.equal((await call(emulator, `GET /alloydb/v1beta/${named}`)).at("metadata.target"), target);
  assert.equal((await call(emulator, `GET /alloydb/v1beta/${ended}`)).at("metadata.apiVersion"), "v1");
});

test("a name is used once, whether it is seeded or generated", async (t) => {
  const seed = { service: "alloydb", method: "exportCluster", target: "projects/p/locations/l/clusters/c" };
  await using first = await startEmulator({ time: "driven" });
  const formed = first.seedOperation(seed);
  await using second = await startEmulator({ time: "driven" });
  second.seedOperation({ ...seed, name: formed });
  assert.notEqual(second.seedOperation(seed), formed);
  assert.throws(
    () => second.seedOperation({ ...seed, name: formed }),
    (error) => {
      assert.ok(error instanceof RangeError);
      assertMessage(t, "a name that is taken", error.message);
      return true;
    },
  );
  second.forget(formed);
  assert.equal(second.seedOperation({ ...seed, name: formed }), formed);
});

test("an unknown seed or name is refused with the known ones", async (t) => {
  await using emulator = await startEmulator();
  const seed = { service: "alloydb", method: "exportCluster", target: "projects/p/locations/l/clusters/c" };
  const refusals: [situation: string, call: () => unknown, known: RegExp][] = [
    ["an unknown service", () => emulator.seedOperation({ ...seed, service: "spanner" }), /\bdatastore\b/],
    ["an unknown method", () => emulator.seedOperation({ ...seed, method: "explode" }), /\bexportCluster\b/],
    ["an unknown version", () => emulator.seedOperation({ ...seed, version: "v9" }), /\bv1beta\b/],
    ["an unknown name", () => emulator.forget("projects/p/operations/none"), /\boperations\/none\b/],
  ];
  for (const [situation, call, known] of refusals) {
    assert.throws(call, (error: Error) => {
      assert.match(error.message, known);
      assertMessage(t, situation, error.message);
      return true;
    });
  }
});
