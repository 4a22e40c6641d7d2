import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "#src/core/operation.js";
import { reset, unavailable } from "../../support/faults.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";

const began = Date.parse("2026-01-01T00:00:00.000Z");

/** An export of the same cluster that began so many milliseconds after the start whose answer is lost. */
function listed(id: string, after: number, done = false): Operation {
  const metadata = {
    createTime: new Date(began + after).toISOString(),
    target: startPath.replace(":export", ""),
    verb: "export",
  };
  const name = `projects/p/locations/l/operations/${id}`;
  return done ? { name, metadata, done, result: { kind: "none" } } : { name, metadata, done };
}

function lost(...lists: Operation[]): ProviderScene {
  return new ProviderScene({ starts: [reset()], lists, endsAt: 0 });
}

test("edge case 27: what began and ended before the start is not what it has begun", async () => {
  const scene = lost(listed("before", -10_000, true));
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /may have been started at/);
  assert.doesNotMatch(message, /operations\/before/);
});

test("edge case 27: what began before the start and is in flight may be it, if the clock is wrong: it is named", async () => {
  const scene = lost(listed("before", -10_000));
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /It may be: \S+\/before /);
});

test("edge case 27: one that began with the start is adopted, whatever has ended before", async () => {
  const { state } = await lost(listed("before", -10_000, true), listed("o", 500)).create();
  assert.equal(state.operationName, "projects/p/locations/l/operations/o");
});

test("edge case 27: one that began with the start and one a moment before that is in flight: both are named", async () => {
  const scene = lost(listed("before", -10_000), listed("o", 500));
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /It may be: \S+\/o .*; \S+\/before /);
});

test("edge case 27: one that is in flight since hours before is none of the candidates beside one that fits", async () => {
  const { state } = await lost(listed("old", -3 * 3_600_000), listed("o", 500)).create();
  assert.equal(state.operationName, "projects/p/locations/l/operations/o");
});

test("clocks that differ as clocks do keep nothing from being adopted", async () => {
  const { state } = await lost(listed("o", -1_500)).create();
  assert.equal(state.operationName, "projects/p/locations/l/operations/o");
});

test("a search that finds no end is given up with the step's own time-out, or soon after", async () => {
  const scene = new ProviderScene({ starts: [reset()], lists: unavailable });
  await failureOf(scene.provider.create(inputsOf({ timeouts: { create: "8s" } })));
  assert.ok(scene.clock.monotonic() <= 8_000);
});
