import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { MAX_RETRY_AFTER } from "#src/core/retryPolicy.js";
import { rejected } from "../support/faults.js";
import { everyCancel, everyGet, firstCancels, firstGets } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

function slowDown(retryAfter: number): RequestFailure {
  return rejected(429, "RESOURCE_EXHAUSTED", { retryAfter });
}

for (const absurd of [Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
  describe(`a service that asks to be left alone for ${absurd} ms`, () => {
    it("edge case 23: is asked every five minutes, and a last time before the limit", async () => {
      const scene = new Scene({}, everyGet(slowDown(absurd)), { timeout: hour });
      const outcome = await scene.waitForOperation({ firstPoll: "atOnce" });
      assert.ok(outcome.kind === "running" && outcome.because === "deadline");
      assert.deepEqual(outcome.failure, slowDown(absurd));
      const { requests } = scene.service;
      assert.ok(requests.length >= 11 && requests.length <= 13, `${requests.length} requests`);
      assert.equal(requests.at(-1)?.at, hour - 1_000);
    });

    it("edge case 23: is found to have ended at the next look", async () => {
      const scene = new Scene({ endsAt: minute }, firstGets(slowDown(absurd)));
      assert.equal((await scene.waitForOperation({ firstPoll: "atOnce" })).kind, "completed");
      assert.ok(scene.clock.monotonic() <= MAX_RETRY_AFTER * 1.1);
    });

    it("edge case 23: is sent the cancel again after five minutes, and after another look", async () => {
      const scene = new Scene({}, firstCancels(slowDown(absurd)));
      const outcome = await scene.cancelAndWait();
      assert.ok(outcome.kind === "cancelled" && outcome.byUs);
      assert.match(scene.service.sequence, /^GET cancel GET cancel( GET)+$/);
      assert.ok(scene.clock.monotonic() <= MAX_RETRY_AFTER * 1.1 + 1_000);
    });

    it("edge case 23: that never takes the cancel is not said to have been asked", async () => {
      const scene = new Scene({}, everyCancel(slowDown(absurd)), { timeout: 20 * minute });
      const outcome = await scene.cancelAndWait();
      assert.ok(outcome.kind === "running" && outcome.because === "deadline" && !outcome.cancelRequested);
      assert.ok(scene.service.requests.length <= 12, scene.service.sequence);
      assert.ok(scene.clock.monotonic() <= 20 * minute);
    });

    it("is left in the moment of the interrupt, with no sleeper behind", async () => {
      for (const mishaps of [everyGet(slowDown(absurd)), everyCancel(slowDown(absurd))]) {
        const scene = new Scene({}, mishaps, { interruptAt: 90_000 });
        const outcome = await scene.cancelAndWait();
        assert.ok(outcome.kind === "running" && outcome.because === "interrupted");
        assert.deepEqual([scene.clock.monotonic(), scene.clock.sleeping], [90_000, 0]);
      }
    });

    it("is told of with the pause that is then taken, be it cut short by the limit", async () => {
      const scene = new Scene({}, everyGet(slowDown(absurd)), { timeout: 7 * minute });
      await scene.waitForOperation({ firstPoll: "atOnce" });
      const begun = scene.service.requests.map(({ at }) => at);
      const pauses = scene.events.flatMap((event) => (event.kind === "retrying" ? [event.retryIn] : []));
      assert.deepEqual(
        pauses.map(Math.round),
        begun.slice(1).map((at, index) => Math.round(at - (begun[index] ?? 0))),
      );
    });
  });
}

for (const senseless of [-1, Number.NaN]) {
  describe(`a service that asks to be left alone for ${senseless} ms`, () => {
    it("edge case 23: is asked at the usual pace of faults, in no hot loop", async () => {
      const usual = new Scene({}, everyGet(rejected(429, "RESOURCE_EXHAUSTED")), { timeout: hour });
      const scene = new Scene({}, everyGet(slowDown(senseless)), { timeout: hour });
      await Promise.all([usual.waitForOperation(), scene.waitForOperation()]);
      assert.deepEqual(
        scene.service.requests.map(({ at }) => at),
        usual.service.requests.map(({ at }) => at),
      );
      const withoutFaults = new Scene({}, {}, { timeout: hour });
      await withoutFaults.waitForOperation();
      const ratio = scene.service.requests.length / withoutFaults.service.requests.length;
      assert.ok(ratio <= 1.5, `${ratio} times as many requests as without faults`);
    });
  });
}
