import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { cancelAndWait } from "#src/core/cancel.js";
import { Deadline } from "#src/core/deadline.js";
import { POLLS_PER_PAGE } from "#src/core/parentList.js";
import { SharedPolls } from "#src/core/sharedPolls.js";
import { DrivenClock } from "../support/drivenClock.js";
import {
  noCredentials,
  notFound,
  notPermitted,
  rejected,
  reset,
  unavailable,
  unimplemented,
} from "../support/faults.js";
import { ManyWaits, type PlannedWait, parentA, parentB } from "../support/manyWaits.js";
import type { ListScript } from "../support/modelLists.js";
import { minute } from "../support/scene.js";

function operations(count: number, wait: PlannedWait = {}): PlannedWait[] {
  return Array.from({ length: count }, () => ({ script: { endsAt: minute }, ...wait }));
}

describe("waits for 100 operations below one parent", () => {
  it("share lists, and send one GET for each operation", async () => {
    const waits = new ManyWaits(operations(100), { [parentA]: {} });
    const ended = await waits.run();
    assert.ok(ended.every(({ kind }) => kind === "completed"));
    assert.equal(waits.service.count("GET"), 100);
    assert.ok(waits.lists.requests.length <= 80, `${waits.lists.requests.length} lists`);
  });

  it("share lists although they begin at different times", async () => {
    const waits = new ManyWaits(
      operations(100).map((wait, index) => ({ ...wait, begins: index * 100 })),
      { [parentA]: {} },
    );
    await waits.run();
    const { length } = waits.lists.requests;
    assert.ok(waits.service.count("GET") <= 600, `${waits.service.count("GET")} GETs`);
    assert.ok(length <= 220, `${length} lists`);
  });

  it("report each poll as GETs do", async () => {
    const shared = new ManyWaits(operations(100), { [parentA]: {} });
    await shared.run();
    const polled = shared.events.filter(({ kind }) => kind === "polled");
    assert.deepEqual(new Set(polled.map((event) => "operation" in event && event.operation?.name)).size, 100);
  });
});

/** Operations that end after about a minute, a tenth sooner to a tenth later. */
function endingAround(count: number): (PlannedWait & { script: { endsAt: number } })[] {
  return Array.from({ length: count }, (_, index) => ({
    script: { endsAt: minute * (0.9 + (0.2 * index) / count) },
    mishaps: { roundTrip: 50 },
  }));
}

function meanLag(ended: readonly { at: number }[], planned: ReturnType<typeof endingAround>): number {
  return (
    ended.reduce((sum, { at }, index) => sum + at - (planned[index]?.script.endsAt ?? 0), 0) / ended.length
  );
}

test("1,000 waits of a minute need at most 70 lists and a GET for each operation, and their lags are as short as by GETs", async () => {
  const planned = endingAround(1_000);
  const waits = new ManyWaits(planned, { [parentA]: { roundTrip: 50 } });
  const lag = meanLag(await waits.run(), planned);
  assert.ok(waits.lists.requests.length <= 70, `${waits.lists.requests.length} lists`);
  assert.equal(waits.service.count("GET"), 1_000);
  assert.ok(lag <= 1_200, `mean lag ${lag} ms`);
});

test("so do waits whose ends are predicted, with shorter lags", async () => {
  const planned = endingAround(200);
  const waits = new ManyWaits(planned, { [parentA]: { roundTrip: 50 } }, ({ endsAt = 0 }, age) => ({
    fraction: Math.floor(Math.min(100, (100 * age) / endsAt)) / 100,
  }));
  const lag = meanLag(await waits.run(), planned);
  assert.ok(waits.lists.requests.length <= 70, `${waits.lists.requests.length} lists`);
  assert.ok(waits.service.count("GET") <= 210, `${waits.service.count("GET")} GETs`);
  assert.ok(lag <= 500, `mean lag ${lag} ms`);
});

test("a few waits send the same GETs at the same times as without lists", async () => {
  const few = operations(POLLS_PER_PAGE - 1);
  const [shared, byGet] = [new ManyWaits(few, { [parentA]: {} }), new ManyWaits(few, "none")];
  assert.deepEqual(await shared.run(), await byGet.run());
  assert.deepEqual(shared.service.requests, byGet.service.requests);
  assert.deepEqual(shared.lists.requests, []);
});

test("operations that no list contains are polled by GETs at the same times", async () => {
  const shared = new ManyWaits(operations(50), {});
  const byGet = new ManyWaits(operations(50), "none");
  assert.deepEqual(await shared.run(), await byGet.run());
  assert.deepEqual(shared.service.requests, byGet.service.requests);
});

const useless: Record<string, ListScript> = {
  "refused with 403": { fails: () => notPermitted },
  "refused with 404": { fails: () => notFound },
  "refused with 501": { fails: () => unimplemented },
  "unavailable while GETs work": { fails: () => unavailable },
  "reset while GETs work": { fails: () => reset() },
  "without an answer while GETs work": { fails: () => "hangs" },
  "empty, although operations run": { hides: "all" },
  "wrong about what has ended": { shows: "ended", filter: "none" },
  "empty on endless pages": { hides: "all", pages: "endless" },
};

for (const [description, script] of Object.entries(useless)) {
  test(`a list that is ${description} is given up for GETs, for a minute or more`, async () => {
    const waits = new ManyWaits(operations(40), { [parentA]: script });
    const ended = await waits.run();
    assert.ok(ended.every(({ kind }) => kind === "completed"));
    const byGet = new ManyWaits(operations(40), "none");
    await byGet.run();
    assert.ok(waits.service.count("GET") <= byGet.service.count("GET") + 40);
    assert.ok(waits.lists.requests.length <= 20, `${waits.lists.requests.length} lists`);
    assert.equal(waits.count("retrying"), 0);
  });
}

const usable: Record<string, ListScript> = {
  "takes no filter": { filter: "none" },
  "refuses the filter": { filter: "refused" },
  "ignores the filter": { filter: "ignored" },
  "refuses the page size": { refusesPageSize: true, pageSize: 50 },
  "shows only pending operations": { filter: "none", hides: "ended" },
  "has pages of 10 operations": { pageSize: 10 },
  "hides everything because of the filter": { filter: "wrong" },
};

for (const [description, script] of Object.entries(usable)) {
  test(`a list that ${description} serves the polls, and each end is confirmed by one GET`, async () => {
    const waits = new ManyWaits(operations(100), { [parentA]: script });
    const ended = await waits.run();
    assert.ok(ended.every(({ kind }) => kind === "completed"));
    const first = script.filter === "wrong" ? 100 : 0;
    assert.equal(waits.service.count("GET"), 100 + first);
  });
}

test("an operation that the list doesn't show is polled by GETs, the others by the list", async () => {
  const waits = new ManyWaits(operations(100), { [parentA]: { hides: "everySecond", filter: "none" } });
  await waits.run();
  const byGet = new ManyWaits(operations(50), "none");
  await byGet.run();
  assert.ok(waits.service.count("GET") <= byGet.service.count("GET") + 50 + 50);
});

test("a list that has more pages than there are polls to serve is cut short", async () => {
  const waits = new ManyWaits(operations(16), { [parentA]: { pageSize: 1, filter: "none" } });
  await waits.run();
  assert.ok(waits.lists.requests.length <= 2 * 2, `${waits.lists.requests.length} pages`);
});

test("a stale list delays an end by no more than minutes", async () => {
  const waits = new ManyWaits(operations(20), { [parentA]: { shows: "inFlight" } });
  const ended = await waits.run();
  assert.ok(ended.every(({ at, kind }) => kind === "completed" && at <= 6 * minute));
});

test("a stale list delays an end no longer if another call has cancelled the operations", async () => {
  const script = { endsAt: minute, cancelTakes: "ignores" as const };
  const waits = new ManyWaits(operations(20, { script }), {
    [parentA]: { shows: "inFlight", filter: "none" },
  });
  const running = waits.run();
  for (const cancelAt of [100, 2 * minute]) {
    await waits.clock.sleep(cancelAt - waits.clock.monotonic());
    for (const name of waits.names) {
      waits.polls.cancelAccepted?.(name);
    }
  }
  const ended = await running;
  assert.ok(ended.every(({ at, kind }) => kind === "completed" && at <= 6 * minute));
});

test("a listed operation is another one if any segment but the project differs", async () => {
  const count = POLLS_PER_PAGE;
  const pollAll = async (listed: (index: number) => string): Promise<number> => {
    let gets = 0;
    const page = Array.from({ length: count }, (_, index) => ({ name: listed(index), done: false as const }));
    const polls = new SharedPolls(
      {
        listOf: () => ({ parent: parentA }),
        list: async () => ({ ok: true, value: { operations: page } }),
      },
      { clock: new DrivenClock(), random: () => 0 },
    ).through({
      get: async (name) => {
        gets += 1;
        return { ok: true, value: { name, done: false } };
      },
    });
    await Promise.all(page.map((_, index) => polls.next(`${parentA}/operations/o${index}`, 100, {}, 50)));
    return gets;
  };
  assert.equal(await pollAll((index) => `projects/p/locations/a/operations/o${index}`), 0);
  assert.equal(await pollAll((index) => `projects/123/locations/a/operations/o${index}`), 0, "a number");
  assert.equal(await pollAll((index) => `projects/p/locations/a/clusters/c/operations/o${index}`), count);
  assert.equal(await pollAll((index) => `projects/p/locations/b/operations/o${index}`), count);
  assert.equal(await pollAll((index) => `operations/o${index}`), count);
});

test("a failure of the service is shared by all waits and reported once per attempt", async () => {
  const fails = (): typeof unavailable | undefined =>
    waits.clock.monotonic() > 10_000 && waits.clock.monotonic() < 30_000 ? unavailable : undefined;
  const waits: ManyWaits = new ManyWaits(operations(200, { mishaps: { get: fails } }), {
    [parentA]: { fails },
  });
  const ended = await waits.run();
  assert.ok(ended.every(({ kind }) => kind === "completed"));
  assert.ok(
    waits.count("retrying") >= 1 && waits.count("retrying") <= 20,
    `${waits.count("retrying")} reports`,
  );
  assert.ok(waits.service.count("GET") <= 240, `${waits.service.count("GET")} GETs`);
});

test("a failure of the credentials is shared without a GET", async () => {
  const waits = new ManyWaits(operations(50), {
    [parentA]: { fails: (nth) => (nth === 5 ? noCredentials(true) : undefined) },
  });
  const ended = await waits.run();
  assert.ok(ended.every(({ kind }) => kind === "completed"));
  assert.equal(waits.count("retrying"), 1);
  assert.equal(waits.service.count("GET"), 50);
});

test("a 429 with a Retry-After postpones all polls, of every parent", async () => {
  const tooMany = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 10_000 });
  const fails = (): typeof tooMany | undefined =>
    waits.clock.monotonic() > 20_000 && waits.clock.monotonic() < 30_000 ? tooMany : undefined;
  const waits: ManyWaits = new ManyWaits(
    [parentA, parentB].flatMap((parent) => operations(10, { parent, mishaps: { get: fails } })),
    {},
  );
  const ended = await waits.run();
  assert.ok(ended.every(({ kind }) => kind === "completed"));
  assert.equal(waits.count("retrying"), 1);
  assert.equal(waits.service.requests.filter(({ at }) => at > 20_000 && at < 30_000).length, 1);
});

test("a parent whose list hangs doesn't delay the waits below another", async () => {
  const both = [...operations(30, { parent: parentB }), ...operations(30, { parent: parentA })];
  const beside = new ManyWaits(both, { [parentB]: {}, [parentA]: { fails: () => "hangs" } });
  const alone = new ManyWaits(both.slice(0, 30), { [parentB]: {} });
  assert.deepEqual((await beside.run()).slice(0, 30), await alone.run());
});

test("an interrupt ends all waits at once, and nothing is sent after it", async () => {
  for (const script of [{}, { roundTrip: 800 }, { fails: () => "hangs" as const }]) {
    const waits = new ManyWaits(operations(50), { [parentA]: script });
    waits.interruptAt(20_100);
    const ended = await waits.run();
    assert.ok(ended.every(({ at, kind }) => at === 20_100 && kind === "running"));
    assert.equal(waits.clock.sleeping, 0);
    assert.ok(waits.lists.requests.every(({ at }) => at <= 20_100));
  }
});

test("a wait for an operation that another call cancels follows the cancelling schedule", async () => {
  const script = { cancelTakes: 2_000 };
  const waits = new ManyWaits([{ script }], { [parentA]: {} });
  const wait = waits.run();
  await waits.clock.sleep(10 * minute + 100);
  const limits = { deadline: new Deadline(waits.clock, minute) };
  const cancelled = cancelAndWait(
    waits.context(7),
    waits.names[0] ?? "",
    { whenUnsupported: "wait" },
    limits,
  );
  const [[ended]] = await Promise.all([wait, cancelled]);
  assert.equal(ended?.kind, "cancelled");
  assert.ok((ended?.at ?? 0) <= 10 * minute + 100 + 2_000 + 300, `${ended?.at} ms`);
});
