import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelOnly } from "#src/core/cancel.js";
import { isRequestRefusedError } from "#src/core/operationErrors.js";
import { finishedAlready, unavailable } from "../support/faults.js";
import { firstCancels, operationName } from "../support/modelService.js";
import { Scene } from "../support/scene.js";

const plan = { whenUnsupported: "wait" as const };

test("goes on once the cancel is acknowledged", async () => {
  const scene = new Scene({ cancelTakes: 60_000 }, firstCancels(unavailable));
  const outcome = await cancelOnly(scene.context, operationName, plan, scene.limits);
  assert.equal(scene.service.sequence, "GET cancel GET cancel");
  assert.ok(outcome.kind === "running" && outcome.because === "abandoned" && outcome.cancelRequested);
});

test("doesn't go on where a cancel may have been accepted, the next one is refused, and it still runs", async () => {
  const scene = new Scene({ cancelTakes: "ignores" }, firstCancels(unavailable, finishedAlready));
  await assert.rejects(cancelOnly(scene.context, operationName, plan, scene.limits), (error: Error) => {
    assert.ok(isRequestRefusedError(error));
    assert.match(error.message, /still running; an earlier cancel request may have reached it/);
    return true;
  });
  assert.equal(scene.service.sequence, "GET cancel GET cancel GET");
});
