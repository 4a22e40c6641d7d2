import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notFound, notPermitted, unavailable } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";
import { everyGet, operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";
import { refusalOf } from "./refusal.js";

describe("waitForOperation", () => {
  it("waits for the natural end", async () => {
    const scene = new Scene({ endsAt: 10 * minute });
    const outcome = await scene.waitForOperation();
    assert.ok(outcome.kind === "completed" && !outcome.cancelRequested);
    assert.ok(scene.clock.monotonic() >= 10 * minute);
  });

  it("sends no cancel", async () => {
    const scene = new Scene({ endsAt: minute });
    await scene.waitForOperation();
    assert.equal(scene.service.count("cancel"), 0);
  });

  it("looks first after the pace's first pause", async () => {
    const scene = new Scene();
    const outcome = scene.waitForOperation();
    await scene.clock.sleep(1_000);
    const [firstGet] = scene.service.requests;
    assert.ok(firstGet && firstGet.at >= 225 && firstGet.at <= 275, `${firstGet?.at} ms`);
    scene.interrupt();
    await outcome;
  });

  it("edge case 1: looks at once where told, and needs one GET for what has ended", async () => {
    const scene = new Scene({ endsAt: 0 });
    assert.equal((await scene.waitForOperation({ firstPoll: "atOnce" })).kind, "completed");
    assert.deepEqual([scene.service.sequence, scene.clock.monotonic()], ["GET", 0]);
  });

  it("counts an operation's age into its pace", async () => {
    const scene = new Scene({ endsAt: 0 });
    await scene.waitForOperation({ elapsed: hour });
    assert.ok(scene.clock.monotonic() >= 4_500, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 43: cancelled by somebody else is cancelled, not by us", async () => {
    const scene = new Scene({ endsAt: minute, end: { error: { code: 1 } } });
    const outcome = await scene.waitForOperation();
    assert.ok(outcome.kind === "cancelled" && !outcome.byUs);
  });

  it("edge case 7: doesn't look again after done without error and response", async () => {
    const scene = new Scene({ endsAt: 0, end: {} });
    assert.equal((await scene.waitForOperation()).kind, "completed");
    assert.equal(scene.service.count("GET"), 1);
  });

  it("edge case 9: goes on while done is absent, whatever the metadata says", async () => {
    const scene = new Scene({
      endsAt: minute,
      metadata: { endTime: "2026-01-01T00:00:00Z", state: "SUCCESSFUL" },
    });
    assert.equal((await scene.waitForOperation()).kind, "completed");
    assert.ok(scene.clock.monotonic() >= minute);
  });

  it("edge case 17: gone carries the operation as it was last seen", async () => {
    const scene = new Scene({ goneFrom: minute });
    assert.deepEqual(await scene.waitForOperation(), { kind: "gone", operation: running });
  });

  it("edge case 18: gone without ever having been seen carries nothing", async () => {
    const scene = new Scene({ goneFrom: 0 });
    assert.deepEqual(await scene.waitForOperation(), { kind: "gone" });
  });

  it("edge case 17: once seen, an operation is gone after a second 404, however young", async () => {
    const scene = new Scene({ goneFrom: 1_000 }, {}, { visibleWithin: minute });
    assert.equal((await scene.waitForOperation()).kind, "gone");
    assert.ok(scene.clock.monotonic() < 8_000, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 17: seen before the wait, an operation is gone after a second 404, however young", async () => {
    const scene = new Scene({ goneFrom: 0 }, {}, { visibleWithin: minute });
    assert.deepEqual(await scene.waitForOperation({ lastSeen: running }), {
      kind: "gone",
      operation: running,
    });
    assert.equal(scene.service.count("GET"), 2);
  });

  it("edge case 17: one 404 between two looks is no end", async () => {
    const scene = new Scene({ endsAt: minute }, { get: (nth) => (nth === 3 ? notFound : undefined) });
    assert.equal((await scene.waitForOperation()).kind, "completed");
  });

  it("edge case 16: waits for an operation to become visible, then for its end", async () => {
    const scene = new Scene({ visibleFrom: 5_000, endsAt: minute }, {}, { visibleWithin: minute });
    assert.equal((await scene.waitForOperation()).kind, "completed");
  });

  it("edge case 25: an hour of trouble decides nothing about the operation", async () => {
    const scene = new Scene({ endsAt: 30 * minute }, { get: (nth) => (nth <= 60 ? unavailable : undefined) });
    assert.equal((await scene.waitForOperation()).kind, "completed");
  });

  it("edge case 20: throws where the service refuses to tell", async (t) => {
    const scene = new Scene({}, everyGet(notPermitted));
    const { failure, operationName: name, message } = await refusalOf(scene.waitForOperation());
    assert.deepEqual([failure, name], [notPermitted, operationName]);
    assertMessage(t, "403 on GET", message);
  });
});
