import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeFailure } from "#src/core/failure.js";
import { runningSchedule } from "#src/core/schedule.js";
import { pollUntilDone } from "#src/core/wait.js";
import { unavailable } from "../support/faults.js";
import { operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

describe("waitForOperation, at the deadline", () => {
  it("edge case 36: time-out is running, as the operation was last seen", async () => {
    const scene = new Scene({}, {}, { timeout: minute });
    assert.deepEqual(await scene.waitForOperation(), {
      kind: "running",
      because: "deadline",
      cancelRequested: false,
      operation: running,
    });
  });

  it("looks last a second before the deadline, and ends there", async () => {
    const scene = new Scene({}, {}, { timeout: minute });
    await scene.waitForOperation();
    assert.deepEqual(
      [scene.service.requests.at(-1)?.at, scene.clock.monotonic()],
      [minute - 1_000, minute - 1_000],
    );
  });

  it("edge case 25: the last good look stays the truth, with the trouble beside it", async () => {
    const scene = new Scene({}, { get: (nth) => (nth > 3 ? unavailable : undefined) }, { timeout: minute });
    const outcome = await scene.waitForOperation();
    assert.ok(outcome.kind === "running" && outcome.because === "deadline");
    assert.deepEqual(outcome.operation, running);
    assert.deepEqual([outcome.failure, outcome.lastError], [unavailable, describeFailure(unavailable)]);
  });

  it("takes a single look for a limit of nought", async () => {
    const scene = new Scene({}, {}, { timeout: 0 });
    assert.equal((await scene.waitForOperation()).kind, "running");
    assert.equal(scene.service.sequence, "GET");
  });

  it("edge case 63: tells the end that came while the machine slept, be the deadline long past", async () => {
    const scene = new Scene({ endsAt: 30 * minute });
    void scene.clock.sleep(minute).then(() => scene.clock.jump(8 * hour));
    assert.equal((await scene.waitForOperation()).kind, "completed");
  });

  it("edge case 63: declares time-out only after a look begun since the machine woke", async () => {
    const scene = new Scene({}, { roundTrip: 1_000 });
    void scene.clock.sleep(1_000).then(() => scene.clock.jump(8 * hour));
    assert.equal((await scene.waitForOperation()).kind, "running");
    const last = scene.service.requests.at(-1);
    assert.ok(last && last.at >= 8 * hour, `${last?.at} ms`);
  });
});

describe("waitForOperation, interrupted", () => {
  it("in a pause", async () => {
    const scene = new Scene({}, {}, { interruptAt: 10 * minute });
    assert.deepEqual(await scene.waitForOperation(), {
      kind: "running",
      because: "interrupted",
      cancelRequested: false,
      operation: running,
    });
    assert.equal(scene.clock.monotonic(), 10 * minute);
  });

  it("in a request", async () => {
    const scene = new Scene({}, { roundTrip: 1_000 }, { interruptAt: 500 });
    const outcome = await scene.waitForOperation();
    assert.deepEqual(outcome, { kind: "running", because: "interrupted", cancelRequested: false });
    assert.equal(scene.clock.monotonic(), 500);
  });

  it("before it began", async () => {
    const scene = new Scene();
    scene.interrupt();
    assert.deepEqual(await scene.waitForOperation(), {
      kind: "running",
      because: "interrupted",
      cancelRequested: false,
    });
    assert.equal(scene.service.sequence, "");
  });

  it("leaves no sleeper behind", async () => {
    const scene = new Scene({}, {}, { interruptAt: minute });
    await scene.waitForOperation();
    assert.equal(scene.clock.sleeping, 0);
  });
});

describe("watchUntilEnded", () => {
  it("asks nothing about an operation seen before where the deadline has passed", async () => {
    const scene = new Scene({}, {}, { timeout: minute });
    scene.clock.jump(minute);
    const ending = await pollUntilDone(
      scene.context,
      operationName,
      { schedule: runningSchedule, lastSeen: running },
      scene.limits,
    );
    assert.deepEqual(ending, { kind: "stopped", because: "deadline", operation: running });
    assert.equal(scene.service.sequence, "");
  });
});
