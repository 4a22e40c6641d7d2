import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EndPrediction } from "#src/core/prediction.js";

const seconds = 1_000;

/** A prediction from fractions that were read every second, from 0 to `until`. */
function read(fractionAt: (second: number) => number, until: number): EndPrediction {
  const prediction = new EndPrediction();
  for (let second = 0; second <= until; second += 1) {
    prediction.add(second * seconds, fractionAt(second), undefined);
  }
  return prediction;
}

function assertWithin(window: ReturnType<EndPrediction["endAt"]>, end: number, most: number): void {
  assert.ok(window !== undefined && window.earliest <= end && end <= window.latest, JSON.stringify(window));
  assert.ok(window.latest - window.earliest <= most, JSON.stringify(window));
}

const wholePercent = (duration: number) => (second: number) => Math.floor((100 * second) / duration) / 100;

describe("EndPrediction, from fractions", () => {
  it("finds the end of steady progress", () => {
    assertWithin(read((second) => second / 60, 40).endAt(40 * seconds), 60 * seconds, 1_000);
  });

  it("finds it from whole percentages", () => {
    assertWithin(read(wholePercent(60), 40).endAt(40 * seconds), 60 * seconds, 4_000);
  });

  it("takes percentages in steps of ten for rounded ones", () => {
    const tens = read((second) => Math.floor(second / 6) / 10, 45);
    assertWithin(tens.endAt(45 * seconds), 60 * seconds, 15_000);
  });

  it("finds it after a queue without progress", () => {
    const queued = read((second) => Math.max(0, second - 30) / 60, 75);
    assertWithin(queued.endAt(75 * seconds), 90 * seconds, 1_000);
  });

  it("is less sure if the progress is noisy", () => {
    const steady = read((second) => second / 60, 40).endAt(40 * seconds);
    const noisy = read((second) => second / 60 + 0.01 * Math.sin(second), 40).endAt(40 * seconds);
    assert.ok(steady && noisy && noisy.latest - noisy.earliest > 2 * (steady.latest - steady.earliest));
  });

  it("finds it in a wait of hours, from the readings that it keeps", () => {
    assertWithin(read((second) => second / 7_200, 7_000).endAt(7_000 * seconds), 7_200 * seconds, 40_000);
  });

  const none: [what: string, fractionAt: (second: number) => number, until: number][] = [
    ["never moves", () => 0, 60],
    ["is complete from the start", () => 1, 60],
    ["has hardly begun", (second) => second / 60, 1],
    ["goes backwards", (second) => (second < 40 ? second / 60 : 0.1), 41],
    ["goes up and down", (second) => (second % 2) / 2, 60],
    ["jumps to 100 and stays", (second) => (second < 40 ? second / 80 : 1), 42],
    ["stalls", (second) => Math.min(0.5, second / 60), 59],
    ["ends later than it looked", (second) => Math.min(1, second / 60), 70],
  ];
  for (const [what, fractionAt, until] of none) {
    it(`predicts nothing from progress that ${what}`, () => {
      assert.equal(read(fractionAt, until).endAt(until * seconds), undefined);
    });
  }

  it("predicts an end after all once progress that went backwards is steady", () => {
    const again = read((second) => (second < 20 ? second / 30 : (second - 20) / 40), 50);
    assertWithin(again.endAt(50 * seconds), 60 * seconds, 1_000);
  });

  it("takes no notice of numbers out of range", () => {
    const prediction = read((second) => second / 60, 40);
    const before = prediction.endAt(40 * seconds);
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, -0.1, 1.1]) {
      prediction.add(40 * seconds, number, undefined);
    }
    prediction.add(40 * seconds, undefined, Number.NaN);
    assert.deepEqual(prediction.endAt(40 * seconds), before);
  });
});

describe("EndPrediction, from estimates of the service", () => {
  it("takes an estimate from the first poll on", () => {
    const prediction = new EndPrediction();
    prediction.add(0, undefined, 60 * seconds);
    assertWithin(prediction.endAt(0), 60 * seconds, 8_000);
  });

  it("is surer of an estimate that the service has corrected lately", () => {
    const prediction = new EndPrediction();
    prediction.add(0, undefined, 90 * seconds);
    prediction.add(20 * seconds, undefined, 58 * seconds);
    prediction.add(50 * seconds, undefined, 60 * seconds);
    assertWithin(prediction.endAt(55 * seconds), 60 * seconds, 3_000);
  });

  it("predicts nothing from an estimate that moves on with the time", () => {
    const prediction = new EndPrediction();
    for (let second = 0; second <= 60; second += 1) {
      prediction.add(second * seconds, undefined, (second + 10) * seconds);
    }
    assert.equal(prediction.endAt(60 * seconds), undefined);
  });

  it("predicts nothing once an estimate has passed", () => {
    const prediction = new EndPrediction();
    prediction.add(0, undefined, 30 * seconds);
    assert.equal(prediction.endAt(40 * seconds), undefined);
  });
});
