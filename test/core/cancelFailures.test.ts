import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cancelAndWait } from "#src/core/cancel.js";
import {
  finishedAlready,
  foreign,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  unavailable,
} from "../support/faults.js";
import { assertMessage } from "../support/golden.js";
import {
  everyCancel,
  everyGet,
  firstCancels,
  laterGets,
  operationName,
  running,
} from "../support/modelService.js";
import { hour, minute, Scene } from "../support/scene.js";
import { refusalOf } from "./refusal.js";

describe("cancelAndWait, when requests fail", () => {
  it("edge case 14: a cancel answered by a front end's 403 is a hard error with the URL", async (t) => {
    const request = "POST https://wrong.example/v1/operations/o:cancel";
    const scene = new Scene({}, everyCancel(foreign(403, { request })));
    const { failure, operationName: name, message } = await refusalOf(scene.cancelAndWait());
    assert.deepEqual([failure, name], [foreign(403, { request }), operationName]);
    assertMessage(t, "a front end's 403 on cancel", message);
  });

  it("edge case 15: 404 on cancel while GET works is tried again", async () => {
    const scene = new Scene({}, firstCancels(notFound, notFound, notFound));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 15: NOT_FOUND on four cancels while GET works is an operation that can't be cancelled", async () => {
    const scene = new Scene({}, everyCancel(notFound));
    const outcome = await scene.cancelAndWait({ whenUnsupported: "leave" });
    assert.ok(outcome.kind === "running" && outcome.because === "cancelUnsupported");
    assert.deepEqual([outcome.cancelRequested, scene.service.count("cancel")], [false, 4]);
  });

  it("edge case 15: other setbacks don't count as NOT_FOUND", async () => {
    const busy = rejected(409, "ABORTED");
    const scene = new Scene({}, firstCancels(busy, busy, busy, busy, notFound));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 19: a disabled API is a hard error with the place to enable it", async (t) => {
    const failure = rejected(403, "PERMISSION_DENIED", {
      reason: "SERVICE_DISABLED",
      activationUrl: "https://console.example/enable",
    });
    const scene = new Scene({}, everyGet(failure));
    const refusal = await refusalOf(scene.cancelAndWait());
    assert.equal(refusal.failure, failure);
    assertMessage(t, "a disabled API", refusal.message);
  });

  it("edge case 20: 403 on cancel names the permission in full, and nothing is waited for", async (t) => {
    const failure = rejected(403, "PERMISSION_DENIED", { permission: "alloydb.operations.cancel" });
    const scene = new Scene({ endsAt: minute }, everyCancel(failure));
    const refusal = await refusalOf(scene.cancelAndWait());
    assert.equal(refusal.failure, failure);
    assertMessage(t, "403 on cancel", refusal.message);
    assert.equal(scene.service.sequence, "GET cancel");
  });

  it("edge case 20: 403 on cancel that names no permission: the error says so", async (t) => {
    const scene = new Scene({}, everyCancel(notPermitted));
    assertMessage(
      t,
      "403 on cancel, without the permission",
      (await refusalOf(scene.cancelAndWait())).message,
    );
  });

  it("edge case 19: a disabled API on cancel is no question of permission", async (t) => {
    const failure = rejected(403, "PERMISSION_DENIED", { reason: "SERVICE_DISABLED" });
    const { message } = await refusalOf(new Scene({}, everyCancel(failure)).cancelAndWait());
    assert.doesNotMatch(message, /permission /);
    assertMessage(t, "a disabled API on cancel", message);
  });

  it("edge case 20: 403 on a cancel sent again admits that the earlier one may have arrived", async (t) => {
    const scene = new Scene({ cancelTakes: hour }, firstCancels("lostAnswer", notPermitted));
    const { failure, message } = await refusalOf(scene.cancelAndWait());
    assert.equal(failure, notPermitted);
    assertMessage(t, "403 on a cancel sent again", message);
  });

  it("edge case 21: 403 on GET after 200 on cancel says that the outcome can't be verified", async (t) => {
    const scene = new Scene({}, laterGets(notPermitted));
    const { failure, message } = await refusalOf(scene.cancelAndWait());
    assert.equal(failure, notPermitted);
    assertMessage(t, "403 on GET after the cancel", message);
  });

  it("edge case 23: a 429 on cancel is sent again when Retry-After says", async () => {
    const busy = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 });
    const scene = new Scene({}, firstCancels(busy));
    await scene.cancelAndWait();
    const [, second] = scene.service.requests.filter(({ method }) => method === "cancel");
    assert.ok(second && second.at >= 20_000 && second.at <= 22_000, `${second?.at} ms`);
  });

  it("reports each cancel that was not acknowledged, with the pause after it, which grows", async () => {
    const scene = new Scene({}, firstCancels(unavailable, unavailable, unavailable, unavailable));
    await scene.cancelAndWait();
    const times = scene.service.requests.flatMap(({ method, at }) => (method === "cancel" ? [at] : []));
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    const begin = scene.clock.wall() - scene.clock.monotonic();
    assert.deepEqual(
      scene.events.filter(({ kind }) => kind === "retrying"),
      pauses.map((retryIn, index) => ({
        kind: "retrying",
        name: operationName,
        failure: unavailable,
        retryIn,
        time: begin + (times[index] ?? 0),
      })),
    );
    for (const [index, pause] of pauses.entries()) {
      const longest = 100 * 1.5 ** index;
      assert.ok(pause >= longest / 2 && pause <= longest, `pause ${index + 1}: ${pause} ms`);
    }
  });

  it("sends the cancel again where nothing can interrupt it", async () => {
    const scene = new Scene({}, firstCancels(unavailable));
    const plan = { whenUnsupported: "wait", lastSeen: running } as const;
    const { signal: _, ...limits } = scene.limits;
    const outcome = await cancelAndWait(scene.context, operationName, plan, limits);
    assert.equal(outcome.kind, "cancelled");
  });

  it("edge case 23: sends the cancel once more before the deadline, be Retry-After longer", async () => {
    const busy = rejected(503, "UNAVAILABLE", { retryAfter: hour });
    const scene = new Scene({}, firstCancels(busy), { timeout: 2 * minute });
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  for (const [title, mishap] of [
    ["503", unavailable],
    ["a lost answer", "lostAnswer"],
  ] as const) {
    it(`edge case 26: sends the cancel again after ${title}`, async () => {
      const scene = new Scene({ cancelTakes: 5_000 }, firstCancels(mishap));
      const outcome = await scene.cancelAndWait();
      assert.ok(outcome.kind === "cancelled" && outcome.byUs);
      assert.match(scene.service.sequence, /^GET cancel GET cancel GET/);
    });
  }

  it("edge case 26: a lost answer to cancel is followed by a GET: that cancel may have been enough", async () => {
    const scene = new Scene({}, firstCancels("lostAnswer"));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.sequence, "GET cancel GET");
  });

  it("edge case 26: tells the natural end that comes while every cancel is answered 503", async () => {
    const scene = new Scene({ endsAt: 5_000 }, everyCancel(unavailable));
    assert.equal((await scene.cancelAndWait()).kind, "completed");
    assert.ok(scene.clock.monotonic() < minute, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 26: a cancel that never left doesn't make an end our doing", async () => {
    const scene = new Scene({ endsAt: 5_000, end: { error: { code: 1 } } }, everyCancel(refusedConnection()));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && !outcome.byUs);
  });

  it("edge case 26: waits where a repeated cancel is contested: the one before may have been accepted", async () => {
    const scene = new Scene({ cancelTakes: 5_000 }, firstCancels("lostAnswer", finishedAlready));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.count("cancel"), 2);
  });
});
