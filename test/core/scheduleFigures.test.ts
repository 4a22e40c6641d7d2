import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OperationScript } from "../support/modelService.js";
import { Scene } from "../support/scene.js";

/** Milliseconds of driven time from a request to its answer. */
const ROUND_TRIP = 50;

interface Figures {
  meanLag: number;
  /** 95 of 100 lags are at most this. */
  usualLag: number;
  meanGets: number;
  mostGets: number;
}

/**
 * Plays scenes one after the other, each with its own seed and with `spread` going evenly from 0 to 1. Lags run
 * from the operation's end to the waiter's knowledge of it.
 */
async function measure(
  runs: number,
  script: (spread: number) => OperationScript,
  play: (scene: Scene) => Promise<unknown>,
  reportsProgress = false,
): Promise<Figures> {
  const lags: number[] = [];
  const gets: number[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    const operation = script((seed - 0.5) / runs);
    const scene = new Scene(operation, { roundTrip: ROUND_TRIP }, { seed });
    if (reportsProgress) {
      const { endsAt = Number.POSITIVE_INFINITY } = operation;
      scene.context.readEndHint = () => ({
        fraction: Math.floor(Math.min(100, (100 * scene.clock.monotonic()) / endsAt)) / 100,
      });
    }
    await play(scene);
    lags.push(scene.clock.monotonic() - scene.service.endedAt);
    gets.push(scene.service.count("GET"));
  }
  return {
    meanLag: mean(lags),
    usualLag: lags.toSorted((a, b) => a - b)[Math.floor(runs * 0.95)] ?? Number.NaN,
    meanGets: mean(gets),
    mostGets: Math.max(...gets),
  };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A tenth sooner to a tenth later, so that no phase of the looks is lucky. */
function endsAround(duration: number): (spread: number) => OperationScript {
  return (spread) => ({ endsAt: duration * (0.9 + 0.2 * spread) });
}

describe("the paces, in driven time with a 50 ms round trip", () => {
  it("notices a cancellation that takes 2 s within 0.3 s in the mean, by at most 8 GETs after the cancel", async () => {
    const cancelled = await measure(
      200,
      () => ({ cancelTakes: 2_000 }),
      (scene) => scene.cancelAndWait(),
    );
    const getsBeforeCancel = 1;
    assert.ok(cancelled.meanLag <= 300, `mean lag ${cancelled.meanLag} ms`);
    assert.ok(cancelled.usualLag <= 500, `95th percentile ${cancelled.usualLag} ms`);
    assert.ok(cancelled.mostGets - getsBeforeCancel <= 8, `${cancelled.mostGets - getsBeforeCancel} GETs`);
  });

  it("notices a cancellation just as soon when the operation is ten minutes old", async () => {
    const cancelled = await measure(
      50,
      () => ({ cancelTakes: 2_000 }),
      async (scene) => {
        await scene.clock.sleep(600_000);
        await scene.cancelAndWait();
      },
    );
    assert.ok(cancelled.meanLag <= 300, `mean lag ${cancelled.meanLag} ms`);
  });

  it("notices an end after about 60 s within 1.2 s in the mean, by at most 36 GETs in the mean", async () => {
    const ended = await measure(200, endsAround(60_000), (scene) => scene.waitForOperation());
    assert.ok(ended.meanLag <= 1_200, `mean lag ${ended.meanLag} ms`);
    assert.ok(ended.meanGets <= 36, `${ended.meanGets} GETs`);
  });

  it("notices an end after about 600 s within 2.6 s in the mean, by at most 175 GETs in the mean", async () => {
    const ended = await measure(160, endsAround(600_000), (scene) => scene.waitForOperation());
    assert.ok(ended.meanLag <= 2_600, `mean lag ${ended.meanLag} ms`);
    assert.ok(ended.meanGets <= 175, `${ended.meanGets} GETs`);
  });

  it("notices an end after about 60 s within 0.5 s in the mean, by at most 30 GETs in the mean, if a percentage predicts it", async () => {
    const ended = await measure(100, endsAround(60_000), (scene) => scene.waitForOperation(), true);
    assert.ok(ended.meanLag <= 500, `mean lag ${ended.meanLag} ms`);
    assert.ok(ended.meanGets <= 30, `${ended.meanGets} GETs`);
  });
});
