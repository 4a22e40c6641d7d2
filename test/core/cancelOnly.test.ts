import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelOnly } from "#src/core/cancel.js";
import { finishedAlready, unavailable } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";
import { firstCancels, operationName } from "../support/modelService.js";
import { Scene } from "../support/scene.js";
import { refusalOf } from "./refusal.js";

const plan = { whenUnsupported: "wait" as const };

test("goes on once the cancel is acknowledged", async () => {
  const scene = new Scene({ cancelTakes: 60_000 }, firstCancels(unavailable));
  const outcome = await cancelOnly(scene.context, operationName, plan, scene.limits);
  assert.equal(scene.service.sequence, "GET cancel GET cancel");
  assert.ok(outcome.kind === "running" && outcome.because === "abandoned" && outcome.cancelRequested);
});

test("doesn't go on where a cancel may have been accepted, the next one is refused, and it still runs", async (t) => {
  const scene = new Scene({ cancelTakes: "ignores" }, firstCancels(unavailable, finishedAlready));
  const refusal = await refusalOf(cancelOnly(scene.context, operationName, plan, scene.limits));
  assert.deepEqual([refusal.failure, refusal.operationName], [finishedAlready, operationName]);
  assertMessage(t, "not acknowledged", refusal.message);
  assert.equal(scene.service.sequence, "GET cancel GET cancel GET");
});
