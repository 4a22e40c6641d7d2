import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rejected, unavailable, unimplemented } from "../support/faults.js";
import { everyCancel, laterGets, type Mishap, type Mishaps, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

const busy = rejected(429, "RESOURCE_EXHAUSTED");

describe("cancelAndWait, at the deadline", () => {
  it("edge case 35: still cancelling is running, with cancel requested", async () => {
    const scene = new Scene({ cancelTakes: hour }, {}, { timeout: minute });
    assert.deepEqual(await scene.cancelAndWait(), {
      kind: "running",
      because: "deadline",
      cancelRequested: true,
      operation: running,
    });
  });

  it("edge case 36: no look after the cancel succeeds: running as last seen before it, with the trouble", async () => {
    const mishaps: Mishaps = laterGets(unavailable);
    const outcome = await new Scene({ cancelTakes: hour }, mishaps, { timeout: minute }).cancelAndWait();
    assert.ok(outcome.kind === "running" && outcome.cancelRequested);
    assert.deepEqual(outcome.operation, running);
    assert.equal(outcome.failure, unavailable);
  });

  it("edge case 36: no cancel is ever accepted: running, with the cancel's trouble", async () => {
    const scene = new Scene({}, everyCancel(busy), { timeout: minute });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "running" && outcome.because === "deadline" && !outcome.cancelRequested);
    assert.equal(outcome.failure, busy);
  });

  it("sends one more cancel after the last look, and nothing after that", async () => {
    const scene = new Scene({}, everyCancel(busy), { timeout: minute });
    await scene.cancelAndWait();
    const last = scene.service.requests.slice(-2).map(({ method, at }) => [method, at]);
    assert.deepEqual(last, [
      ["GET", minute - 1_000],
      ["cancel", minute - 1_000],
    ]);
  });

  it("still sends the cancel where only the last look succeeds", async () => {
    const get = (nth: number): Mishap | undefined =>
      nth === 1 ? rejected(503, "UNAVAILABLE", { retryAfter: hour }) : undefined;
    const scene = new Scene({ cancelTakes: 100 }, { get, roundTrip: 1_000 }, { timeout: minute });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "running" && outcome.cancelRequested);
    assert.equal(scene.service.sequence, "GET GET cancel");
  });

  it("edge case 37: a second call after a time-out starts with GET and finishes", async () => {
    const scene = new Scene({ cancelTakes: 30 * minute }, {}, { timeout: minute });
    await scene.cancelAndWait();
    scene.clock.jump(hour);
    const before = scene.service.requests.length;
    const outcome = await scene.cancelAndWait();
    assert.equal(outcome.kind, "cancelled");
    assert.equal(scene.service.requests.length, before + 1);
  });

  it("edge case 63: tells the end that came while the machine slept through the deadline", async () => {
    const scene = new Scene({ cancelTakes: 5_000 }, {}, { timeout: minute });
    void scene.clock.sleep(1_000).then(() => scene.clock.jump(8 * hour));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });
});

describe("cancelAndWait, interrupted", () => {
  it("before it began: asks nothing", async () => {
    const scene = new Scene();
    scene.interrupt();
    assert.deepEqual(await scene.cancelAndWait(), {
      kind: "running",
      because: "interrupted",
      cancelRequested: false,
    });
    assert.equal(scene.service.sequence, "");
  });

  it("in the first look: sends no cancel", async () => {
    const scene = new Scene({}, { roundTrip: 100 }, { interruptAt: 50 });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "running" && outcome.because === "interrupted" && !outcome.cancelRequested);
    assert.equal(scene.service.sequence, "GET");
  });

  it("in the cancel: it may have been accepted", async () => {
    const scene = new Scene({}, { roundTrip: 100 }, { interruptAt: 150 });
    assert.deepEqual(await scene.cancelAndWait(), {
      kind: "running",
      because: "interrupted",
      cancelRequested: true,
      operation: running,
    });
    assert.equal(scene.service.sequence, "GET cancel");
  });

  it("in the cancel: reports no trouble for a request that it gave up itself", async () => {
    const scene = new Scene({}, { roundTrip: 100 }, { interruptAt: 150 });
    await scene.cancelAndWait();
    assert.deepEqual(scene.eventKinds, ["polled", "cancelSent"]);
  });

  it("in the pause before the cancel is sent again: tells what stood in the way", async () => {
    const scene = new Scene({}, everyCancel(busy), { interruptAt: 20 });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "running" && outcome.because === "interrupted" && !outcome.cancelRequested);
    assert.equal(outcome.failure, busy);
    assert.deepEqual([scene.clock.monotonic(), scene.service.sequence], [20, "GET cancel"]);
  });

  it("in the wait after the cancel: still being cancelled", async () => {
    const scene = new Scene({ cancelTakes: hour }, {}, { interruptAt: 10 * minute });
    assert.deepEqual(await scene.cancelAndWait(), {
      kind: "running",
      because: "interrupted",
      cancelRequested: true,
      operation: running,
    });
    assert.equal(scene.clock.monotonic(), 10 * minute);
  });

  it("in the wait for an uncancellable operation", async () => {
    const scene = new Scene({}, everyCancel(unimplemented), { interruptAt: 10 * minute });
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait" });
    assert.ok(outcome.kind === "running" && outcome.because === "interrupted" && !outcome.cancelRequested);
  });

  it("leaves no sleeper behind", async () => {
    const scene = new Scene({ cancelTakes: hour }, {}, { interruptAt: minute });
    await scene.cancelAndWait();
    assert.equal(scene.clock.sleeping, 0);
  });
});
