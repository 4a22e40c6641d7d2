import assert from "node:assert/strict";
import { test } from "node:test";
import { isArgumentError, isStartRefusedError, isStartUncertainError } from "pulumi-gcp-lro/client";
import { EmulatorScene, exportRequest, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

const createRequest = {
  path: `${parent}/clusters`,
  query: { clusterId: "c" },
  body: { initialUser: { password: "x" } },
  requestId: "query",
} as const;

test("start answers the operation, which can be waited for", async (t) => {
  const scene = await EmulatorScene.open(t);
  const operation = await scene.client.start(exportRequest);
  assert.equal(operation.done, false);
  const outcome = await scene.client.wait(operation.name);
  assert.equal(outcome.kind, "completed");
  assert.equal(scene.wire, "start get");
});

test("an operation started here may stay invisible for a moment", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.behave({ visibleAfter: "20s" });
  const { name } = await scene.client.start(exportRequest);
  assert.equal((await scene.client.get(name))?.name, name);
});

test("an operation started here that stays invisible, or vanishes again, is gone", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.behave({ visibleAfter: "1h" });
  const { name } = await scene.client.start(exportRequest);
  assert.deepEqual(await scene.client.wait(name), { kind: "gone" });
  assert.ok(scene.emulator.now() >= 60_000 && scene.emulator.now() < 65_000);

  scene.emulator.behave({ visibleAfter: 0 });
  const second = await scene.client.start(exportRequest);
  await scene.client.get(second.name);
  scene.emulator.forget(second.name);
  const before = scene.emulator.now();
  assert.equal(await scene.client.get(second.name), undefined);
  assert.equal(scene.emulator.now(), before);
});

test("a start that surely did not happen is sent again", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ when: { nth: 1 }, fault: { kind: "status", status: 429, retryAfter: "7" } });
  await scene.client.start(exportRequest, { onProgress: scene.onProgress });
  assert.equal(scene.count("start"), 2);
  assert.ok(scene.emulator.now() >= 7_000 && scene.emulator.now() <= 7_700);
  assert.deepEqual(
    scene.progress.map(({ kind, name }) => [kind, name]),
    [["retrying", exportRequest.path]],
  );
});

test("edge case 27: a start whose answer is lost is not sent again, and the error tells where to look", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ when: { nth: 1 }, fault: { kind: "reset", effect: "after" } });
  await assert.rejects(scene.client.start(exportRequest), (error: Error) => {
    assert.ok(isStartUncertainError(error));
    assert.equal(error.requestId, undefined);
    assert.equal(error.since.getTime(), scene.emulator.epoch);
    assert.match(error.message, / GET http:\S+\/v1beta\/projects\/p\/locations\/us-central1\/operations\b/);
    assert.ok(error.failure.kind === "network" && error.failure.mayHaveArrived);
    assertMessage(t, "a lost response", error.message.replace(error.failure.message, "<cause>"));
    return true;
  });
  assert.equal(scene.emulator.operations.length, 1);
});

test("edge case 27: a start whose answer is lost is sent again with its request id, and starts one operation", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ when: { from: 1, to: 2 }, fault: { kind: "reset", effect: "after" } });
  const operation = await scene.client.start(createRequest);
  assert.equal(scene.count("start"), 3);
  assert.deepEqual(
    scene.emulator.operations.map(({ name }) => name),
    [operation.name],
  );
});

test("a repeated start that stays uncertain tells its request id", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ fault: { kind: "reset", effect: "after" } });
  await assert.rejects(scene.client.start(createRequest, { timeout: "10s" }), (error: Error) => {
    assert.ok(isStartUncertainError(error));
    assert.equal(error.requestId, "00000000-0000-4000-8000-000000000001");
    return true;
  });
});

test("a start that is refused has started nothing, and is not repeated", async (t) => {
  const scene = await EmulatorScene.open(t);
  await assert.rejects(scene.client.start({ ...exportRequest, body: {} }), (error: Error) => {
    assert.ok(isStartRefusedError(error));
    assert.ok(error.failure.kind === "apiError" && error.failure.status === "INVALID_ARGUMENT");
    assertMessage(t, "a refused start", error.message);
    return true;
  });
  assert.equal(scene.count("start"), 1);
});

test("what can't be a path is refused, and nothing is sent", async (t) => {
  const scene = await EmulatorScene.open(t);
  for (const path of ["v1/projects/p", "projects/../p", "https://example.com/projects/p", ""]) {
    await assert.rejects(scene.client.start({ path }), (error: Error) => {
      assert.ok(isArgumentError(error));
      assert.equal(error.argument, "start.path");
      return true;
    });
  }
  assert.equal(scene.emulator.requests.length, 0);
});

test("an abort right after a start sends nothing", async (t) => {
  const scene = await EmulatorScene.open(t);
  const controller = new AbortController();
  const starting = scene.client.start(exportRequest, { signal: controller.signal });
  controller.abort();
  await assert.rejects(starting, (error: Error) => {
    assert.ok(isStartRefusedError(error) && error.failure.kind === "network");
    assert.deepEqual([error.failure.code, error.failure.mayHaveArrived], ["ABORTED", false]);
    return true;
  });
  assert.deepEqual(scene.emulator.requests, []);
});

test("edge case 34: an abort once the service has a start loses no name", async (t) => {
  const scene = await EmulatorScene.open(t);
  const controller = new AbortController();
  scene.emulator.fault({ fault: { kind: "delay", milliseconds: 5_000 } });
  const starting = scene.client.start(exportRequest, { signal: controller.signal });
  while (scene.emulator.requests.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort();
  await scene.emulator.advance(5_000);
  assert.equal((await starting).name, scene.emulator.operations[0]?.name);
});

test("edge case 64: of 64 starts aborted while the first 32 are on the wire, the others are never sent", async (t) => {
  const scene = await EmulatorScene.open(t);
  const controller = new AbortController();
  scene.emulator.fault({ fault: { kind: "delay", milliseconds: 5_000 } });
  const { signal } = controller;
  const starts = Array.from({ length: 64 }, () => scene.client.start(exportRequest, { signal }));
  const settled = Promise.allSettled(starts);
  while (scene.emulator.requests.length < 32) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort();
  await scene.emulator.advance(5_000);
  const results = await settled;
  const started = results.filter(({ status }) => status === "fulfilled");
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  assert.deepEqual([started.length, reasons.filter(isStartRefusedError).length], [32, 32]);
  assert.equal(scene.emulator.operations.length, 32);
});

test("what onProgress throws ends a start once it is known that nothing was started", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ fault: { kind: "status", status: 429 } });
  const mine = new RangeError("mine");
  const onProgress = (): never => {
    throw mine;
  };
  await assert.rejects(scene.client.start(exportRequest, { onProgress }), mine);
  assert.equal(scene.count("start"), 1);
});

test("what onProgress throws hides no operation that may have been started", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ fault: { kind: "reset", effect: "after" } });
  const mine = new RangeError("mine");
  const onProgress = (): never => {
    throw mine;
  };
  await assert.rejects(scene.client.start(createRequest, { onProgress }), (error: Error) => {
    assert.ok(isStartUncertainError(error));
    assert.equal(error.cause, mine);
    assert.equal(error.requestId, "00000000-0000-4000-8000-000000000001");
    return true;
  });
});

test("an abort between two tries of a start ends them", async (t) => {
  const scene = await EmulatorScene.open(t);
  const controller = new AbortController();
  scene.emulator.fault({ fault: { kind: "status", status: 429 } });
  const onProgress = (): void => controller.abort();
  await assert.rejects(
    scene.client.start(exportRequest, { signal: controller.signal, onProgress }),
    isStartRefusedError,
  );
  assert.equal(scene.count("start"), 1);
  assert.equal(scene.clock.sleeping, 0);
});
