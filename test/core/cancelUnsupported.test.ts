import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeFailure } from "#src/core/failure.js";
import type { RunningOperation } from "#src/core/operation.js";
import { unimplemented } from "../support/faults.js";
import { everyCancel, operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

describe("cancelAndWait, where cancel is unsupported", () => {
  it("edge case 12: 501 is not tried again, and the natural end is waited for", async () => {
    const scene = new Scene({ endsAt: minute }, everyCancel(unimplemented));
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait" });
    assert.ok(outcome.kind === "completed" && !outcome.cancelRequested);
    assert.equal(scene.service.count("cancel"), 1);
  });

  it("edge case 12: 501 leaves the operation running where told", async () => {
    const scene = new Scene({}, everyCancel(unimplemented));
    assert.deepEqual(await scene.cancelAndWait({ whenUnsupported: "leave" }), {
      kind: "running",
      because: "cancelUnsupported",
      cancelRequested: false,
      operation: running,
    });
    assert.equal(scene.service.sequence, "GET cancel");
  });

  it("edge case 12: says why", async () => {
    const scene = new Scene({}, everyCancel(unimplemented));
    await scene.cancelAndWait({ whenUnsupported: "leave" });
    const why = scene.events.find(({ kind }) => kind === "cancelUnsupported");
    assert.deepEqual(why, {
      kind: "cancelUnsupported",
      name: operationName,
      isAwaited: false,
      time: scene.clock.wall(),
      reason: describeFailure(unimplemented),
      failure: unimplemented,
    });
  });

  it("edge case 13: no route for the name: looks, and sends no blind cancel", async () => {
    const scene = new Scene({ endsAt: minute });
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait", knownUnsupported: "no such route" });
    assert.ok(outcome.kind === "completed" && !outcome.cancelRequested);
    assert.equal(scene.service.count("cancel"), 0);
  });

  it("edge case 13: no route for the name, and ended already: completed, with nothing unsupported", async () => {
    const scene = new Scene({ endsAt: 0 });
    await scene.cancelAndWait({ whenUnsupported: "leave", knownUnsupported: "no such route" });
    assert.deepEqual(scene.eventKinds, ["polled"]);
  });

  it("edge case 60: an operation that the plan advises against cancelling is sent no cancel", async () => {
    const scene = new Scene({ metadata: { state: "LATE" }, endsAt: minute });
    const reasonAgainst = ({ metadata }: RunningOperation) => `it is ${metadata?.state}`;
    assert.equal((await scene.cancelAndWait({ whenUnsupported: "wait", reasonAgainst })).kind, "completed");
    assert.equal(scene.service.count("cancel"), 0);
    const why = scene.events.find(({ kind }) => kind === "cancelUnsupported");
    assert.ok(why?.kind === "cancelUnsupported");
    assert.deepEqual([why.reason, why.failure], ["it is LATE", undefined]);
  });

  it("edge case 36: an uncancellable operation at the deadline is running", async () => {
    const scene = new Scene({}, everyCancel(unimplemented), { timeout: minute });
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait" });
    assert.deepEqual(outcome, {
      kind: "running",
      because: "deadline",
      cancelRequested: false,
      operation: running,
    });
  });
});

describe("beginCancel", () => {
  it("comes back with the acknowledgement, without waiting for the end", async () => {
    const scene = new Scene({ cancelTakes: hour });
    assert.deepEqual(await scene.beginCancel(), { kind: "cancelling", operation: running });
    assert.deepEqual([scene.service.sequence, scene.clock.monotonic()], ["GET cancel", 0]);
  });

  it("comes back settled where the operation has ended", async () => {
    const start = await new Scene({ endsAt: 0 }).beginCancel();
    assert.ok(start.kind === "settled" && start.outcome.kind === "completed");
  });

  it("comes back uncancellable where the service can't cancel it", async () => {
    const start = await new Scene({}, everyCancel(unimplemented)).beginCancel();
    assert.deepEqual(start, { kind: "uncancellable", operation: running, cancelRequested: false });
  });
});
