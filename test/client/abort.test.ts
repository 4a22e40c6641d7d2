import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CallOptions, Outcome } from "pulumi-gcp-lro/client";
import type { CancelPolicy } from "pulumi-gcp-lro/emulator";
import { EmulatorScene, parent } from "../support/emulatorScene.js";

type Call = (scene: EmulatorScene, name: string, options: CallOptions) => Promise<Outcome[]>;

const calls: Record<string, Call> = {
  wait: async ({ client }, name, options) => [await client.wait(name, options)],
  cancel: async ({ client }, name, options) => [await client.cancel(name, options)],
  cancelAndWait: async ({ client }, name, options) => [await client.cancelAndWait(name, options)],
  cancelAll: async (scene, name, options) => {
    const names = [name, ...Array.from({ length: 3 }, () => scene.seed())];
    const results = await scene.client.cancelAll(names, options);
    return results.map(({ outcome, error }) => outcome ?? assert.fail(error));
  },
};

for (const [method, call] of Object.entries(calls)) {
  test(`property: ${method} aborted at any moment stops, tells the truth and leaves nothing behind`, async (t) => {
    const scene = await EmulatorScene.open(t);
    const moment = fc.record({ step: fc.nat(15), turns: fc.nat(6) });
    const behaviour = fc.record({
      cancel: fc.constantFrom<CancelPolicy>("honour", "ignore", "unimplemented"),
      cancelTime: fc.integer({ min: 0, max: 20_000 }),
      operationTime: fc.integer({ min: 60_000, max: 90_000 }),
      fault: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(behaviour, moment, async ({ fault, ...behaviour }, { step, turns }) => {
        scene.emulator.clear();
        if (fault) {
          scene.emulator.fault({ when: { nth: 2 }, fault: { kind: "status", status: 503 } });
        }
        const name = scene.seed(behaviour);
        const controller = new AbortController();
        abortAt(scene, controller, step, turns);
        const outcomes = await call(scene, name, { signal: controller.signal });
        scene.clock.onStep = () => undefined;
        const { operations } = scene.emulator;
        for (const [index, outcome] of outcomes.entries()) {
          assertTrue(outcome, operations[index]?.done, controller.signal.aborted);
        }
        assert.equal(scene.clock.sleeping, 0);
        assert.equal(scene.clock.requests, 0);
        assert.deepEqual(timers(), []);
      }),
      { numRuns: 60 },
    );
  });
}

test("an abort beforehand sends nothing", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  const signal = AbortSignal.abort(new Error("enough"));
  for (const call of Object.values(calls)) {
    for (const outcome of await call(scene, name, { signal })) {
      assert.deepEqual(outcome, { kind: "running", because: "interrupted", cancelRequested: false });
    }
  }
  await assert.rejects(scene.client.get(name, { signal }), /enough/);
  await assert.rejects(scene.client.cancelAll({ parent }, { signal }), /enough/);
  await assert.rejects(scene.client.list(parent, { signal }).next(), /enough/);
  assert.deepEqual(scene.emulator.requests, []);
});

test("an abort drops a request that hangs, and its connection", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = scene.seed();
  const controller = new AbortController();
  scene.emulator.fault({ fault: { kind: "delay", milliseconds: 3_600_000 } });
  const waiting = scene.client.wait(name, { signal: controller.signal });
  await until(() => scene.emulator.requests.length === 1);
  controller.abort();
  const outcome = await waiting;
  assert.ok(outcome.kind === "running" && outcome.because === "interrupted");
  await until(() => scene.emulator.requests[0]?.status === "abandoned");
  assert.deepEqual(timers(), []);
});

/** Asserts that an outcome is true; `running` is allowed for any operation. */
function assertTrue(outcome: Outcome, done: boolean | undefined, aborted: boolean): void {
  switch (outcome.kind) {
    case "cancelled":
    case "completed":
      assert.equal(done, true);
      return;
    case "running":
      if (outcome.because === "interrupted") {
        assert.ok(aborted);
      } else {
        assert.ok(outcome.because === "abandoned" || outcome.because === "cancelUnsupported");
      }
      return;
    case "failed":
    case "gone":
      assert.fail(`Nothing ${outcome.kind}.`);
  }
}

/** Aborts when so many steps were taken, and so many turns of the event loop have passed since. */
function abortAt(scene: EmulatorScene, controller: AbortController, step: number, turns: number): void {
  let steps = 0;
  scene.clock.onStep = () => {
    steps += 1;
    if (steps === step + 1) {
      abortAfter(controller, turns);
    }
  };
}

function abortAfter(controller: AbortController, turns: number): void {
  if (turns === 0) {
    controller.abort();
  } else {
    setImmediate(() => abortAfter(controller, turns - 1));
  }
}

/** The timers of this process that keep it alive. */
function timers(): string[] {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout");
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
