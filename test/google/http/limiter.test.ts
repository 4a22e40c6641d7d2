import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import fc from "fast-check";
import { RequestLimiter } from "#src/google/http/limiter.js";
import type { WireRequest } from "#src/google/http/wire.js";

type Kind = WireRequest["kind"];

const never = new AbortController().signal;

/** A request that waits for its turn, or has had it. */
interface Request {
  kind: Kind;
  control: AbortController;
  result: "waiting" | "admitted" | "aborted";
}

/** A limiter, its requests, and the order in which a limiter has to admit them. */
class Scene {
  readonly requests: Request[] = [];
  readonly #limiter: RequestLimiter;
  readonly #limit: number;
  readonly #admitted: Request[] = [];
  readonly #running: Request[] = [];
  readonly #expected: Request[] = [];
  #inFlight = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#limiter = new RequestLimiter(limit);
  }

  get waiting(): Request[] {
    return this.requests.filter(({ result }) => result === "waiting");
  }

  async arrive(kind: Kind): Promise<void> {
    const request: Request = { kind, control: new AbortController(), result: "waiting" };
    this.requests.push(request);
    if (this.#inFlight < this.#limit) {
      this.#expected.push(request);
    }
    void this.#limiter.acquire(kind, request.control.signal).then((isAdmitted) => {
      request.result = isAdmitted ? "admitted" : "aborted";
      if (isAdmitted) {
        this.#inFlight += 1;
        this.#admitted.push(request);
        this.#running.push(request);
      }
    });
    await this.#check();
  }

  async abort(index: number): Promise<void> {
    const { waiting } = this;
    const request = waiting[index % Math.max(1, waiting.length)];
    request?.control.abort();
    await this.#check();
    assert.ok(request === undefined || request.result === "aborted");
  }

  async release(): Promise<void> {
    if (this.#inFlight === 0) {
      return;
    }
    const { waiting } = this;
    const next =
      waiting.find(({ kind }) => kind === "cancel" || kind === "start") ??
      waiting.find(({ kind }) => kind === "list") ??
      waiting[0];
    if (next !== undefined) {
      this.#expected.push(next);
    }
    this.#inFlight -= 1;
    const ended = this.#running.shift();
    assert.ok(ended);
    this.#limiter.release(ended.kind);
    await this.#check();
  }

  /** Ends all requests, one after another. */
  async end(): Promise<void> {
    while (this.#inFlight > 0) {
      await this.release();
    }
    assert.deepEqual(this.waiting, [], "a request starves");
    for (const { control } of this.requests) {
      assert.equal(getEventListeners(control.signal, "abort").length, 0);
    }
  }

  async #check(): Promise<void> {
    await new Promise(setImmediate);
    assert.ok(this.#inFlight <= this.#limit, `${this.#inFlight} in flight`);
    assert.deepEqual(this.#admitted, this.#expected);
    assert.ok(
      this.waiting.length === 0 || this.#inFlight === this.#limit,
      "a place is free while a request waits",
    );
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Kind>("get", "get", "get", "list", "send", "cancel", "start") },
  { weight: 2, arbitrary: fc.constant("release" as const) },
  { weight: 1, arbitrary: fc.nat({ max: 50 }) },
);

test("edge case 64: requests are admitted up to the limit, cancels and starts first, then lists, each class in its order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 40 }),
      async (limit, steps) => {
        const scene = new Scene(limit);
        for (const one of steps) {
          await (typeof one === "number"
            ? scene.abort(one)
            : one === "release"
              ? scene.release()
              : scene.arrive(one));
        }
        await scene.end();
      },
    ),
  );
});

test("a request whose signal has aborted takes no place", async () => {
  const limiter = new RequestLimiter(1);
  assert.equal(await limiter.acquire("cancel", AbortSignal.abort()), false);
  assert.equal(await limiter.acquire("get", never), true);
  assert.equal(await limiter.acquire("cancel", AbortSignal.abort()), false);
  limiter.release("get");
  assert.equal(await limiter.acquire("get", never), true);
});

test("a burst of cancels goes before the polls that waited longer, and the polls follow in their order", async () => {
  const limiter = new RequestLimiter(1);
  const order: string[] = [];
  const send = async (kind: Kind, name: string): Promise<void> => {
    await limiter.acquire(kind, never);
    order.push(name);
    await new Promise(setImmediate);
    limiter.release(kind);
  };
  await Promise.all([
    send("get", "in flight"),
    send("get", "poll 1"),
    send("list", "list"),
    send("cancel", "cancel 1"),
    send("get", "poll 2"),
    send("start", "start"),
    send("cancel", "cancel 2"),
    send("send", "undo"),
  ]);
  assert.deepEqual(order, ["in flight", "cancel 1", "start", "cancel 2", "list", "poll 1", "poll 2", "undo"]);
});

test("a burst of cancels leaves an eighth of the slots to the polls that wait", async () => {
  const limiter = new RequestLimiter(16);
  const inFlight = { cancel: 0, get: 0 };
  const enter = async (kind: "cancel" | "get"): Promise<void> => {
    await limiter.acquire(kind, never);
    inFlight[kind] += 1;
  };
  for (let count = 0; count < 40; count += 1) {
    void enter("cancel");
  }
  for (let count = 0; count < 40; count += 1) {
    void enter("get");
  }
  const endCancel = async (): Promise<void> => {
    inFlight.cancel -= 1;
    limiter.release("cancel");
    await new Promise(setImmediate);
  };
  await new Promise(setImmediate);
  assert.deepEqual(inFlight, { cancel: 16, get: 0 });
  for (let ended = 0; ended < 24; ended += 1) {
    await endCancel();
  }
  assert.deepEqual(inFlight, { cancel: 14, get: 2 });
});
