import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunningOperation } from "#src/core/operation.js";
import { finishedAlready, notFound, rejected, unavailable } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";
import { everyCancel, firstCancels, operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";
import { refusalOf } from "./refusal.js";

describe("cancelAndWait", () => {
  it("looks, cancels and looks until the operation has ended", async () => {
    const scene = new Scene({ cancelTakes: 400 });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.sequence, "GET cancel GET GET");
    assert.deepEqual(scene.eventKinds, ["polled", "cancelSent", "cancelAccepted", "polled"]);
  });

  it("edge case 1: sends no cancel to what has ended already", async () => {
    const scene = new Scene({ endsAt: 0 });
    assert.deepEqual(await scene.cancelAndWait(), {
      kind: "completed",
      cancelRequested: false,
      operation: { name: operationName, done: true, result: { kind: "response", response: {} } },
    });
    assert.equal(scene.service.sequence, "GET");
  });

  it("edge case 2: done between GET and cancel, cancel answers 400: the end counts", async () => {
    const scene = new Scene({ endsAt: 50 }, { ...everyCancel(finishedAlready), roundTrip: 60 });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "completed" && !outcome.cancelRequested);
    assert.equal(scene.service.sequence, "GET cancel GET");
  });

  it("edge case 2: not done after a cancel that answers 400: reports the 400", async (t) => {
    const scene = new Scene({}, everyCancel(finishedAlready));
    const { failure, operationName: name, message } = await refusalOf(scene.cancelAndWait());
    assert.deepEqual([failure, name], [finishedAlready, operationName]);
    const retried = scene.events.flatMap((event) => (event.kind === "retrying" ? [event.retryIn] : []));
    assert.deepEqual(retried, [0]);
    assertMessage(t, "400 on cancel, and still running", message);
    assert.deepEqual([scene.service.sequence, scene.clock.monotonic()], ["GET cancel GET", 0]);
  });

  it("edge case 3: 400 INVALID_ARGUMENT on cancel is no race: reports it with its text", async () => {
    const badName = rejected(400, "INVALID_ARGUMENT", { message: "bad name" });
    const { failure } = await refusalOf(new Scene({}, everyCancel(badName)).cancelAndWait());
    assert.equal(failure, badName);
  });

  it("edge case 5: ended with a response after the cancel: completed despite it", async () => {
    const scene = new Scene({ endsAt: minute, cancelTakes: "ignores" });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "completed" && outcome.cancelRequested);
  });

  it("edge case 10: cancelled by somebody else already: sends its own cancel too, then waits", async () => {
    const metadata = { requestedCancellation: true };
    const scene = new Scene({
      metadata,
      endsAt: minute,
      end: { error: { code: 1 } },
      cancelTakes: "ignores",
    });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
  });

  it("edge case 11: the metadata never shows the cancellation: waits on", async () => {
    const scene = new Scene({ metadata: { createTime: "2026-01-01T00:00:00Z" }, cancelTakes: 10 * minute });
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 16: an operation that isn't visible yet is cancelled once it is", async () => {
    const scene = new Scene({ visibleFrom: 3_000 }, {}, { visibleWithin: minute });
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
    assert.equal(scene.service.sequence, "GET GET GET GET cancel GET");
  });

  it("edge case 17: unknown on the first look is gone, without a cancel", async () => {
    const scene = new Scene({ goneFrom: 0 });
    assert.deepEqual(await scene.cancelAndWait(), { kind: "gone" });
    assert.equal(scene.service.sequence, "GET");
  });

  it("edge case 17: gone right after the cancel carries the operation as it was last seen", async () => {
    const scene = new Scene({ goneFrom: 100 });
    assert.deepEqual(await scene.cancelAndWait(), { kind: "gone", operation: running });
  });

  it("edge case 17: once seen, gone while the cancel is sent again is gone after a second 404, however young", async () => {
    const mishaps = { ...firstCancels(unavailable), roundTrip: 10 };
    const scene = new Scene({ goneFrom: 100 }, mishaps, { visibleWithin: minute });
    assert.equal((await scene.cancelAndWait()).kind, "gone");
    assert.equal(scene.service.sequence, "GET cancel GET GET");
    assert.ok(scene.clock.monotonic() < minute, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 17: a single 404 while the cancel is sent again is no end", async () => {
    const mishaps = {
      ...firstCancels(unavailable),
      get: (nth: number) => (nth === 2 ? notFound : undefined),
    };
    const scene = new Scene({}, mishaps);
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
    assert.equal(scene.service.sequence, "GET cancel GET GET cancel GET");
  });

  it("edge case 17: gone while the cancel is sent again carries the operation as it was last seen", async () => {
    const scene = new Scene({ goneFrom: 100 }, { ...firstCancels(unavailable), roundTrip: 10 });
    assert.deepEqual(await scene.cancelAndWait(), { kind: "gone", operation: running });
  });

  it("edge case 59: the resource vanishes before the operation ends: waits on until GET says done", async () => {
    const metadata = { instance: { name: "projects/p/instances/i" }, cancelTime: "2026-01-01T00:00:00Z" };
    const scene = new Scene({ cancelTakes: 5 * minute, metadata });
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.ok(scene.clock.monotonic() >= 5 * minute);
  });

  it("edge case 59: an operation that vanishes with its cancel is gone, not cancelled", async () => {
    assert.equal((await new Scene({ cancelTakes: 5_000, goneFrom: 1_000 }).cancelAndWait()).kind, "gone");
  });
});

describe("cancelAndWait of an operation that was just seen in flight", () => {
  it("cancels without a GET before it", async () => {
    const scene = new Scene({ cancelTakes: 400 });
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait", lastSeen: running });
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.sequence, "cancel GET GET");
    assert.deepEqual(scene.eventKinds, ["cancelSent", "cancelAccepted", "polled"]);
  });

  it("polls before the cancel is sent again", async () => {
    const scene = new Scene({}, firstCancels(unavailable));
    await scene.cancelAndWait({ whenUnsupported: "wait", lastSeen: running });
    assert.equal(scene.service.sequence, "cancel GET cancel GET");
  });

  it("reads the reasons against a cancel from what was seen", async () => {
    const scene = new Scene({ endsAt: minute });
    const reasonAgainst = ({ metadata }: RunningOperation) => (metadata ? "too late" : undefined);
    const lastSeen: RunningOperation = { ...running, metadata: {} };
    await scene.cancelAndWait({ whenUnsupported: "wait", reasonAgainst, lastSeen });
    assert.equal(scene.service.count("cancel"), 0);
  });

  it("sends nothing after an interrupt, and keeps what was seen", async () => {
    const scene = new Scene();
    scene.interrupt();
    assert.deepEqual(await scene.cancelAndWait({ whenUnsupported: "wait", lastSeen: running }), {
      kind: "running",
      because: "interrupted",
      cancelRequested: false,
      operation: running,
    });
    assert.equal(scene.service.sequence, "");
  });

  it("is gone after a second 404, however young", async () => {
    const scene = new Scene({ cancelTakes: hour, goneFrom: 1 }, {}, { visibleWithin: minute });
    const outcome = await scene.cancelAndWait({ whenUnsupported: "wait", lastSeen: running });
    assert.deepEqual(outcome, { kind: "gone", operation: running });
    assert.equal(scene.service.sequence, "cancel GET GET");
  });
});
