import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Deadline } from "#src/core/deadline.js";
import type { OperationEvent } from "#src/core/events.js";
import type { Reply, RequestFailure } from "#src/core/failure.js";
import {
  classifyFailure,
  MAX_RETRY_AFTER,
  type RepeatableRequest,
  sendRepeatedly,
} from "#src/core/retryPolicy.js";
import { DrivenClock } from "../support/drivenClock.js";
import { notPermitted, rejected, unavailable } from "../support/faults.js";

const minute = 60_000;

/** Sends a request whose attempts have these results, the last one again and again. */
async function run(
  results: readonly (RequestFailure | "answered")[],
  timeout: number,
  rules: Partial<RepeatableRequest<string>> = {},
) {
  const clock = new DrivenClock();
  const sentAt: number[] = [];
  const events: OperationEvent[] = [];
  const send = async (): Promise<Reply<string>> => {
    const result = results[Math.min(sentAt.length, results.length - 1)] ?? "answered";
    sentAt.push(clock.monotonic());
    return result === "answered" ? { ok: true, value: "answer" } : { ok: false, error: result };
  };
  const context = { clock, random: () => 1, report: (event: OperationEvent) => events.push(event) };
  const reply = await sendRepeatedly(context, {
    name: "request",
    deadline: new Deadline(clock, timeout),
    send,
    classify: classifyFailure,
    ...rules,
  });
  return { reply, sentAt, events, clock };
}

function asksFor(retryAfter: number): RequestFailure {
  return rejected(503, "UNAVAILABLE", { retryAfter });
}

describe("sendRepeatedly", () => {
  it("sends once if the first attempt is answered", async () => {
    const { reply, sentAt, events } = await run(["answered"], minute);
    assert.deepEqual([reply, sentAt, events], [{ ok: true, value: "answer" }, [0], []]);
  });

  it("sends again after each transient failure, with a growing pause, and reports each", async () => {
    const { reply, sentAt, events } = await run([unavailable, unavailable, "answered"], minute);
    assert.ok(reply.ok);
    assert.deepEqual(sentAt, [0, 500, 1_500]);
    assert.deepEqual(
      events.map((event) => event.kind === "retrying" && [event.name, event.failure, event.retryIn]),
      [
        ["request", unavailable, 500],
        ["request", unavailable, 1_000],
      ],
    );
  });

  it("ends with a permanent failure as refused", async () => {
    const { reply, sentAt } = await run([unavailable, notPermitted], minute);
    assert.deepEqual([reply, sentAt.length], [{ ok: false, error: notPermitted, isRefused: true }, 2]);
  });

  it("ends before a pause that does not fit the deadline, and is not refused", async () => {
    const { reply, sentAt, clock } = await run([asksFor(2 * minute)], minute);
    assert.ok(!reply.ok && !reply.isRefused);
    assert.deepEqual([sentAt, clock.monotonic()], [[0], 0]);
  });

  it("shortens the last pause where the rules say so, but not below a Retry-After", async () => {
    const shortened = await run([unavailable], 10_000, { shortensLastPause: true });
    const last = shortened.sentAt.at(-1) ?? 0;
    assert.ok(last > 7_500 && last < 10_000, `${last}`);
    const asked = await run([asksFor(20_000)], 10_000, { shortensLastPause: true });
    assert.deepEqual(asked.sentAt, [0]);
  });

  it("sends nothing after an abort, whether it comes in an attempt or in a pause", async () => {
    const abort = new AbortController();
    const aborting = run([unavailable], minute, {
      signal: abort.signal,
      mayRetry: () => !abort.signal.aborted,
    });
    abort.abort();
    assert.deepEqual((await aborting).sentAt, [0]);
  });

  it("asks the caller before each pause and after it", async () => {
    const asked: number[] = [];
    const mayRetry = (pause: number): boolean => asked.push(pause) < 4;
    const { sentAt } = await run([unavailable], minute, { mayRetry });
    assert.deepEqual(
      [asked, sentAt],
      [
        [500, 0, 1_000, 0],
        [0, 500],
      ],
    );
  });

  it("never sends after the deadline, nor sooner than a server asked for", async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 2 * MAX_RETRY_AFTER }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 30 * minute }), async (waits, timeout) => {
        const { sentAt, events } = await run(waits.map(asksFor), timeout);
        assert.ok(sentAt.every((at) => at < timeout));
        for (const [index, at] of sentAt.slice(1).entries()) {
          const wait = Math.min(waits[Math.min(index, waits.length - 1)] ?? 0, MAX_RETRY_AFTER);
          assert.ok(at - (sentAt[index] ?? 0) >= wait);
        }
        assert.equal(events.length, sentAt.length - 1);
      }),
    );
  });
});
