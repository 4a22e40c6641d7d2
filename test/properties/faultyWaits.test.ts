import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cancelAll } from "#src/core/cancelAll.js";
import { Deadline } from "#src/core/deadline.js";
import type { RequestFailure } from "#src/core/failure.js";
import { rejected, reset, unavailable } from "../support/faults.js";
import { ManyWaits, type PlannedWait, parentA } from "../support/manyWaits.js";
import { minute } from "../support/scene.js";
import { seededRandom } from "../support/seededRandom.js";

const ROUND_TRIP = 50;

/** The longest pause of the schedule, in milliseconds. */
const MAX_PAUSE = 5_500;

/** Milliseconds for which a list that fails is repeated. */
const LIST_TIME = 3_000;

const faults: readonly RequestFailure[] = [unavailable, rejected(429, "RESOURCE_EXHAUSTED"), reset()];

interface Figures {
  requests: number;
  /** Milliseconds from the end of an operation to the end of the wait for it, sorted. */
  lags: number[];
}

const OPERATIONS = 100;

/** Makes a function that returns a fault for a share of its calls. */
function faultsOf(share: number, seed: number): () => RequestFailure | undefined {
  const random = seededRandom(seed);
  return () => (random() < share ? faults[Math.floor(random() * faults.length)] : undefined);
}

/** Waits for operations that end after 18 to 22 s, of whose requests a share fails. */
async function measure(share: number, seed: number, lists: "one list" | "none"): Promise<Figures> {
  const fault = faultsOf(share, seed);
  const planned = Array.from(
    { length: OPERATIONS },
    (_, index): PlannedWait => ({
      script: { endsAt: 18_000 + (index * 4_000) / OPERATIONS },
      mishaps: { roundTrip: ROUND_TRIP, get: fault },
    }),
  );
  const waits = new ManyWaits(
    planned,
    lists === "none" ? "none" : { [parentA]: { roundTrip: ROUND_TRIP, fails: fault } },
  );
  const ended = await waits.run();
  assert.ok(ended.every(({ kind }) => kind === "completed"));
  const lags = ended.map(({ at }, index) => at - (planned[index]?.script?.endsAt ?? 0));
  const requests = waits.service.count("GET") + waits.lists.requests.length;
  return { requests, lags: lags.toSorted((a, b) => a - b) };
}

/** Cancels operations, each of which then takes 3 s to end, and returns the number of requests of which a share fails. */
async function countOfCancelAll(share: number, seed: number): Promise<number> {
  const fault = faultsOf(share, seed);
  const planned = Array.from(
    { length: OPERATIONS },
    (): PlannedWait => ({
      script: { cancelTakes: 3_000 },
      mishaps: { roundTrip: ROUND_TRIP, get: fault, cancel: fault },
    }),
  );
  const waits = new ManyWaits(planned, { [parentA]: { roundTrip: ROUND_TRIP, fails: fault } });
  const results = await cancelAll(
    waits.names.map((name, index) => ({
      name,
      context: waits.context(index),
      plan: { whenUnsupported: "wait" },
    })),
    { deadline: new Deadline(waits.clock, minute) },
    32,
  );
  assert.ok(results.every(({ outcome }) => outcome?.kind === "cancelled"));
  return waits.service.requests.length + waits.lists.requests.length;
}

describe("cancels of whose requests 30 % fail", () => {
  it("send few more requests", async () => {
    const withoutFaults = await countOfCancelAll(0, 0);
    for (const seed of [1, 2]) {
      const ratio = (await countOfCancelAll(0.3, seed)) / withoutFaults;
      assert.ok(ratio <= 1.6, `${ratio} times as many requests`);
    }
  });
});

describe("waits of whose requests 30 % fail", () => {
  for (const lists of ["one list", "none"] as const) {
    it(`send few more requests and notice each end soon: ${lists}`, async () => {
      const withoutFaults = await measure(0, 0, lists);
      for (const seed of [1, 2]) {
        const { requests, lags } = await measure(0.3, seed, lists);
        const ratio = requests / withoutFaults.requests;
        const usual = lags[Math.floor(lags.length * 0.95)] ?? Number.NaN;
        const longest = lags.at(-1) ?? Number.NaN;
        assert.ok(ratio <= 1.6, `${ratio} times as many requests`);
        assert.ok(usual <= 2_000 && longest <= 6_000, `lag: 95 % ${usual} ms, longest ${longest} ms`);
      }
    });
  }
});

describe("waits during an outage", () => {
  const outage = fc.record({ begin: fc.nat(2 * minute), length: fc.nat(10 * minute) });

  for (const lists of ["one list", "none"] as const) {
    it(`notice each end within a pause of the schedule once the service answers: ${lists}`, async () => {
      const ends = fc.array(fc.nat(5 * minute), { minLength: 1, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(
          ends,
          outage,
          fc.constantFrom(...faults),
          async (times, { begin, length }, fault) => {
            const end = begin + length;
            const during = (): RequestFailure | undefined => {
              const now = waits.clock.monotonic();
              return now >= begin && now < end ? fault : undefined;
            };
            const planned = times.map((endsAt) => ({ script: { endsAt }, mishaps: { get: during } }));
            const waits: ManyWaits = new ManyWaits(
              planned,
              lists === "none" ? "none" : { [parentA]: { fails: during } },
            );
            for (const [index, { at, kind }] of (await waits.run()).entries()) {
              assert.equal(kind, "completed");
              const latest = Math.max(times[index] ?? 0, end) + MAX_PAUSE + LIST_TIME;
              assert.ok(at <= latest || at <= (times[index] ?? 0) + MAX_PAUSE, `${at} ms, not ${latest} ms`);
            }
          },
        ),
        { numRuns: 40 },
      );
    });
  }
});
