import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isArgumentError,
  isIncompleteListError,
  isListRefusedError,
  isRequestRefusedError,
  type OperationOutcome,
  readMetadata,
} from "pulumi-gcp-lro/client";
import { EmulatorScene, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

function kinds(results: OperationOutcome[]): [name: string, kind: string][] {
  return results.map(({ name, outcome, error }) => [name, outcome?.kind ?? error?.name ?? ""]);
}

test("waitAll waits for names, and returns the outcome of each in their order, once", async (t) => {
  const scene = await EmulatorScene.open(t);
  const slow = scene.seed({ operationTime: "20m" });
  const failing = scene.seed({ operationTime: "2m", ends: { fail: { code: 13, message: "no" } } });
  const ended = scene.seed({ operationTime: "1s" });
  const unknown = `${parent}/operations/operation-0`;
  const names = [slow, failing, `//alloydb.googleapis.com/${slow}`, ended, unknown, slow];
  assert.deepEqual(kinds(await scene.client.waitAll(names)), [
    [slow, "completed"],
    [failing, "failed"],
    [ended, "completed"],
    [unknown, "gone"],
  ]);
  assert.equal(scene.wire, "get");
});

test("waitAll takes about as long as the slowest, and cancels nothing", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 40 }, () => scene.seed({ operationTime: "5m" }));
  const results = await scene.client.waitAll(names);
  assert.ok(results.every(({ outcome }) => outcome?.kind === "completed" && !outcome.cancelRequested));
  assert.ok(scene.emulator.now() < 250_000, String(scene.emulator.now()));
});

test("by parent, those in flight that match are waited for, and no others", async (t) => {
  const scene = await EmulatorScene.open(t);
  const target = `${parent}/clusters/orders`;
  const wanted = [scene.seed({}, target), scene.seed({ operationTime: "2m" }, target)];
  scene.seed({ operationTime: "1000h" });
  scene.seed({ operationTime: "1s" }, target);
  const results = await scene.client.waitAll({
    parent,
    matching: ({ metadata }) => readMetadata(metadata).target === target,
  });
  assert.deepEqual(
    kinds(results),
    wanted.map((name) => [name, "completed"]),
  );
  assert.equal(scene.wire, "list get");
});

test("an operation that was just listed is polled after a pause", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.seed({ operationTime: "1000h" });
  await scene.client.waitAll({ parent }, { timeout: "4s" });
  const [list, first] = scene.emulator.requests;
  assert.deepEqual([list?.kind, first?.kind], ["list", "get"]);
  assert.ok((first?.at ?? 0) - (list?.at ?? 0) >= 200);
});

test("by parent and filter, the service chooses", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.seed({ operationTime: "1000h" });
  const target = `${parent}/clusters/orders`;
  const wanted = scene.seed({}, target);
  const results = await scene.client.waitAll({ parent, filter: `metadata.target="${target}"` });
  assert.deepEqual(kinds(results), [[wanted, "completed"]]);
});

test("the timeout holds for all of them together", async (t) => {
  const scene = await EmulatorScene.open(t);
  const quick = scene.seed({ operationTime: "90s" });
  const slow = scene.seed({ operationTime: "1000h" });
  const [first, second] = await scene.client.waitAll([quick, slow], { timeout: "5m" });
  assert.equal(first?.outcome?.kind, "completed");
  assert.ok(second?.outcome?.kind === "running" && second.outcome.because === "deadline");
  assert.ok(scene.emulator.now() <= 300_000, String(scene.emulator.now()));
});

test("a refusal is about one operation", async (t) => {
  const scene = await EmulatorScene.open(t);
  const refused = scene.seed();
  const free = scene.seed();
  scene.emulator.fault({
    match: { kind: "get", path: refused },
    when: { from: 1 },
    fault: { kind: "status", status: 403 },
  });
  const [first, second] = await scene.client.waitAll([refused, free]);
  assert.ok(isRequestRefusedError(first?.error));
  assert.equal(second?.outcome?.kind, "completed");
});

test("an abort ends every wait, and leaves nothing behind", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 10 }, () => scene.seed());
  const control = new AbortController();
  void scene.clock.sleep(60_000).then(() => control.abort());
  const results = await scene.client.waitAll(names, { signal: control.signal });
  assert.ok(results.every(({ outcome }) => outcome?.kind === "running" && outcome.because === "interrupted"));
  assert.equal(scene.clock.sleeping, 0);
  assert.equal(scene.clock.requests, 0);
});

test("an error of onProgress ends every wait", async (t) => {
  const scene = await EmulatorScene.open(t);
  const names = Array.from({ length: 10 }, () => scene.seed());
  let seen = 0;
  const onProgress = (): void => {
    seen += 1;
    if (seen === 25) {
      throw new RangeError("mine");
    }
  };
  await assert.rejects(scene.client.waitAll(names, { onProgress }), RangeError);
  assert.ok(scene.emulator.now() < 60_000);
  assert.equal(scene.clock.sleeping, 0);
  assert.equal(scene.clock.requests, 0);
});

test("a list that can't be followed to its end begins no wait", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.announcePage();
  await assert.rejects(scene.client.waitAll({ parent }), isListRefusedError);
  scene.announcePage();
  scene.emulator.fault({
    match: { kind: "list" },
    when: { from: 2 },
    fault: { kind: "status", status: 503 },
  });
  await assert.rejects(scene.client.waitAll({ parent }, { timeout: "20s" }), (error: Error) => {
    assert.ok(isIncompleteListError(error));
    assert.equal(error.list.because, "deadline");
    assertMessage(t, "an incomplete list", error.message);
    return true;
  });
  assert.equal(scene.wire, "list");
});

test("one bad name, and nothing is sent; no names, no requests", async (t) => {
  const scene = await EmulatorScene.open(t);
  await assert.rejects(scene.client.waitAll([scene.seed(), "projects/p/nothing"]), isArgumentError);
  assert.deepEqual(await scene.client.waitAll([]), []);
  assert.deepEqual(scene.emulator.requests, []);
});

test("waitAll knows of an earlier cancel of this client", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed({ cancelTime: "1m" });
  await scene.client.cancel(name);
  const [result] = await scene.client.waitAll({ parent });
  assert.ok(result?.outcome?.kind === "cancelled" && result.outcome.byUs);
});
