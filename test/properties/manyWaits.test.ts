import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RequestFailure } from "#src/core/failure.js";
import { notPermitted, rejected, reset, unavailable, unimplemented, unreadable } from "../support/faults.js";
import { type EndedWait, ManyWaits, type PlannedWait, parentA, parentB } from "../support/manyWaits.js";
import type { ListScript } from "../support/modelLists.js";
import { minute } from "../support/scene.js";
import { seededRandom } from "../support/seededRandom.js";

/** Milliseconds by which a list that fails or is slow may delay a poll; see SharedPolls. */
const MAX_DELAY = 12_000;

/** The longest pause of the schedule, in milliseconds. */
const MAX_PAUSE = 5_500;

const GET_TIME = 200;

const failure = fc.constantFrom<RequestFailure | "hangs">(
  notPermitted,
  unimplemented,
  unavailable,
  rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 }),
  reset(),
  unreadable(),
  "hangs",
);

/** Lists that work, or fail in one way or another. */
const list = fc
  .record({
    filter: fc.constantFrom("none" as const, "refused" as const, "ignored" as const, "wrong" as const),
    pageSize: fc.constantFrom(1, 7, 1_000),
    hides: fc.constantFrom(undefined, undefined, "ended" as const, "all" as const, "everySecond" as const),
    shows: fc.constantFrom(undefined, undefined, undefined, "ended" as const),
    pages: fc.constantFrom(undefined, undefined, "truncated" as const, "endless" as const),
    roundTrip: fc.constantFrom(0, 50, 1_000, 5_000),
    failure,
    share: fc.constantFrom(0, 0, 0.3, 1),
    seed: fc.nat(),
  })
  .map(({ failure: fault, share, seed, hides, shows, pages, ...script }): ListScript => {
    const random = seededRandom(seed);
    return {
      ...script,
      ...(hides && { hides }),
      ...(shows && { shows }),
      ...(pages && { pages }),
      fails: () => (random() < share ? fault : undefined),
    };
  });

const wait: fc.Arbitrary<PlannedWait> = fc
  .record({
    endsAt: fc.oneof(fc.nat(3_000), fc.nat(3 * minute)),
    end: fc.constantFrom({ response: {} }, { error: { code: 1 } }, { error: { code: 10 } }),
    parent: fc.constantFrom(parentA, parentA, parentA, parentB),
    begins: fc.constantFrom(0, 0, 0, 500, 20_000),
    timeout: fc.constantFrom(5_000, minute, 10 * minute),
    isKnown: fc.boolean(),
  })
  .map(({ endsAt, end, isKnown, ...planned }) => ({
    ...planned,
    script: isKnown || planned.begins === 0 ? { endsAt, end } : { goneFrom: 0 },
    mishaps: { roundTrip: GET_TIME },
  }));

const waits = fc.array(wait, { minLength: 1, maxLength: 40 });

function describeEnd({ kind, outcome }: EndedWait): unknown[] {
  return [kind, outcome?.kind === "running" && outcome.because];
}

/** The time at which a poll has to have shown the end, if it may be late by `delay`. */
function latestNotice({ script, begins = 0 }: PlannedWait, delay: number): number {
  return Math.max(script?.endsAt ?? 0, begins) + delay;
}

describe("waits that share polls, whatever the lists do", () => {
  it("have the outcomes of waits by GETs", async () => {
    await fc.assert(
      fc.asyncProperty(waits, list, list, async (planned, a, b) => {
        const shared = await new ManyWaits(planned, { [parentA]: a, [parentB]: b }).run();
        const byGet = await new ManyWaits(planned, "none").run();
        assert.deepEqual(shared.map(describeEnd), byGet.map(describeEnd));
      }),
      { numRuns: 60 },
    );
  });

  it("notice each end within the pause of the schedule and the delay of a failing list, and within the time limit", async () => {
    await fc.assert(
      fc.asyncProperty(waits, list, list, async (planned, a, b) => {
        const ended = await new ManyWaits(planned, { [parentA]: a, [parentB]: b }).run();
        for (const [index, { at, kind }] of ended.entries()) {
          const plan = planned[index] as PlannedWait;
          const limit = (plan.begins ?? 0) + (plan.timeout ?? 0);
          assert.ok(at <= limit, `${at} ms, limit ${limit} ms`);
          const latest = latestNotice(plan, MAX_PAUSE + MAX_DELAY + GET_TIME);
          assert.ok(kind !== "completed" || at <= latest, `${at} ms, not ${latest} ms`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("notice each end within the pause of the schedule if the lists work", async () => {
    await fc.assert(
      fc.asyncProperty(waits, fc.constantFrom(0, 100), async (planned, roundTrip) => {
        const script: ListScript = { roundTrip };
        const ended = await new ManyWaits(planned, { [parentA]: script, [parentB]: script }).run();
        for (const [index, { at, kind }] of ended.entries()) {
          const latest = latestNotice(planned[index] as PlannedWait, MAX_PAUSE + GET_TIME + 2 * roundTrip);
          assert.ok(kind !== "completed" || at <= latest, `${at} ms, not ${latest} ms`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("send at most as many GETs as waits by GETs, and one for each operation and list", async () => {
    await fc.assert(
      fc.asyncProperty(waits, list, list, async (planned, a, b) => {
        const shared = new ManyWaits(planned, { [parentA]: a, [parentB]: b });
        await shared.run();
        const byGet = new ManyWaits(planned, "none");
        await byGet.run();
        const most = 2 * byGet.service.count("GET") + planned.length;
        assert.ok(shared.service.count("GET") <= most, `${shared.service.count("GET")}, not ${most}`);
        const pages = byGet.service.count("GET") / 2;
        assert.ok(shared.lists.requests.length <= pages, `${shared.lists.requests.length} pages`);
      }),
      { numRuns: 60 },
    );
  });

  it("return at once when they are interrupted, and leave nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(waits, list, fc.nat(minute), async (planned, script, interruptAt) => {
        const interrupted = new ManyWaits(planned, { [parentA]: script });
        interrupted.interruptAt(interruptAt);
        const ended = await interrupted.run();
        for (const [index, { at }] of ended.entries()) {
          assert.ok(at <= Math.max(interruptAt, planned[index]?.begins ?? 0));
        }
        const interruptIsDue = interrupted.clock.monotonic() < interruptAt ? 1 : 0;
        assert.equal(interrupted.clock.sleeping, interruptIsDue);
        assert.ok(interrupted.lists.requests.every(({ at }) => at <= interruptAt));
        assert.ok(interrupted.service.requests.every(({ at }) => at <= interruptAt));
      }),
      { numRuns: 60 },
    );
  });

  it("don't depend on the list of another parent", async () => {
    await fc.assert(
      fc.asyncProperty(waits, list, async (planned, script) => {
        const beside = await new ManyWaits(planned, { [parentA]: script, [parentB]: {} }).run();
        const withOther = await new ManyWaits(planned, { [parentA]: {}, [parentB]: {} }).run();
        const below = (ended: EndedWait[]) => ended.filter((_, index) => planned[index]?.parent === parentB);
        assert.deepEqual(below(beside), below(withOther));
      }),
      { numRuns: 40 },
    );
  });
});
