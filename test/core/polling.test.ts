import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PollResult, pollOnce } from "#src/core/polling.js";
import { notFound, notPermitted, rejected, reset, unavailable, unreadable } from "../support/faults.js";
import { everyGet, firstGets, operationName, running } from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";

function look(scene: Scene, pause = 0): Promise<PollResult> {
  return pollOnce(scene.context, operationName, pause, scene.limits);
}

function getTimes(scene: Scene): number[] {
  return scene.service.requests.map((request) => request.at);
}

describe("pollOnce", () => {
  it("looks once, after the pause", async () => {
    const scene = new Scene();
    assert.deepEqual(await look(scene, 700), { kind: "found", operation: running, isFinalPoll: false });
    assert.deepEqual(getTimes(scene), [700]);
  });

  it("reports what it saw", async () => {
    const scene = new Scene();
    await look(scene);
    assert.deepEqual(scene.events, [{ kind: "polled", operation: running, time: scene.clock.wall() }]);
  });

  it("edge case 17: NOT_FOUND is missing, at once", async () => {
    const scene = new Scene({ visibleFrom: hour });
    assert.deepEqual(await look(scene), { kind: "notFound" });
    assert.equal(scene.service.sequence, "GET");
  });

  it("edge case 16: NOT_FOUND right after a start is looked at again every second", async () => {
    const scene = new Scene({ visibleFrom: 2_500 }, {}, { visibleWithin: minute });
    assert.equal((await look(scene)).kind, "found");
    assert.deepEqual(getTimes(scene), [0, 1_000, 2_000, 3_000]);
  });

  it("edge case 16: NOT_FOUND is missing once the time to become visible is over", async () => {
    const scene = new Scene({ visibleFrom: hour }, {}, { visibleWithin: minute });
    assert.deepEqual(await look(scene), { kind: "notFound" });
    assert.equal(getTimes(scene).at(-1), minute);
  });

  it("edge case 17: NOT_FOUND of one that was in flight is missing once a look five seconds later repeats it", async () => {
    const scene = new Scene({ goneFrom: 0 });
    const limits = { ...scene.limits, confirmNotFound: true };
    assert.deepEqual(await pollOnce(scene.context, operationName, 0, limits), { kind: "notFound" });
    assert.deepEqual(getTimes(scene), [0, 5_000]);
  });

  it("edge case 17: NOT_FOUND that isn't repeated is no end", async () => {
    const scene = new Scene({}, firstGets(notFound));
    const limits = { ...scene.limits, confirmNotFound: true };
    assert.equal((await pollOnce(scene.context, operationName, 0, limits)).kind, "found");
    assert.deepEqual(getTimes(scene), [0, 5_000]);
  });

  it("edge case 17: trouble between the two looks neither confirms NOT_FOUND nor withdraws it", async () => {
    const scene = new Scene({}, firstGets(notFound, unavailable, notFound));
    const limits = { ...scene.limits, confirmNotFound: true };
    assert.equal((await pollOnce(scene.context, operationName, 0, limits)).kind, "notFound");
    const times = getTimes(scene);
    assert.ok(times.length === 3 && (times[2] ?? 0) >= 5_000, times.join(" "));
  });

  it("edge case 17: a deadline before the second look leaves NOT_FOUND undecided", async () => {
    const scene = new Scene({ goneFrom: 0 }, {}, { timeout: 3_000 });
    const limits = { ...scene.limits, confirmNotFound: true };
    const look = await pollOnce(scene.context, operationName, 0, limits);
    assert.ok(look.kind === "stopped" && look.because === "deadline", look.kind);
  });

  it("edge case 25: goes on after a 503 and a reset", async () => {
    const scene = new Scene({}, firstGets(unavailable, reset()));
    assert.equal((await look(scene)).kind, "found");
    assert.equal(scene.service.count("GET"), 3);
  });

  it("gives a first contact up after three faults of this machine's set-up", async () => {
    const failure = reset({ mayHaveArrived: false, setup: "certificate", remedy: "mend it" });
    const scene = new Scene({}, everyGet(failure));
    const limits = { ...scene.limits, isFirstContact: true };
    assert.deepEqual(await pollOnce(scene.context, operationName, 0, limits), { kind: "refused", failure });
    assert.equal(scene.service.count("GET"), 3);
    assert.ok(scene.clock.monotonic() <= 15_000, `${scene.clock.monotonic()} ms`);
    assert.deepEqual(scene.eventKinds, ["retrying"]);
  });

  it("waits faults of this machine's set-up out where it is no first contact, and reports them at once", async () => {
    const failure = reset({ mayHaveArrived: false, setup: "certificate", remedy: "mend it" });
    const scene = new Scene({}, everyGet(failure));
    assert.deepEqual(await look(scene), { kind: "stopped", because: "deadline", failure });
    assert.ok(scene.clock.monotonic() > 59 * minute);
    assert.ok(scene.events[0]?.kind === "retrying" && scene.events[0].failure === failure);
  });

  it("reports each trouble with the pause it then takes", async () => {
    const scene = new Scene({}, firstGets(unavailable));
    await look(scene);
    const [lastError] = scene.events;
    assert.ok(lastError?.kind === "retrying");
    assert.deepEqual(
      [lastError.name, lastError.failure, lastError.retryIn],
      [operationName, unavailable, getTimes(scene)[1]],
    );
  });

  it("backs off while trouble lasts", async () => {
    const scene = new Scene({}, firstGets(unavailable, unavailable, unavailable, unavailable));
    await look(scene);
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = getTimes(scene);
    assert.ok(b - a <= 500 && c - b <= 1_000 && d - c <= 2_000 && e - d > 2_000, getTimes(scene).join(" "));
  });

  it("edge case 23: waits as long as Retry-After asks", async () => {
    const scene = new Scene({}, firstGets(rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 })));
    await look(scene);
    const [, second = 0] = getTimes(scene);
    assert.ok(second >= 20_000 && second <= 22_000, `${second} ms`);
  });

  it("takes its last look just before the deadline, even where Retry-After asks for later", async () => {
    const busy = rejected(503, "UNAVAILABLE", { retryAfter: hour });
    const scene = new Scene({}, firstGets(busy), { timeout: minute });
    assert.deepEqual(await look(scene), { kind: "found", operation: running, isFinalPoll: true });
    assert.deepEqual(getTimes(scene), [0, minute - 1_000]);
  });

  it("stops at the deadline with the fault in place of the last look", async () => {
    const scene = new Scene({}, everyGet(unavailable), { timeout: minute });
    assert.deepEqual(await look(scene), { kind: "stopped", because: "deadline", failure: unavailable });
    assert.equal(getTimes(scene).at(-1), minute - 1_000);
  });

  it("reports no retry after the last look", async () => {
    const scene = new Scene({}, everyGet(unavailable), { timeout: minute });
    await look(scene);
    assert.equal(scene.events.length, scene.service.count("GET") - 1);
  });

  it("ends by the deadline though no request is ever answered", async () => {
    const scene = new Scene({}, everyGet("hangs"), { timeout: 10 * minute });
    assert.equal((await look(scene)).kind, "stopped");
    assert.ok(scene.clock.monotonic() <= 10 * minute, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 20: a lasting 403 is refused, not asked again", async () => {
    const scene = new Scene({}, everyGet(notPermitted));
    assert.deepEqual(await look(scene), { kind: "refused", failure: notPermitted });
    assert.equal(scene.service.count("GET"), 1);
  });

  it("edge case 30: nine unreadable answers in a row are passing trouble", async () => {
    const scene = new Scene({}, { get: (nth) => (nth <= 9 ? unreadable() : undefined) });
    assert.equal((await look(scene)).kind, "found");
  });

  it("edge case 30: a refusal that is cut off decides nothing: the next look may tell what it was", async () => {
    const scene = new Scene({ goneFrom: 0 }, firstGets(unreadable({ httpStatus: 404 })));
    assert.deepEqual(await look(scene), { kind: "notFound" });
    assert.equal(scene.service.count("GET"), 2);
  });

  it("edge case 30: ten unreadable answers in a row are refused", async () => {
    const scene = new Scene({}, everyGet(unreadable()));
    assert.deepEqual(await look(scene), { kind: "refused", failure: unreadable() });
    assert.equal(scene.service.count("GET"), 10);
  });

  it("edge case 30: counts unreadable answers anew after any other", async () => {
    const scene = new Scene(
      {},
      { get: (nth) => (nth === 9 ? unavailable : nth < 18 ? unreadable() : undefined) },
    );
    assert.equal((await look(scene)).kind, "found");
  });
});
