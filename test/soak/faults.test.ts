import assert from "node:assert/strict";
import { test } from "node:test";
import { type FaultMix, SHARE } from "./faultMix.js";
import { inOwnProcess } from "./ownProcess.js";
import type { SoakOrder, SoakResult } from "./soakRun.js";

const SEED = Number(process.env.SOAK_SEED ?? 20_261_121);
const OPERATIONS = 1_000;
/**
 * Requests with faults, by those calm. Waits alone stay below 1.6 (properties/faultyWaits.test.ts). Here starts and cancels
 * fail too, and each wait sends a GET of its own after a list that failed.
 */
const MOST_OVERHEAD = 2.25;

function play(mix: FaultMix, operations = OPERATIONS): Promise<SoakResult> {
  return inOwnProcess<SoakOrder, SoakResult>("soakProgram.js", { seed: SEED, operations, mix });
}

test(`${OPERATIONS} operations, ${SHARE * 100} % of all answers faulty: every outcome is true, and requests are few`, async (t) => {
  const begin = performance.now();
  const [busy, [calm, stormy]] = await Promise.all([
    play("refusals"),
    play("nothing").then(async (quiet) => [quiet, await play("everything")] as const),
  ]);
  const seconds = (performance.now() - begin) / 1_000;

  t.diagnostic(`seed ${SEED}, another one by SOAK_SEED; ${seconds.toFixed(1)} s`);
  t.diagnostic(`no faults: ${figures(calm)}`);
  t.diagnostic(`503, 429 and resets: ${figures(busy, calm)}`);
  t.diagnostic(`everything: ${figures(stormy, calm)}`);
  t.diagnostic(`${stormy.notVisibleYet} times 404 right after a start; ${stormy.tokens} access tokens`);

  for (const { problems } of [calm, busy, stormy]) {
    assert.deepEqual(problems, [], `seed ${SEED}`);
  }
  for (const { failures, requests } of [busy, stormy]) {
    assert.ok(sum(failures) / requests > SHARE - 0.03, `seed ${SEED}: too few faults`);
    assert.ok(requests / calm.requests <= MOST_OVERHEAD, `seed ${SEED}: too many requests`);
  }
});

test("the same seed makes the same run, request by request", async () => {
  const [one, other] = await Promise.all([play("everything", 100), play("everything", 100)]);
  assert.equal(other.digest, one.digest, `seed ${SEED}`);
});

function figures(result: SoakResult, calm?: SoakResult): string {
  const { correctScenarios, requests, failures, uncertainStarts, duration } = result;
  const kinds = Object.entries(failures).map(([kind, count]) => `${kind}: ${count}`);
  return [
    `${correctScenarios} of ${OPERATIONS} outcomes true`,
    `${requests} requests${calm === undefined ? "" : ` (${(requests / calm.requests).toFixed(2)} x)`}`,
    `${sum(failures)} faults`,
    `${uncertainStarts} uncertain starts, all told`,
    `${Math.round(duration / 1_000)} s of the service's time`,
    ...(kinds.length > 0 ? [`(${kinds.join(", ")})`] : []),
  ].join(", ");
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
