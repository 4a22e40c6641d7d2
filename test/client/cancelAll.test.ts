import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isArgumentError,
  isIncompleteListError,
  isListRefusedError,
  type OperationOutcome,
  readMetadata,
} from "pulumi-gcp-lro/client";
import type { RequestKind } from "pulumi-gcp-lro/emulator";
import { EmulatorScene, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

function kinds(results: OperationOutcome[]): [name: string, kind: string][] {
  return results.map(({ name, outcome, error }) => [name, outcome?.kind ?? error?.name ?? ""]);
}

test("cancelAll cancels by names, and answers for each in their order, once", async (t) => {
  const scene = await EmulatorScene.open(t);
  const slow = scene.seed({ cancelTime: "5m" });
  const stubborn = scene.seed({ cancel: "ignore" });
  const quick = scene.seed();
  const ended = scene.seed({ operationTime: "1s" });
  const unknown = `${parent}/operations/operation-0`;
  const names = [slow, stubborn, quick, `//alloydb.googleapis.com/${quick}`, ended, unknown, slow];
  assert.deepEqual(kinds(await scene.client.cancelAll(names)), [
    [slow, "cancelled"],
    [stubborn, "completed"],
    [quick, "cancelled"],
    [ended, "completed"],
    [unknown, "gone"],
  ]);
  assert.equal(scene.count("cancel"), 3);
});

test("edge case 64: cancelAll takes about as long as the slowest", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 40 }, () => scene.seed({ cancelTime: "10s" }));
  const results = await scene.client.cancelAll(names);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled" && outcome.byUs));
  assert.ok(scene.emulator.now() < 12_000, String(scene.emulator.now()));
});

test("edge case 64: cancelAll asks no more than `concurrency` at a time to be cancelled", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 6 }, () => scene.seed({ cancelTime: "1h" }));
  await scene.client.cancelAll(names, { concurrency: 1, timeout: "1s" });
  const first = scene.emulator.requests
    .filter(({ operation }, index, all) => all.findIndex((other) => other.operation === operation) === index)
    .map(({ operation }) => operation);
  assert.deepEqual(first, names);
  const beforeCancel = (name: string): RequestKind[] =>
    scene.emulator.requests.filter(({ operation }) => operation === name).map(({ kind }) => kind);
  assert.deepEqual(beforeCancel(names[5] ?? "").slice(0, 2), ["get", "cancel"]);
  const cancels = scene.emulator.requests.filter(({ kind }) => kind === "cancel");
  assert.deepEqual(
    cancels.map(({ operation }) => operation),
    names,
  );
});

test("one that is refused stands in no other's way", async (t) => {
  const scene = await EmulatorScene.open(t);
  const forbidden = scene.seed({ cancel: "forbid" });
  const free = scene.seed();
  const results = await scene.client.cancelAll([forbidden, free]);
  assert.deepEqual(kinds(results), [
    [forbidden, "RequestRefusedError"],
    [free, "cancelled"],
  ]);
});

test("by parent, those in flight that match are cancelled, and no others", async (t) => {
  const scene = await EmulatorScene.open(t);
  const target = `${parent}/clusters/orders`;
  const wanted = [scene.seed({}, target), scene.seed({ cancelTime: "1m" }, target)];
  const other = scene.seed({ operationTime: "1000h" });
  scene.seed({ operationTime: "1s" }, target);
  const results = await scene.client.cancelAll({
    parent,
    matching: ({ metadata }) => readMetadata(metadata).target === target,
  });
  assert.deepEqual(
    kinds(results),
    wanted.map((name) => [name, "cancelled"]),
  );
  const { done } = scene.emulator.operations.find(({ name }) => name === other) ?? {};
  assert.equal(done, false);
});

test("by parent, what was just listed in flight is cancelled without another look", async (t) => {
  const scene = await EmulatorScene.open(t);
  for (let operation = 0; operation < 5; operation += 1) {
    scene.seed();
  }
  const results = await scene.client.cancelAll({ parent });
  assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled" && outcome.byUs));
  assert.equal(scene.wire, "list cancel get");
  assert.equal(scene.count("cancel"), 5);
});

test("edge case 55: an operation that nobody started is not cancelled with all the others", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "datastore" } });
  const migration = "projects/p/operations/datastore-firestore-migration";
  const seed = { service: "datastore", method: "exportEntities", target: "projects/p", age: "1m" };
  const exporting = scene.emulator.seedOperation(seed);
  scene.emulator.seedOperation({ ...seed, name: migration });
  const results = await scene.client.cancelAll({ parent: "projects/p" });
  assert.deepEqual(kinds(results), [[exporting, "cancelled"]]);
  assert.equal(scene.count("cancel"), 1);
});

test("by parent and filter, the service chooses", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.seed({ operationTime: "1000h" });
  const target = `${parent}/clusters/orders`;
  const wanted = scene.seed({}, target);
  const results = await scene.client.cancelAll({ parent, filter: `metadata.target="${target}"` });
  assert.deepEqual(kinds(results), [[wanted, "cancelled"]]);
});

test("edge case 54: a filter that the service is known to ignore never becomes a cancel of everything", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "discoveryengine" } });
  await assert.rejects(
    scene.client.cancelAll({ parent: "projects/p/locations/global", filter: "done=false" }),
    isArgumentError,
  );
  assert.equal(scene.emulator.requests.length, 0);
});

test("a list that can't be followed to its end cancels nothing", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.announcePage();
  await assert.rejects(scene.client.cancelAll({ parent }), isListRefusedError);
  assert.equal(scene.wire, "list");
});

test("a list that takes more than half of the timeout cancels nothing, which an error says", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.announcePage();
  scene.emulator.fault({
    match: { kind: "list" },
    when: { from: 2 },
    fault: { kind: "status", status: 503 },
  });
  await assert.rejects(scene.client.cancelAll({ parent }, { timeout: "20s" }), (error: Error) => {
    assert.ok(isIncompleteListError(error));
    assert.deepEqual([error.list.pages, error.list.because], [1, "deadline"]);
    assertMessage(t, "an incomplete list", error.message);
    return true;
  });
  assert.ok(scene.emulator.now() <= 10_000, String(scene.emulator.now()));
  assert.equal(scene.count("cancel"), 0);
});

for (const concurrency of [2 ** 32, Number.MAX_SAFE_INTEGER]) {
  test(`a concurrency of ${concurrency} means all of them at a time`, async (t) => {
    const scene = await EmulatorScene.open(t);
    const results = await scene.client.cancelAll([scene.seed(), scene.seed()], { concurrency });
    assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled"));
    assert.equal(scene.clock.sleeping, 0);
  });
}

test("one bad name, and nothing is sent", async (t) => {
  const scene = await EmulatorScene.open(t);
  await assert.rejects(scene.client.cancelAll([scene.seed(), "projects/p/nothing"]), (error: Error) => {
    assert.ok(isArgumentError(error));
    assert.equal(error.argument, "name");
    assertMessage(t, "a bad name", error.message);
    return true;
  });
  await assert.rejects(scene.client.cancelAll({ parent }, { concurrency: 0 }), isArgumentError);
  assert.equal(scene.emulator.requests.length, 0);
});

test("no names, no requests", async (t) => {
  const scene = await EmulatorScene.open(t);
  assert.deepEqual(await scene.client.cancelAll([]), []);
  assert.deepEqual(scene.emulator.requests, []);
});

test("what onProgress throws ends all of it", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 40 }, () => scene.seed({ cancelTime: "9m" }));
  let accepted = 0;
  const onProgress = ({ kind }: { kind: string }): void => {
    accepted += kind === "cancelAccepted" ? 1 : 0;
    if (accepted === 20 && kind === "cancelAccepted") {
      throw new RangeError("mine");
    }
  };
  await assert.rejects(scene.client.cancelAll(names, { onProgress }), RangeError);
  assert.ok(scene.emulator.now() < 60_000);
  assert.equal(scene.clock.sleeping, 0);
  assert.equal(scene.clock.requests, 0);
});

test("a name of a form that the catalog doesn't know is asked about all the same: the service gave it", async (t) => {
  const scene = await EmulatorScene.open(t);
  const [result] = await scene.client.cancelAll(["projects/p/locations/l/clusters/c/operations/new"]);
  assert.equal(scene.emulator.requests[0]?.method, "GET");
  assert.ok(result);
});
