import assert from "node:assert/strict";
import { test } from "node:test";
import { Deadline } from "#src/core/deadline.js";
import type { OperationEvent } from "#src/core/events.js";
import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import { type StartResult, startOperation } from "#src/google/startOperation.js";
import type { StartRequest } from "#src/google/startRequest.js";
import { DrivenClock } from "../support/drivenClock.js";
import { rejected, reset, unavailable } from "../support/faults.js";
import { running } from "../support/modelService.js";
import { hour, minute } from "../support/scene.js";
import { seededRandom } from "../support/seededRandom.js";

const year = 365 * 24 * hour;

/** A start on a driven clock, whose answers are given in order; the last one is given again and again. */
class StartScene {
  readonly clock = new DrivenClock();
  readonly events: OperationEvent[] = [];
  /** The times of the attempts. */
  readonly tries: number[] = [];
  readonly limits: RequestLimits[] = [];
  answer?: () => RequestFailure | Operation;
  readonly #answers: (RequestFailure | Operation)[];

  constructor(...answers: (RequestFailure | Operation)[]) {
    this.#answers = answers;
  }

  start(requestId: "query" | "none" = "none", signal?: AbortSignal): Promise<StartResult> {
    const connection = {
      listUrl: () => "https://service/operations",
      start: (_request: StartRequest, limits: RequestLimits = {}) => {
        this.limits.push(limits);
        return Promise.resolve(this.#answer());
      },
    };
    const { clock, events } = this;
    const report = (event: OperationEvent): void => void events.push(event);
    return startOperation(
      { clock, connection, random: seededRandom(1), report },
      { path: "projects/p:export", requestId },
      "00000000-0000-4000-8000-000000000001",
      { deadline: new Deadline(clock, hour), ...(signal && { signal }) },
    );
  }

  #answer(): Reply<Operation> {
    this.tries.push(this.clock.monotonic());
    const answer = this.answer?.() ?? this.#answers[this.tries.length - 1] ?? this.#answers.at(-1) ?? running;
    return "done" in answer ? { ok: true, value: answer } : { ok: false, error: answer };
  }
}

function slowDown(retryAfter: number): RequestFailure {
  return rejected(429, "RESOURCE_EXHAUSTED", { retryAfter });
}

for (const asked of [year, Number.POSITIVE_INFINITY]) {
  test(`edge case 23: a start told to wait ${asked} ms is given up at once, and nothing was started`, async () => {
    const scene = new StartScene(slowDown(asked), running);
    const result = await scene.start();
    assert.equal(result.kind, "refused");
    assert.deepEqual([scene.tries, scene.clock.monotonic()], [[0], 0]);
  });
}

test("edge case 23: a start told to wait four minutes waits four minutes, and says so", async () => {
  const scene = new StartScene(slowDown(4 * minute), running);
  assert.equal((await scene.start()).kind, "started");
  const [, second = 0] = scene.tries;
  assert.ok(second >= 4 * minute && second <= 4.4 * minute, `${second} ms`);
  const [lastError] = scene.events;
  assert.ok(lastError?.kind === "retrying" && lastError.retryIn === second);
});

for (const senseless of [0, Number.NaN]) {
  test(`edge case 23: a start told to wait ${senseless} ms is tried in no hot loop, for five minutes`, async () => {
    const scene = new StartScene(slowDown(senseless));
    const result = await scene.start();
    assert.ok(result.kind === "refused" && result.elapsed <= 5 * minute);
    assert.ok(scene.tries.length <= 30, `${scene.tries.length} tries`);
  });
}

test("a start that another operation stands in the way of is tried until the deadline", async () => {
  const busy = rejected(409, "ABORTED");
  for (const failure of [busy, rejected(400, "FAILED_PRECONDITION", { reason: "operationInProgress" })]) {
    const scene = new StartScene(failure);
    const result = await scene.start();
    assert.ok(result.kind === "refused" && result.failure === failure);
    assert.ok(result.elapsed > 59 * minute && result.elapsed <= hour, `${result.elapsed} ms`);
  }
});

test("a start is tried for five minutes after another operation stood in its way", async () => {
  const busyFor = 20 * minute;
  const scene = new StartScene();
  scene.answer = () => (scene.clock.monotonic() < busyFor ? rejected(409, "ABORTED") : slowDown(0));
  const result = await scene.start();
  assert.ok(result.kind === "refused");
  assert.ok(result.elapsed > 23 * minute && result.elapsed <= 26 * minute, `${result.elapsed} ms`);
});

test("a start is given up after three faults of this machine's set-up", async () => {
  const scene = new StartScene(reset({ mayHaveArrived: false, setup: "certificate", remedy: "mend it" }));
  const result = await scene.start();
  assert.ok(result.kind === "refused" && result.elapsed <= 15_000, result.kind);
  assert.equal(scene.tries.length, 3);
});

test("the signal gives a try up until it is sent, the first one and each repetition", async () => {
  const scene = new StartScene(slowDown(0), running);
  const { signal } = new AbortController();
  await scene.start("none", signal);
  assert.deepEqual(
    scene.limits.map(({ signal: whole, untilSent }) => [whole, untilSent]),
    [
      [undefined, signal],
      [undefined, signal],
    ],
  );
});

test("a start is given up in the moment of the interrupt, in the middle of a long pause", async () => {
  const scene = new StartScene(slowDown(4 * minute), running);
  const interrupt = new AbortController();
  void scene.clock.sleep(3_000).then(() => interrupt.abort());
  assert.equal((await scene.start("none", interrupt.signal)).kind, "refused");
  assert.deepEqual([scene.tries, scene.clock.monotonic(), scene.clock.sleeping], [[0], 3_000, 0]);
});

for (const jump of [year, -year]) {
  test(`edge case 63: a clock set by ${jump} ms neither ends nor lengthens a start's tries`, async () => {
    const quiet = new StartScene(slowDown(0));
    await quiet.start();
    const scene = new StartScene(slowDown(0));
    void scene.clock.sleep(10_000).then(() => scene.clock.setWall(scene.clock.wall() + jump));
    assert.equal((await scene.start()).kind, "refused");
    assert.deepEqual(scene.tries, quiet.tries);
  });
}

test("edge case 63: a start that surely did not happen is tried once more after the machine slept", async () => {
  const scene = new StartScene(slowDown(4 * minute), running);
  void scene.clock.sleep(1_000).then(() => scene.clock.jump(8 * hour));
  assert.equal((await scene.start()).kind, "started");
});

test("edge case 63: a start that may have happened isn't sent again once the service may have forgotten its request id", async () => {
  const scene = new StartScene(unavailable, running);
  // The machine sleeps, and its monotonic clock stands still meanwhile.
  void scene.clock.sleep(100).then(() => scene.clock.setWall(scene.clock.wall() + 8 * hour));
  const result = await scene.start("query");
  assert.ok(result.kind === "uncertain");
  assert.equal(result.since, Date.UTC(2026, 0, 1));
  assert.equal(scene.tries.length, 1);
});

test("a start that may have happened is sent again with its request id while the service has to know that", async () => {
  const scene = new StartScene(unavailable, running);
  void scene.clock.sleep(100).then(() => scene.clock.setWall(scene.clock.wall() + 50 * minute));
  assert.equal((await scene.start("query")).kind, "started");
  assert.equal(scene.tries.length, 2);
});
