import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PollResult, pollOnce } from "#src/core/polling.js";
import { notFound, reset, unavailable } from "../support/faults.js";
import { everyGet, firstGets, operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

function look(scene: Scene, pause = 0): Promise<PollResult> {
  return pollOnce(scene.context, operationName, pause, scene.limits);
}

describe("pollOnce, interrupted", () => {
  it("asks nothing when interrupted before", async () => {
    const scene = new Scene();
    scene.interrupt();
    assert.deepEqual(await look(scene), { kind: "stopped", because: "interrupted" });
    assert.equal(scene.service.sequence, "");
  });

  it("comes back at once from the pause, and asks nothing", async () => {
    const scene = new Scene({}, {}, { interruptAt: 300 });
    assert.deepEqual(await look(scene, 5_000), { kind: "stopped", because: "interrupted" });
    assert.deepEqual([scene.clock.monotonic(), scene.service.sequence], [300, ""]);
  });

  it("comes back at once from a request", async () => {
    const scene = new Scene({}, { roundTrip: 1_000 }, { interruptAt: 300 });
    assert.deepEqual(await look(scene), { kind: "stopped", because: "interrupted" });
    assert.equal(scene.clock.monotonic(), 300);
  });

  it("comes back at once from the pause after trouble", async () => {
    const scene = new Scene({}, everyGet(unavailable), { interruptAt: 100 });
    assert.deepEqual(await look(scene), { kind: "stopped", because: "interrupted", failure: unavailable });
    assert.deepEqual([scene.clock.monotonic(), scene.service.sequence], [100, "GET"]);
  });

  it("comes back at once while the operation isn't visible yet", async () => {
    const scene = new Scene({ visibleFrom: hour }, {}, { visibleWithin: minute, interruptAt: 1_500 });
    assert.deepEqual(await look(scene), { kind: "stopped", because: "interrupted", failure: notFound });
    assert.equal(scene.clock.monotonic(), 1_500);
  });

  it("reports no trouble for a request that it gave up itself", async () => {
    const scene = new Scene({}, { roundTrip: 1_000 }, { interruptAt: 300 });
    await look(scene);
    assert.deepEqual(scene.events, []);
  });

  it("still tells an end that came in with the interrupt", async () => {
    const scene = new Scene();
    const ended = { name: operationName, done: true, result: { kind: "none" } } as const;
    const polls = {
      next: async () => {
        scene.interrupt();
        return { ok: true, value: ended } as const;
      },
    };
    const polled = await pollOnce({ ...scene.context, polls }, operationName, 0, scene.limits);
    assert.deepEqual(polled, { kind: "found", operation: ended, isFinalPoll: false });
  });

  it("doesn't count anything else that came in with the interrupt", async () => {
    const scene = new Scene();
    const polls = {
      next: async () => {
        scene.interrupt();
        return { ok: true, value: running } as const;
      },
    };
    const polled = await pollOnce({ ...scene.context, polls }, operationName, 0, scene.limits);
    assert.deepEqual(polled, { kind: "stopped", because: "interrupted" });
  });
});

describe("pollOnce, on a machine that sleeps", () => {
  it("edge case 63: looks once when the machine slept through the deadline in a pause", async () => {
    const scene = new Scene({ endsAt: 2 * minute }, {}, { timeout: minute });
    void scene.clock.sleep(2_000).then(() => scene.clock.jump(8 * hour));
    const polled = await look(scene, 5_000);
    assert.ok(polled.kind === "found" && polled.operation.done && polled.isFinalPoll === false);
    assert.equal(scene.service.count("GET"), 1);
  });

  it("edge case 63: looks once more when the machine slept through the deadline in a request", async () => {
    const scene = new Scene(
      { endsAt: 2 * minute },
      { ...firstGets(reset()), roundTrip: 100 },
      { timeout: minute },
    );
    void scene.clock.sleep(60).then(() => scene.clock.jump(8 * hour));
    const polled = await look(scene);
    assert.ok(polled.kind === "found" && polled.operation.done);
  });

  it("edge case 63: stops when the look after the sleep meets trouble too", async () => {
    const scene = new Scene({}, { ...everyGet(unavailable), roundTrip: 100 }, { timeout: minute });
    void scene.clock.sleep(60).then(() => scene.clock.jump(8 * hour));
    assert.deepEqual(await look(scene), { kind: "stopped", because: "deadline", failure: unavailable });
    assert.equal(scene.service.count("GET"), 2);
  });

  it("edge case 63: doesn't care when somebody sets the clock on the wall", async () => {
    const scene = new Scene({}, firstGets(unavailable), { timeout: minute });
    void scene.clock.sleep(10).then(() => scene.clock.setWall(0));
    assert.equal((await look(scene)).kind, "found");
    assert.ok(scene.clock.monotonic() <= 500);
  });
});
